"""Behind a stream of Kinesis or DynamoDB: from what AWS says to the verdict, and its near miss."""

from collections.abc import Callable

import pytest

from bot.domain.grouping import Resource
from bot.domain.verdict import Cause, Setting
from tests.scenario.diagnosis.account import MINUTE, NOW, SECOND, Account
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.account.metrics import steady
from tests.scenario.diagnosis.case import Case, nearly_proven, proven
from tests.scenario.diagnosis.looking import verdict_of
from tests.scenario.diagnosis.situations import CLICKS, WORKER, on_stream, on_table

PROBLEM = "PROBLEM: Function call failed"
MAPPING = "mapping of worker"


def failing(worker: Function) -> None:
    """For 50 minutes by now, long after it was changed."""
    worker.runs(8, failing=8, failing_since=NOW - 50 * MINUTE)
    worker.mappings[0]["LastProcessingResult"] = PROBLEM


def without_result(aws: Account) -> None:
    aws.known("worker").mappings[0]["LastProcessingResult"] = None


def poisoned(aws: Account) -> Resource:
    worker, _ = on_stream(aws)
    failing(worker)
    return WORKER


def poisoned_by_the_streams_own_metric(aws: Account) -> Resource:
    poisoned(aws)
    return CLICKS


def poisoned_table(aws: Account) -> Resource:
    worker, _ = on_table(aws)
    failing(worker)
    return WORKER


POISON = (
    "age grows 60 s a minute",
    "120 of 120 invocations failed in 15 min",
    f"the mapping's last result is '{PROBLEM}'",
    "mapping retries without end",
)
STOP_RETRYING = Setting(MAPPING, "MaximumRetryAttempts", "-1 (without end)", "3, with bisect")
WITHOUT_DESTINATION = (
    "Fix the consumer for this record; before the mapping may skip it, give it a failure destination: "
    "without one what is skipped is lost"
)


def poisoned_with_a_destination(aws: Account) -> Resource:
    poisoned(aws)
    way = {"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:given-up"}}
    aws.known("worker").mappings[0] |= {"DestinationConfig": way, "MaximumRetryAttempts": 5_000}
    return WORKER


def half_failing(aws: Account) -> Function:
    """For 50 minutes by now."""
    worker, _ = on_stream(aws, growing_by=0.25)
    worker.runs(8, failing=4, failing_since=NOW - 50 * MINUTE)
    return worker


def new_version(aws: Account) -> Resource:
    half_failing(aws).deployed(NOW - 54 * MINUTE, version="42", by="ben")
    return WORKER


def waiting_for_its_timeout(aws: Account) -> Resource:
    half_failing(aws).runs(8, failing=4, failing_since=NOW - 50 * MINUTE, slowest=29.8)
    return WORKER


def timing_out_by_its_log(aws: Account) -> Resource:
    half_failing(aws).says(
        "2026-03-02T11:50:00.000Z 11111111-1111-4111-8111-111111111111 Task timed out after 30.03 seconds",
        every=MINUTE,
        since=NOW - 14 * MINUTE,
    )
    return WORKER


def small_batches(aws: Account) -> Resource:
    worker, stream = on_stream(aws, growing_by=0.25)
    worker.mappings[0]["BatchSize"] = 10
    worker.runs(800, taking=0.08)
    stream.metric("GetRecords.Records", steady(8_000.0))
    return WORKER


def slow(aws: Account) -> Resource:
    worker, _ = on_stream(aws, growing_by=0.25)
    worker.runs(24, taking=10, yesterday=2)
    return WORKER


def hot_key(aws: Account) -> Resource:
    _, stream = on_stream(aws, growing_by=0.25)
    for number in range(3):
        stream.shard_takes(number, bytes_in=100_000, records_in=90, behind=2)
    stream.shard_takes(3, bytes_in=970_000, records_in=600, behind=3_600)
    return WORKER


def without_shard_metrics(aws: Account) -> None:
    aws.known_stream("clicks").monitored = False


