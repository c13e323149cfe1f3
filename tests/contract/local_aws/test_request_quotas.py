"""Requests above AWS's quotas are refused on the local AWS as there, in its words.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
https://docs.aws.amazon.com/general/latest/gr/cwl_region.html
"""

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from local.local_aws.emulator import LocalAws
from local.local_aws.emulator_shim.request_quotas import has_room
from tests.contract.local_aws.functions import create_function
from tests.contract.local_aws.waiting import eventually

pytestmark = pytest.mark.xdist_group("local-aws")

# A region for each test: nobody has asked for anything there.
_regions = (f"eu-test-{number}" for number in count(1))
AT_ONCE = 64


@pytest.fixture
def region() -> str:
    return next(_regions)


@pytest.fixture
def client(aws: LocalAws, region: str) -> Callable[..., Any]:
    """A client that tries once."""

    def made(service: str, where: str = region) -> Any:
        session = get_session()
        session.set_credentials(aws.access_key_id, aws.secret_access_key)
        once = Config(retries={"total_max_attempts": 1}, max_pool_connections=AT_ONCE)
        return session.create_client(service, where, endpoint_url=aws.endpoint, config=once)

    return made


def asked(times: int, *asking: Callable[[], Any]) -> Counter[str]:
    """What came of asking so often, by turns and all at once: the code of the refusal, or nothing."""

    def ask(number: int) -> str:
        try:
            asking[number % len(asking)]()
        except ClientError as refused:
            return str(refused.response["Error"]["Code"])
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(ask, range(times)))


def refused(*asking: Callable[[], Any]) -> Counter[str]:
    """What came of so many at once that some were refused, however slow this machine is."""
    return eventually(lambda: told if set(told := asked(AT_ONCE, *asking)) - {""} else None)


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 15))
def test_never_more_than_the_quota_is_taken_in_any_second(asked_at: list[float], most: int) -> None:
    last: deque[float] = deque()
    taken = [at for at in sorted(asked_at) if has_room(last, most, at)]
    assert all(sum(begin <= at < begin + 1 for at in taken) <= most for begin in taken)


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 15))
def test_whoever_stays_under_the_quota_is_never_refused(asked_at: list[float], most: int) -> None:
    last: deque[float] = deque()
    for at in sorted(asked_at):
        before = sum(at - 1 < each <= at for each in last)
        assert has_room(last, most, at) == (before < most)


def test_lambdas_control_plane_counts_all_its_operations_together(client: Callable[..., Any]) -> None:
    functions = client("lambda")
    told = refused(
        functions.list_functions,
        functions.list_event_source_mappings,
        functions.get_account_settings,
        lambda: functions.get_function_concurrency(FunctionName="none"),
    )
    assert set(told) == {"", "ResourceNotFoundException", "TooManyRequestsException"}


def test_a_refused_request_says_whose_rate_was_exceeded(client: Callable[..., Any]) -> None:
    functions = client("lambda")

    def told() -> Any:
        try:
            functions.list_functions()
        except ClientError as error:
            return error.response
        return None

    refused(functions.list_functions)
    said = eventually(lambda: next((each for _ in range(AT_ONCE) if (each := told())), None))
    assert (said["ResponseMetadata"]["HTTPStatusCode"], said["Reason"]) == (429, "CallerRateLimitExceeded")
    assert said["Error"] == {"Code": "TooManyRequestsException", "Message": "Rate exceeded"}


def test_functions_policies_and_invocations_have_quotas_of_their_own(
    aws: LocalAws, client: Callable[..., Any]
) -> None:
    create_function(aws, "idle", "def handler(event, _):\n    return 1\n")
    functions = client("lambda", aws.region)
    refused(functions.list_functions)
    assert asked(AT_ONCE, lambda: functions.get_function(FunctionName="idle")) == {"": AT_ONCE}
    dry = partial(functions.invoke, FunctionName="idle", InvocationType="DryRun")
    assert asked(AT_ONCE, dry) == {"": AT_ONCE}
    assert refused(lambda: functions.get_policy(FunctionName="idle"))["TooManyRequestsException"]


def test_another_region_has_a_quota_of_its_own(client: Callable[..., Any]) -> None:
    refused(client("lambda").list_functions)
    assert asked(15, client("lambda", "eu-elsewhere-1").list_functions) == {"": 15}


def test_events_of_cloudtrail_are_looked_up_twice_a_second(client: Callable[..., Any]) -> None:
    assert set(refused(client("cloudtrail").lookup_events)) == {"", "ThrottlingException"}


def test_logs_are_searched_five_times_a_second(client: Callable[..., Any]) -> None:
    logs = client("logs")
    logs.create_log_group(logGroupName="any")
    told = refused(lambda: logs.filter_log_events(logGroupName="any"))
    assert set(told) == {"", "ThrottlingException"}
    assert asked(AT_ONCE, logs.describe_log_groups) == {"": AT_ONCE}
