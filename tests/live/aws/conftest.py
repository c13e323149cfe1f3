"""One account for all beliefs about AWS: the local one, or the one that `make test-live` was told.

The local one is asked by a user who may do what docs/live-policy.json says, and nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import boto3
import pytest

from local.local_aws.emulator import LocalAws
from tests.live.aws.place import Place, document
from tests.live.aws.policy import NOT_FOUND_HERE, POLICY
from tests.live.report import LIVE
from tests.live.where import PREFIX, AwsWhere, Live, not_tried

HERE, THERE = timedelta(seconds=20), timedelta(minutes=4)
LOCAL, REAL = 1.0, 60.0


@pytest.fixture(scope="session")
def account(request: pytest.FixtureRequest) -> Iterator[Place]:
    live: Live | None = request.config.stash.get(LIVE, None)
    with local() if live is None else real(live) as place:
        yield place
        place.eventually(place.swept)  # what was deleted is listed for a while
        left = place.left()
        if live:
            print(f"\nLeft in AWS: {', '.join(left) or 'nothing'}")
        assert left == []


@contextmanager
def local() -> Iterator[Place]:
    with LocalAws(enforce_policies=True) as aws:
        iam = aws.client("iam")
        iam.create_user(UserName="live")
        iam.put_user_policy(UserName="live", PolicyName="live", PolicyDocument=POLICY.read_text())
        anywhere = document({"Effect": "Allow", "Action": NOT_FOUND_HERE, "Resource": "*"})
        iam.put_user_policy(UserName="live", PolicyName="not-found-here", PolicyDocument=anywhere)
        key = iam.create_access_key(UserName="live")["AccessKey"]
        session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=aws.region)
        yield Place(session, aws.account, aws.region, aws.endpoint, f"{PREFIX}here-", HERE, LOCAL)


@contextmanager
def real(live: Live) -> Iterator[Place]:
    where = live.aws if isinstance(live.aws, AwsWhere) else not_tried(live.aws)
    session = boto3.Session(region_name=where.region)
    account = session.client("sts").get_caller_identity()["Account"]
    patience, beat = (HERE, LOCAL) if where.endpoint else (THERE, REAL)
    yield Place(session, account, where.region, where.endpoint, live.prefix, patience, beat)


@pytest.fixture
def aws(account: Place) -> Iterator[Place]:
    """The place, emptied of what the test made."""
    try:
        yield account
    finally:
        account.close()