def too_few_shards(aws: Account) -> Resource:
    _, stream = on_stream(aws, growing_by=0.25)
    stream.takes(300, refused_writes=11)
    for number in range(3):
        stream.shard_takes(number, bytes_in=970_000, records_in=600, behind=3_600)
    stream.shard_takes(3, bytes_in=100_000, records_in=90, behind=2)
    return WORKER


def too_many_readers(aws: Account) -> Resource:
    _, stream = on_stream(aws, growing_by=0.25)
    stream.takes(100, refused_reads=20)
    for name in ("search", "billing", "mails"):
        aws.function(name).polls(stream.arn)
    return WORKER


def disabled(aws: Account) -> Resource:
    worker, stream = on_stream(aws)
    worker.mappings[0] |= {"State": "Disabled", "StateTransitionReason": "User action"}
    worker.idles()
    aws.metrics.forget("IteratorAge")
    stream.takes(12)
    return WORKER


def not_permitted(aws: Account) -> Resource:
    disabled(aws)
    said = "PROBLEM: Lambda is not authorized to perform kinesis:GetRecords"
    aws.known("worker").mappings[0] |= {"State": "Enabled", "LastProcessingResult": said}
    return WORKER


def not_called(aws: Account) -> Resource:
    disabled(aws)
    aws.known("worker").mappings[0]["State"] = "Enabled"
    aws.known("worker").metric("Throttles", steady(0.0))
    return WORKER


def unread(aws: Account) -> Resource:
    """The stream's own metric lags for somebody who has no mapping, and who is gone."""
    stream = aws.stream("clicks")
    stream.takes(12)
    stream.metric("GetRecords.Records", steady(0.0))
    return CLICKS


def empty(aws: Account) -> Resource:
    not_called(aws)
    aws.known_stream("clicks").takes(0)
    return WORKER


def caught_up(aws: Account) -> Resource:
    on_stream(aws, age=2 * SECOND, growing_by=0.0)
    return WORKER


def catching_up(aws: Account) -> Resource:
    on_stream(aws, age=30 * MINUTE, growing_by=-0.5)
    return WORKER


NOT_ALLOWED = (
    "Mend this first: denied: allow lambda:ListVersionsByFunction on "
    "arn:aws:lambda:eu-west-1:111122223333:function:worker"
)
ENABLE = (
    "Mend this first: cannot tell which shards: aws kinesis enable-enhanced-monitoring --stream-name clicks "
    "--shard-level-metrics IteratorAgeMilliseconds IncomingBytes IncomingRecords"
)


def of_the_stream(given: Callable[[Account], Resource]) -> Callable[[Account], Resource]:
    """An alarm on what the stream refuses is about the stream itself."""

    def its_own(aws: Account) -> Resource:
        given(aws)
        return CLICKS

    return its_own


