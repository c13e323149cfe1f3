"""Controls in which nothing is wrong any more; those whose decisive reading is missing stand beside."""

from collections.abc import Callable, Iterator
from datetime import datetime

from tests.deadbench.making.class_d_unread import (
    LAMBDA,
    READ,
    key_denied,
    letters_denied,
    limit_times_out,
    log_late,
    log_throttled,
    mappings_denied,
)
from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import MINUTE, since, steady

SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"


def _falling(begin: datetime, highest: float, ended: datetime) -> Callable[[datetime], float]:
    """What rose until `begin`, and falls evenly to nothing until `ended`."""

    def line(at: datetime) -> float:
        if at < begin:
            return max(highest - (begin - at).total_seconds(), 0)
        return max(highest * (ended - at) / (ended - begin), 0)

    return line


def caught_up(draft: Draft) -> Entry:
    """A burst made the queue old, and the consumer is through with it."""
    queue, worker = draft.noun, f"{draft.noun}-worker"
    rate = draft.number(20, 40)
    burst = draft.now - 30 * MINUTE
    draft.function(worker)
    draft.runs(worker, since(burst, rate * 2, rate), seconds=0.4, at_once=5)
    source = draft.queue(queue)
    age = _falling(draft.now - 22 * MINUTE, 480, draft.now - 9 * MINUTE)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=lambda at: rate * 30 if burst <= at < burst + MINUTE else rate,
        NumberOfMessagesReceived=since(burst, rate * 2, rate),
        NumberOfMessagesDeleted=since(burst, rate * 2, rate),
        ApproximateNumberOfMessagesVisible=lambda at: round(age(at) * rate / 60),
        ApproximateNumberOfMessagesNotVisible=steady(2),
        ApproximateNumberOfMessagesDelayed=steady(0),
        ApproximateAgeOfOldestMessage=lambda at: max(age(at), 1) if at >= burst else 1,
    )
    draft.attributes(queue, ApproximateNumberOfMessages=0)
    draft.maps(source, worker)
    draft.account()
    draft.alarm(
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        threshold=300,
        value=480,
        ago=19 * MINUTE,
    )
    return entry(
        family="nothing_wrong",
        resource=worker,
        source=f"{SQS}/sqs-available-cloudwatch-metrics.html",
        dated=READ,
        states="ApproximateAgeOfOldestMessage is the age of the oldest message that is not deleted: at a "
        "second, with nothing visible, the queue is worked off.",
        filled="R1 to R4; a burst of thirty minutes' messages half an hour ago, worked off nine minutes ago.",
    )


def catching_up(draft: Draft) -> Entry:
    """A consumer that was switched off for a while gets through what has piled up."""
    stream, worker = f"{draft.noun}-events", f"{draft.noun}-index"
    on = draft.now - 40 * MINUTE
    draft.function(worker)
    draft.runs(worker, since(on, 118, 0), seconds=0.45, at_once=1)
    source = draft.stream(stream, shards=1, records=draft.number(500, 700), read=4_000)
    draft.maps(source, worker)
    draft.account()
    draft.behind(worker, stream, lambda at: max(7_200_000 - max((at - on).total_seconds(), 0) * 2_000, 0))
    draft.alarm(
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": worker},
        threshold=900_000,
        value=7_200_000,
        ago=39 * MINUTE,
    )
    return entry(
        family="nothing_wrong",
        resource=worker,
        source=f"{LAMBDA}/monitoring-metrics-types.html",
        dated=READ,
        states="IteratorAge is the time between a batch's last record being written and Lambda's receiving "
        "it: where it falls, more is read than is written.",
        filled="R1 to R4; the age falls by two seconds a second since forty minutes.",
    )


def errors_over(draft: Draft) -> Entry:
    """A function failed for some minutes an hour ago, and works since."""
    worker = f"{draft.noun}-api"
    begin, end = draft.now - 75 * MINUTE, draft.now - 68 * MINUTE
    rate, failed = draft.number(80, 120), draft.number(6, 9)
    draft.function(worker)
    draft.runs(worker, steady(rate), failing=lambda at: failed if begin <= at < end else 0, seconds=0.12)
    draft.account()
    for number in range(7 * failed):
        at = begin + number * (end - begin) / (7 * failed)
        draft.call(worker, at, "[ERROR] ConnectionError: connection to the ledger was reset\n")
    draft.alarm(
        "AWS/Lambda",
        "Errors",
        {"FunctionName": worker},
        threshold=5,
        value=failed,
        statistic="SUM",
        ago=73 * MINUTE,
    )
    return entry(
        family="nothing_wrong",
        resource=worker,
        source=f"{LAMBDA}/monitoring-metrics-types.html",
        dated=READ,
        states="Errors counts the invocations that result in a function error: with none in an hour of "
        "calls, nothing fails any more.",
        filled="R1 to R4; seven minutes of failures more than an hour ago.",
    )


def entries(seed: int) -> Iterator[tuple[Draft, Entry]]:
    for slug, make in (
        ("caught-up", caught_up),
        ("catching-up", catching_up),
        ("errors-over", errors_over),
        ("mappings-denied", mappings_denied),
        ("key-denied", key_denied),
        ("log-throttled", log_throttled),
        ("letters-denied", letters_denied),
        ("limit-times-out", limit_times_out),
        ("log-late", log_late),
    ):
        draft = Draft(f"d-{slug}", seed)
        yield draft, make(draft)
