"""Class b: consumers of streams, by AWS's own pages on why they fall behind or lose records."""

import json
from datetime import datetime, timedelta

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, HOUR, MINUTE, REGION, stamp, steady, uuid
from tests.deadbench.world import Json

_READ = "2026-11-29"
_ON_FAILURE = "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"
_FIRST = 49_650_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000


def bad_record(draft: Draft) -> Entry:
    stream, worker = f"{draft.noun}-events", f"{draft.noun}-indexer"
    begin, rate = draft.now - draft.number(70, 105) * MINUTE, draft.number(30, 60)
    draft.function(worker)
    draft.runs(
        worker,
        lambda at: 3 if at >= begin else rate / 20,
        failing=lambda at: 3 if at >= begin else 0,
        seconds=0.3,
        at_once=1,
    )
    source = draft.stream(stream, shards=1, records=rate, read=0)
    draft.maps(source, worker, LastProcessingResult="PROBLEM: Function call failed")
    draft.account()
    draft.behind(worker, stream, lambda at: max((at - begin).total_seconds(), 0) * 1000)
    behind = ({"id": 2 + number, "amount": 9} for number in range(40))
    draft.records(stream, begin, [{"id": 1}, *behind], first=_FIRST)
    failed = (
        "[ERROR] KeyError: 'amount'\nTraceback (most recent call last):\n"
        '  File "/var/task/app.py", line 19, in index\n    value = record["amount"]\n'
    )
    seen = f"indexing {_FIRST} of shardId-000000000000, first of 100\n"
    draft.calls(worker, timedelta(seconds=100), seen, failed, ms=290)
    draft.alarm(
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": worker},
        threshold=900_000,
        value=round((draft.now - begin).total_seconds() * 1000),
    )
    return entry(
        family="one_bad_item",
        resource=worker,
        also=[{"family": "producer_changed", "resource": None, "setting": None}],
        loses=draft.trimmed(stream),
        source=_ON_FAILURE,
        dated=_READ,
        states="With the default settings a bad record blocks its shard: Lambda retries the batch until its "
        "records expire.",
        filled="R1 to R5, R9, R10; the first record lacks a key, those behind it have it.",
    )


def stream_throttled(draft: Draft) -> Entry:
    stream, worker = f"{draft.noun}-feed", f"{draft.noun}-loader"
    begin, written = draft.now - draft.number(60, 100) * MINUTE, draft.number(3_000, 4_000)
    draft.function(worker, reserved=1)
    draft.runs(worker, steady(20), throttled=steady(90), seconds=2.9, at_once=1)
    source = draft.stream(stream, shards=4, records=written, read=2_000)
    draft.maps(source, worker)
    draft.account()
    growth = 1 - 2_000 / written
    draft.behind(worker, stream, lambda at: max((at - begin).total_seconds() * growth, 0) * 1000)
    draft.alarm(
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": worker},
        threshold=600_000,
        value=round((draft.now - begin).total_seconds() * growth * 1000),
    )
    return entry(
        family="reserved_limit",
        resource=worker,
        setting="ReservedConcurrentExecutions",
        loses=draft.trimmed(stream),
        source=_ON_FAILURE,
        dated=_READ,
        states="A mapping that cannot invoke its function because of throttling retries until the records "
        "expire or exceed the maximum age.",
        filled="R1 to R4, R9, R10; one is reserved for four shards.",
    )


def shared_readers(draft: Draft) -> Entry:
    stream, rate = f"{draft.noun}-clicks", 60 * draft.number(560, 700)
    refused = draft.number(30, 90)
    # 600 a second of 1,000 bytes, five times over, are more than 2 MB.
    source = draft.stream(stream, shards=1, records=rate, read=rate * 3, bytes_each=1_000, refused=refused)
    for name in ("index", "archive", "alerts", "stats", "audit"):
        worker = f"{draft.noun}-{name}"
        draft.function(worker)
        draft.runs(worker, steady(60), seconds=0.4, at_once=1, beside=True)
        draft.maps(source, worker)
    draft.account()
    draft.counts("ReadProvisionedThroughputExceeded", {"StreamName": stream}, refused)
    return entry(
        family="shard_or_partition_limit",
        resource=stream,
        loses=None,
        source="https://github.com/awsdocs/amazon-kinesis-data-streams-developer-guide/blob/master/doc_source/"
        "building-consumers.md",
        dated=_READ,
        states="The 2 MB a second of a shard are fixed and shared by all consumers without enhanced fan-out "
        "that read from it.",
        filled="R1 to R4, R8, R10; five functions read one shard.",
    )


def pointers_expired(draft: Draft) -> Entry:
    stream, worker, kept = f"{draft.noun}-stream", f"{draft.noun}-projector", f"{draft.noun}-failed-batches"
    failed_at = draft.now - draft.number(40, 60) * HOUR
    draft.function(worker)
    draft.runs(worker, steady(6), seconds=0.5, at_once=1)
    source = draft.stream(stream, shards=1, records=90, read=90)
    failed = draft.queue(kept, MessageRetentionPeriod=1_209_600)
    draft.maps(
        source, worker, MaximumRetryAttempts=2, DestinationConfig={"OnFailure": {"Destination": failed}}
    )
    draft.account()
    dead = draft.number(4, 9)
    bodies = [json.dumps(_given_up(draft, source, worker, failed_at, number)) for number in range(dead)]
    draft.dead(kept, bodies, since=draft.now - failed_at, receives=0)
    fresh = [{"id": 9_000 + each, "amount": 3} for each in range(20)]
    draft.records(stream, draft.now - 30 * MINUTE, fresh, first=_FIRST + 90_000)
    draft.behind(worker, stream, steady(400))
    draft.depth_alarm(kept, dead)
    return entry(
        family="retention",
        resource=stream,
        also=[{"family": "retention", "resource": kept, "setting": None}],
        would_pass="no",
        loses=None,
        lost=dead * 100,
        source=_ON_FAILURE,
        dated=_READ,
        states="What a queue as destination gets of a failed batch is metadata: the records themselves have "
        "to be read from the stream before they expire.",
        filled="R1 to R4, R10; the stream keeps records for 24 hours, the batches failed two days ago.",
    )


def _given_up(draft: Draft, stream: str, worker: str, failed_at: datetime, number: int) -> Json:
    at = failed_at + number * MINUTE
    arrived = stamp(at - 5 * MINUTE, ".120Z")
    return {
        "requestContext": {
            "requestId": uuid(f"{draft.name} batch {number}"),
            "functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{worker}",
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 3,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": stamp(at, ".912Z"),
        "KinesisBatchInfo": {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": str(_FIRST + number * 100),
            "endSequenceNumber": str(_FIRST + number * 100 + 99),
            "approximateArrivalOfFirstRecord": arrived,
            "approximateArrivalOfLastRecord": arrived,
            "batchSize": 100,
            "streamArn": stream,
        },
    }
