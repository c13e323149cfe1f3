"""Behind a stream of Kinesis or DynamoDB: from what AWS says to the verdict, and its near miss."""

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import MINUTE, NOW, SECOND, Account
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.account.metrics import steady
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.situations import (
    CALL_TIMED_OUT,
    CALLS_TIMED_OUT,
    CLICKS,
    ERROR,
    LOOK_THERE,
    MAPPING,
    NOT_LOADED_PROOF,
    READ_REPORTS,
    WORKER,
    not_loaded,
    on_stream,
    on_table,
)

PROBLEM = "PROBLEM: Function call failed"


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
    "mapping retries without limit",
)
WITHOUT_DESTINATION = (
    "Fix the consumer. To skip, set a failure destination its role may write to "
    "(sqs:SendMessage on a queue), else records are lost; then 3 retries with bisect"
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
    not_loaded(half_failing(aws))
    return WORKER


def changed_since(aws: Account) -> Resource:
    """It last failed a quarter of an hour ago, and was changed five minutes ago."""
    half_failing(aws).runs(8)
    aws.known("worker").says(ERROR, every=MINUTE, since=NOW - 20 * MINUTE, until=NOW - 15 * MINUTE + SECOND)
    aws.known("worker").deployed(NOW - 5 * MINUTE, by="ben")
    return WORKER


def as_long_as_its_timeout(aws: Account) -> Resource:
    half_failing(aws).runs(8, failing=4, failing_since=NOW - 50 * MINUTE, slowest=29.8)
    return WORKER


def calling_in_vain(aws: Account) -> Resource:
    half_failing(aws).says(CALL_TIMED_OUT, every=MINUTE, since=NOW - 14 * MINUTE)
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


NOT_ALLOWED = (
    "First allow lambda:ListVersionsByFunction on arn:aws:lambda:eu-west-1:111122223333:function:worker"
)


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
    ),
    "one record fails for ever, and not since a deployment": Case(
        "iterator_age",
        poisoned,
        Cause.POISON_RECORD,
        POISON,
        WITHOUT_DESTINATION,
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "the same by the stream's own metric": Case(
        "iterator_age",
        poisoned_by_the_streams_own_metric,
        Cause.POISON_RECORD,
        POISON,
        WITHOUT_DESTINATION,
        without_result,
        RESULT,
    ),
    "one record of a DynamoDB stream fails for ever": Case(
        "iterator_age",
        poisoned_table,
        Cause.POISON_RECORD,
        POISON,
        WITHOUT_DESTINATION,
        without_result,
        RESULT,
    ),
    "one record fails, and there is a place for it": Case(
        "iterator_age",
        poisoned_with_a_destination,
        Cause.POISON_RECORD,
        (*POISON[:3], "mapping retries 5,000 times"),
        "Fix the consumer, or let the mapping skip: each that fails then goes to the failure destination",
        without_result,
        RESULT,
        Setting(MAPPING, "MaximumRetryAttempts", "5,000", "3, with bisect"),
    ),
    "it was changed since it last failed": Case(
        "iterator_age",
        changed_since,
        Cause.CHANGED_SINCE,
        ("last failure 15 min before this look, changed 5 min before this look by ben",),
        "Look again once it has been called with what failed",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "it began with a deployment": Case(
        "iterator_age",
        new_version,
        Cause.FAILING_SINCE_DEPLOYMENT,
        NOT_LOADED_PROOF,
        "Roll back to version 41, or fix it first",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
    "what it calls does not answer": Case(
        "iterator_age",
        calling_in_vain,
        Cause.DOWNSTREAM_FAILING,
        (CALLS_TIMED_OUT, FAILED, UNCHANGED),
        LOOK_THERE,
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "it takes as long as its timeout": Case(
        "iterator_age",
        as_long_as_its_timeout,
        Cause.TIMES_OUT,
        ("99 of 100 invocations take up to 30 s, the timeout is 30 s", FAILED, UNCHANGED),
        READ_REPORTS,
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "most of its failures are time-outs": Case(
        "iterator_age",
        timing_out_by_its_log,
        Cause.TIMES_OUT,
        ("14 of 14 failures logged are timeouts", FAILED, UNCHANGED),
        READ_REPORTS,
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
            "80 ms a call",
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
            "4 x 1 x 100 records in 10 s are about 40/s, 100/s arrive",
            "10 s a call, 2 s a day ago",
        ),
        "Process more batches at once, if its dependencies can take it, or make each faster",
        lambda aws: aws.metrics.forget("IncomingRecords"),
        "Read how many arrive per second",
        Setting(MAPPING, "ParallelizationFactor", "1", "4"),
    ),
}
