"""Failures in S3 buckets, from AWS's answers to the evidence: with and without the permission to look."""

import json

import pytest

from bot.domain.evidence.evidence import ErrorShape, Evidence
from bot.domain.evidence.failure_bucket import BucketContents, FailureBucket
from bot.domain.evidence.missing import Missing
from tests.events import event_text
from tests.scenario.diagnosis.account import HOUR, MINUTE, NOW, Account
from tests.scenario.diagnosis.account.buckets import Object
from tests.scenario.diagnosis.looking import evidence_of
from tests.scenario.diagnosis.situations import WORKER, dropping, on_stream

NAME = "failed-events"
BUCKET = f"arn:aws:s3:::{NAME}"
TOLD = NOW - 10 * MINUTE


def events(aws: Account, count: int) -> FailureBucket:
    """So many failed, one a minute."""
    worker = dropping(aws)
    worker.events = {"DestinationConfig": {"OnFailure": {"Destination": BUCKET}}}
    keeper = FailureBucket(BUCKET, worker.arn)
    record = event_text("dead_letters/lambda_destination_s3_object").replace(
        "function:orders", "function:worker"
    )
    put(aws, keeper.prefix, *[record] * count)
    return keeper


def batches(aws: Account, *texts: str) -> FailureBucket:
    worker, stream = on_stream(aws)
    worker.mappings.clear()
    mapping = worker.polls(
        stream.arn, MaximumRetryAttempts=3, DestinationConfig={"OnFailure": {"Destination": BUCKET}}
    )
    keeper = FailureBucket(BUCKET, worker.arn, mapping["UUID"], stream.arn)
    for n, text in enumerate(texts):
        put(aws, f"{keeper.prefix}shardId-{n:012}/", text)
    return keeper


def put(aws: Account, folder: str, *texts: str) -> None:
    kept = aws.buckets.objects.setdefault(NAME, {})
    for n, text in enumerate(texts, 1):
        at = NOW - n * MINUTE
        kept[f"{folder}{at:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{n:08}"] = Object(text.encode(), at)


def only(evidence: Evidence) -> BucketContents:
    assert not isinstance(evidence.bucket_contents, Missing), evidence.bucket_contents
    (kept,) = evidence.bucket_contents
    return kept


def test_failed_events_are_counted_and_a_few_are_read() -> None:
    aws = Account()
    keeper = events(aws, 37)
    evidence = evidence_of(aws, "async_events_dropped", WORKER)
    assert only(evidence) == BucketContents(keeper, TOLD - HOUR, 37, NOW - 37 * MINUTE, NOW - MINUTE)
    assert (evidence.sampled, evidence.bucket_shapes) == (10, (ErrorShape("KeyError 'fullname'", 10),))
    assert evidence.missing == ()


@pytest.mark.parametrize("name", ["stream_pointer_s3_object", "stream_pointer_s3_object_as_json"])
def test_skipped_batches_are_counted_over_all_shards(name: str) -> None:
    aws = Account()
    text = event_text(f"dead_letters/{name}")
    keeper = batches(aws, text, text)
    evidence = evidence_of(aws, "iterator_age", WORKER)
    assert (only(evidence).bucket, only(evidence).objects) == (keeper, 2)
    sizes = json.loads(text)["KinesisBatchInfo"]["batchSize"]
    assert (evidence.sampled, evidence.records) == (2, 2 * sizes)


def test_a_bucket_that_may_not_be_listed_is_missing() -> None:
    aws = Account()
    events(aws, 37)
    aws.deny("s3.ListObjectsV2")
    evidence = evidence_of(aws, "async_events_dropped", WORKER)
    denied = f"denied: allow s3:ListBucket on {BUCKET} (FailureBucketArns)"
    assert (evidence.bucket_contents, evidence.missing) == (Missing(denied), (denied,))


def test_objects_that_may_not_be_read_are_counted_all_the_same() -> None:
    aws = Account()
    events(aws, 37)
    aws.deny("s3.GetObject")
    evidence = evidence_of(aws, "async_events_dropped", WORKER)
    denied = f"denied: allow s3:GetObject on {BUCKET}/aws/lambda/* (FailureBucketArns)"
    assert only(evidence).objects == 37
    assert (evidence.bucket_shapes, evidence.missing) == (Missing(denied), (denied,))


def test_a_bucket_that_was_deleted_is_missing_and_not_empty() -> None:
    aws = Account()
    events(aws, 37)
    aws.buckets.objects.clear()
    evidence = evidence_of(aws, "async_events_dropped", WORKER)
    assert evidence.bucket_contents == Missing("there is no bucket failed-events any more")