SPREAD = "Spread the key (a suffix to the partition key), or split that shard"
RESULT = "Read LastProcessingResult of the mapping of worker"
FAILED = "60 of 120 invocations failed in 15 min"
UNCHANGED = "worker was changed 1 d 23 h before"
CASES = {
    "one record of a Kinesis stream fails for ever": Case(
        "iterator_age",
        poisoned,
        Cause.POISON_RECORD,
        POISON,
        WITHOUT_DESTINATION,
        without_result,
        RESULT,
        STOP_RETRYING,
    ),
    "the same by the stream's own metric": Case(
        "iterator_age",
        poisoned_by_the_streams_own_metric,
        Cause.POISON_RECORD,
        POISON,
        WITHOUT_DESTINATION,
        without_result,
        RESULT,
        STOP_RETRYING,
    ),
    "one record of a DynamoDB stream fails for ever": Case(
        "iterator_age",
        poisoned_table,
        Cause.POISON_RECORD,
        POISON,
        WITHOUT_DESTINATION,
        without_result,
        RESULT,
        STOP_RETRYING,
    ),
    "one record fails, and there is a place for it": Case(
        "iterator_age",
        poisoned_with_a_destination,
        Cause.POISON_RECORD,
        (*POISON[:3], "mapping retries 5,000 times"),
        "Fix the consumer for this record, or let the mapping skip it: it goes to the failure destination",
        without_result,
        RESULT,
        Setting(MAPPING, "MaximumRetryAttempts", "5,000", "3, with bisect"),
    ),
    "it began with a deployment": Case(
        "iterator_age",
        new_version,
        Cause.FAILING_SINCE_DEPLOYMENT,
        ("first failure 4 min after version 42 by ben", FAILED),
        "Roll back to version 41, or fix it first",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
    "it waits for what it calls until its timeout": Case(
        "iterator_age",
        waiting_for_its_timeout,
        Cause.DOWNSTREAM_FAILING,
        ("99 of 100 invocations take up to 29.8 s, the timeout is 30 s", FAILED, UNCHANGED),
        "Look at what it calls: its own alarms, its errors and its limits",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "most of its failures are time-outs": Case(
        "iterator_age",
        timing_out_by_its_log,
        Cause.DOWNSTREAM_FAILING,
        ("14 of 14 failures logged are time-outs", FAILED, UNCHANGED),
        "Look at what it calls: its own alarms, its errors and its limits",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "batches are small": Case(
        "iterator_age",
        small_batches,
        Cause.SMALL_BATCHES,
        (
            "age grows 15 s a minute",
            "0 of 12,000 invocations failed in 15 min",
            "0 throttles",
            "batches of 10 at most, without a window",
            "0.08 s a call",
            "10.0 in each of 12,000 calls",
        ),
        "Let each call take more; a queue's mapping needs a window of 1 s for more than 10",
        lambda aws: aws.metrics.forget("GetRecords.Records"),
        "Read how many are taken out per second",
        Setting(MAPPING, "BatchSize", "10", "100"),
    ),
    "it is slower than what arrives": Case(
        "iterator_age",
        slow,
        Cause.TOO_SLOW,
        (
            "age grows 15 s a minute",
            "0 of 360 invocations failed in 15 min",
            "0 throttles",
            "4 x 1 x 100 records in 10 s are 40/s, 100/s arrive",
            "10 s a call, 2 s a day ago",
        ),
        "Work on more batches at once, if what it calls can take it, or make each faster",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many arrive per second",
        Setting(MAPPING, "ParallelizationFactor", "1", "4"),
    ),
    "one key is hot": Case(
        "iterator_age",
        hot_key,
        Cause.HOT_KEY,
        ("shardId-000000000003 takes 0.97 of 1 MB/s, 3 others less than half as much",),
        SPREAD,
        without_shard_metrics,
        ENABLE,
    ),
    "all shards are full": Case(
        "iterator_age",
        too_few_shards,
        Cause.TOO_FEW_SHARDS,
        (
            "165 writes refused",
            "4 shards, provisioned",
            "3 of 4 shards near 1 MB/s or 1,000 records/s",
        ),
        "Double the shards, or switch the stream to on-demand",
        without_shard_metrics,
        ENABLE,
        Setting("stream clicks", "ShardCount", "4", "8"),
    ),
    "too many read it": Case(
        "iterator_age",
        too_many_readers,
        Cause.TOO_MANY_READERS,
        ("300 reads refused", "4 readers share each shard"),
        "Give the slowest reader enhanced fan-out, or let one function read and pass the records on",
        lambda aws: aws.metrics.forget("ReadProvisionedThroughputExceeded"),
        "Read how many reads the stream refused",
    ),
    "one key is hot, and writes are refused": Case(
        "throughput_exceeded",
        of_the_stream(hot_key),
        Cause.HOT_KEY,
        ("shardId-000000000003 takes 0.97 of 1 MB/s, 3 others less than half as much",),
        SPREAD,
        without_shard_metrics,
        ENABLE,
    ),
    "all shards refuse writes": Case(
        "throughput_exceeded",
        of_the_stream(too_few_shards),
        Cause.TOO_FEW_SHARDS,
        (
            "165 writes refused",
            "4 shards, provisioned",
            "3 of 4 shards near 1 MB/s or 1,000 records/s",
        ),
        "Double the shards, or switch the stream to on-demand",
        without_shard_metrics,
        ENABLE,
        Setting("stream clicks", "ShardCount", "4", "8"),
    ),
    "too many read it, and reads are refused": Case(
        "throughput_exceeded",
        of_the_stream(too_many_readers),
        Cause.TOO_MANY_READERS,
        ("300 reads refused", "4 readers share each shard"),
        "Give the slowest reader enhanced fan-out, or let one function read and pass the records on",
        lambda aws: aws.deny("lambda.ListEventSourceMappings"),
        "Read how many functions and consumers read the stream",
    ),
    "its mapping is disabled": Case(
        "iterator_age",
        disabled,
        Cause.NOT_CONSUMING,
        ("mapping is Disabled (User action)", "12/s arrive"),
        "Enable the mapping once what it was disabled for is over",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
        Setting(MAPPING, "Enabled", "false", "true"),
    ),
    "it may not poll": Case(
        "iterator_age",
        not_permitted,
        Cause.NOT_CONSUMING,
        (
            "Lambda says of the mapping: 'PROBLEM: Lambda is not authorized to perform kinesis:GetRecords'",
            "12/s arrive",
        ),
        "Give the execution role of worker the permission that Lambda names",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
    ),
    "it is not called": Case(
        "iterator_age",
        not_called,
        Cause.NOT_CONSUMING,
        ("0 invocations in 15 min", "0 throttles", "mapping is Enabled", "12/s arrive"),
        "Look at the mapping's filters and its last result; disable and enable it to start it anew",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
    ),
    "nobody reads it": Case(
        "iterator_age",
        unread,
        Cause.NOT_CONSUMING,
        ("0 mappings read it, and nothing is taken out", "12/s arrive"),
        "Find out who should read clicks, and when it was taken away",
        lambda aws: aws.metrics.forget("GetRecords.Records"),
        "Read how many are taken out per second",
    ),
    "nothing comes any more": Case(
        "iterator_age",
        empty,
        Cause.RECOVERED,
        ("IteratorAge has no datapoint", "0 arrive", "mapping is Enabled"),
        "Nothing to do: it resolves when its alarm says OK",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many wait or arrive",
    ),
    "it has caught up": Case(
        "iterator_age",
        caught_up,
        Cause.RECOVERED,
        ("age 2 s", "and does not grow", "0 of 900 invocations failed in 15 min", "mapping is Enabled"),
        "Nothing to do: it resolves when its alarm says OK",
        lambda aws: aws.deny("lambda.ListEventSourceMappings"),
        "Mend this first: denied: allow lambda:ListEventSourceMappings on *",
    ),
    "it catches up": Case(
        "iterator_age",
        catching_up,
        Cause.CATCHING_UP,
        ("age falls 30 s a minute", "30 min behind"),
        "Wait; look again if the age stops falling",
        lambda aws: aws.metrics.forget("IteratorAge"),
        "Read why IteratorAge has no datapoint: nothing came, or nothing is consumed",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_cause_is_proven_by_its_numbers(case: Case) -> None:
    verdict = proven(case)
    assert (verdict.cause, verdict.proof, verdict.next) == (case.cause, case.proof, case.next)
    assert (verdict.setting, verdict.would_pass) == (case.setting, case.would_pass)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_without_one_of_its_numbers_it_cannot_be_told(case: Case) -> None:
    verdict = nearly_proven(case)
    assert (verdict.cause, verdict.next) == (Cause.CANNOT_TELL, case.lacks)


def test_of_a_table_nobody_counts_the_refused_reads_so_many_readers_prove_nothing() -> None:
    aws = Account()
    _, stream = on_table(aws)
    for name in ("search", "billing", "mails"):
        aws.function(name).polls(stream.arn)
    verdict = verdict_of(aws, "iterator_age", WORKER)
    assert (verdict.cause, verdict.proof) == (Cause.CANNOT_TELL, ("4 readers share each shard",))
