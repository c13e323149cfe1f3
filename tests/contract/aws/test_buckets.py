"""ports.Buckets, on the fake and on S3."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from bot.aws.buckets import MOST_PAGES, S3Buckets
from bot.aws.errors import Client
from bot.aws.session import LOOK, Clients
from bot.domain.errors import Transient
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.ports.buckets import Buckets, Listing
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION
from tests.fakes import FakeBuckets
from tests.fakes.clock import NOON
from tests.fakes.denials import not_authorized

NAME = "failed-events"
BUCKET = f"arn:aws:s3:::{NAME}"
GONE = "arn:aws:s3:::gone"
PLACE = Resource("function", "worker", "123456789012", REGION)
OURS = "aws/lambda/async/worker/"
MIB = 1_048_576


class BucketContents(NamedTuple):
    """A bucket, and how an object comes into it."""

    port: Buckets
    put: Callable[[str, str], object]


def _fake() -> BucketContents:
    fake = FakeBuckets()
    fake.stored[BUCKET] = {}
    return BucketContents(fake, lambda key, body: fake.put(BUCKET, key, body, NOON))


@pytest.fixture
def s3(aws: Clients) -> Client:
    client = aws.client("s3", LOOK)
    client.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})
    return client


def _real(aws: Clients, client: Client) -> BucketContents:
    """Two objects to a page."""
    return BucketContents(
        S3Buckets(aws, page=2), lambda key, body: client.put_object(Bucket=NAME, Key=key, Body=body)
    )


@pytest.fixture(params=["fake", "s3"])
def kept(request: pytest.FixtureRequest) -> BucketContents:
    if request.param == "fake":
        return _fake()
    return _real(request.getfixturevalue("aws"), request.getfixturevalue("s3"))


def keys(listing: Listing | Missing) -> list[str]:
    assert isinstance(listing, Listing), listing
    return [each.key for each in listing.objects]


def test_objects_under_a_prefix_are_listed_by_their_keys_and_all_of_them(kept: BucketContents) -> None:
    for n in (3, 1, 5, 2, 4):
        kept.put(f"{OURS}{n}", "{}")
    kept.put("aws/lambda/async/worker-2/1", "{}")
    listing = kept.port.objects(PLACE, BUCKET, OURS, "")
    assert keys(listing) == [f"{OURS}{n}" for n in range(1, 6)]
    assert isinstance(listing, Listing)
    assert listing.unread == ""


def test_what_comes_before_a_key_is_not_listed(kept: BucketContents) -> None:
    for day in ("2026/03/01/a", "2026/03/02/a", "2026/03/02/b"):
        kept.put(OURS + day, "{}")
    assert keys(kept.port.objects(PLACE, BUCKET, OURS, f"{OURS}2026/03/02/a")) == [f"{OURS}2026/03/02/b"]


def test_an_object_is_told_with_its_size_and_its_time(kept: BucketContents) -> None:
    kept.put(f"{OURS}1", "é")
    listing = kept.port.objects(PLACE, BUCKET, OURS, "")
    assert isinstance(listing, Listing)
    (only,) = listing.objects
    assert (only.size, only.at.utcoffset()) == (2, NOON.utcoffset())


def test_a_prefix_under_which_nothing_stands_is_empty(kept: BucketContents) -> None:
    assert kept.port.objects(PLACE, BUCKET, OURS, "") == Listing()
    assert kept.port.folders(PLACE, BUCKET, OURS) == ()


def test_the_folders_below_a_prefix_are_those_and_no_others(kept: BucketContents) -> None:
    for shard in ("shard-0/2026/a", "shard-1/2026/a", "shard-1/2026/b", "stray"):
        kept.put(f"aws/lambda/u-1/{shard}", "{}")
    found = kept.port.folders(PLACE, BUCKET, "aws/lambda/u-1/")
    assert found == ("aws/lambda/u-1/shard-0/", "aws/lambda/u-1/shard-1/")


def test_folders_are_all_told_however_many_pages_they_fill(kept: BucketContents) -> None:
    shards = tuple(f"aws/lambda/u-1/shardId-{n}/" for n in range(5))
    for shard in shards:
        kept.put(f"{shard}2026/11/21/one", "{}")
    assert kept.port.folders(PLACE, BUCKET, "aws/lambda/u-1/") == shards


def test_an_object_is_read_as_text(kept: BucketContents) -> None:
    kept.put(f"{OURS}1", '{"name": "Zoë"}')
    assert kept.port.text(PLACE, BUCKET, f"{OURS}1", 100) == '{"name": "Zoë"}'


def test_an_object_as_large_as_allowed_is_read_and_a_larger_one_is_not(kept: BucketContents) -> None:
    kept.put(f"{OURS}1", "x" * MIB)
    assert kept.port.text(PLACE, BUCKET, f"{OURS}1", MIB) == "x" * MIB
    told = kept.port.text(PLACE, BUCKET, f"{OURS}1", MIB - 1)
    assert told == Missing(f"an object of 1,048,576 bytes is not read: {OURS}1")


def test_an_object_that_is_gone_is_missing(kept: BucketContents) -> None:
    told = kept.port.text(PLACE, BUCKET, f"{OURS}1", 100)
    assert told == Missing("an object was deleted from failed-events meanwhile")


def test_a_bucket_that_is_gone_is_missing_and_not_empty(kept: BucketContents) -> None:
    gone = Missing("there is no bucket gone any more")
    assert kept.port.objects(PLACE, GONE, OURS, "") == gone
    assert kept.port.folders(PLACE, GONE, OURS) == gone


# Only S3


@pytest.fixture
def buckets(aws: Clients) -> S3Buckets:
    return S3Buckets(aws, page=2)


def fill(client: Client, count: int) -> None:
    for n in range(count):
        client.put_object(Bucket=NAME, Key=f"{OURS}{n:03}", Body="{}")


def test_of_very_many_objects_the_first_are_listed_and_it_says_so(s3: Client, buckets: S3Buckets) -> None:
    fill(s3, 2 * MOST_PAGES + 1)
    listing = buckets.objects(PLACE, BUCKET, OURS, "")
    assert keys(listing) == [f"{OURS}{n:03}" for n in range(2 * MOST_PAGES)]
    assert isinstance(listing, Listing)
    assert listing.unread == "of failed-events only the first 10 objects were counted"


def test_as_many_objects_as_the_pages_hold_are_all(s3: Client, buckets: S3Buckets) -> None:
    fill(s3, 2 * MOST_PAGES)
    listing = buckets.objects(PLACE, BUCKET, OURS, "")
    assert isinstance(listing, Listing)
    assert (len(listing.objects), listing.unread) == (2 * MOST_PAGES, "")


def test_a_page_that_is_refused_leaves_those_before_it_and_says_that_there_are_more(
    s3: Client, buckets: S3Buckets
) -> None:
    fill(s3, 3)
    pages: list[None] = []
    faults = Faults(s3)

    def after_the_first(**_: object) -> None:
        pages.append(None)
        if len(pages) == 1:
            faults.refuse("ListObjectsV2", "AccessDenied", 403)

    s3.meta.events.register("after-call.s3.ListObjectsV2", after_the_first)
    listing = buckets.objects(PLACE, BUCKET, OURS, "")
    assert keys(listing) == [f"{OURS}000", f"{OURS}001"]
    assert isinstance(listing, Listing)
    assert listing.unread == f"denied: allow s3:ListBucket on {BUCKET} (FailureBucketArns)"


def test_a_bucket_that_may_not_be_listed_names_the_statement_to_add(s3: Client, buckets: S3Buckets) -> None:
    Faults(s3).refuse("ListObjectsV2", "AccessDenied", 403, times=2)
    denied = Missing(f"denied: allow s3:ListBucket on {BUCKET} (FailureBucketArns)")
    assert buckets.objects(PLACE, BUCKET, OURS, "") == denied
    assert buckets.folders(PLACE, BUCKET, OURS) == denied


def test_objects_that_may_not_be_read_name_the_statement_to_add(s3: Client, buckets: S3Buckets) -> None:
    Faults(s3).refuse("GetObject", "AccessDenied", 403)
    told = buckets.text(PLACE, BUCKET, f"{OURS}1", 100)
    assert told == Missing(f"denied: allow s3:GetObject on {BUCKET}/aws/lambda/* (FailureBucketArns)")


def test_objects_whose_key_may_not_be_used_name_the_key(s3: Client, buckets: S3Buckets) -> None:
    message = not_authorized("kms", "Decrypt")
    error = {"Error": {"Code": "AccessDenied", "Message": message}}
    Faults(s3).answer("GetObject", error, status=403)
    told = buckets.text(PLACE, BUCKET, f"{OURS}1", 100)
    assert told == Missing("denied: allow kms:Decrypt on arn:aws:a:b:c:d (KeyArns)")


def test_a_bucket_that_does_not_answer_is_tried_again_by_whoever_asked(
    s3: Client, buckets: S3Buckets
) -> None:
    Faults(s3).never_sent("ListObjectsV2", times=LOOK.attempts)
    with pytest.raises(Transient, match="did not answer s3:ListBucket"):
        buckets.objects(PLACE, BUCKET, OURS, "")


@pytest.mark.usefixtures("aws")
def test_of_another_account_nothing_is_read() -> None:
    elsewhere = S3Buckets(Clients(REGION, "999999999999"))
    told = elsewhere.objects(PLACE, BUCKET, OURS, "")
    assert told == Missing("cannot look there: account 123456789012 has no role for Lastcall")
