"""Class b: asynchronous events, by the Lambda guide on what becomes of them."""

from datetime import datetime, timedelta

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import HOUR, MINUTE, queue_arn, since, stamp, steady, uuid

_READ = "2026-11-29"
_ASYNC = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"


def destination_is_fifo(draft: Draft) -> Entry:
    worker, kept = f"{draft.noun}-notifier", f"{draft.noun}-failures.fifo"
    begin, rate = draft.now - draft.number(40, 70) * MINUTE, draft.number(6, 12)
    draft.function(worker)
    draft.runs(worker, steady(rate), failing=lambda at: 3 if at >= begin else 0, seconds=0.4)
    draft.queue(kept, FifoQueue="true")
    draft.on_failure(worker, queue_arn(kept))
    of = {"FunctionName": worker}
    for metric, line in (
        ("AsyncEventsReceived", steady(rate - 2)),
        ("AsyncEventAge", steady(90_000)),
        ("AsyncEventsDropped", since(begin, 1, None)),
        ("DestinationDeliveryFailures", since(begin, 1, None)),
    ):
        statistics = {"Maximum": line, "Average": line} if metric == "AsyncEventAge" else {"Sum": line}
        draft.metric("AWS/Lambda", metric, of, **statistics)
    draft.calls(
        worker,
        3 * MINUTE,
        "[ERROR] ValueError: no address\nTraceback (most recent call last):\n"
        '  File "/var/task/app.py", line 9, in handler\n    raise ValueError("no address")\n',
        ms=390,
    )
    draft.account()
    draft.alarm(
        "AWS/Lambda",
        "DestinationDeliveryFailures",
        of,
        threshold=0,
        value=1,
        statistic="SUM",
    )
    return entry(
        family="delivery",
        resource=worker,
        also=[{"family": "delivery", "resource": kept, "setting": None}],
        lost=int((draft.last_published - begin) / MINUTE) + 1,
        source=_ASYNC,
        dated=_READ,
        states="Lambda cannot send a record to a destination of an unsupported type, such as a FIFO queue, "
        "and counts DestinationDeliveryFailures.",
        filled="R1 to R4, R8, R10; one event a minute fails its three attempts.",
    )


def switched_off(draft: Draft) -> Entry:
    worker, dlq = f"{draft.noun}-webhook", f"{draft.noun}-webhook-dlq"
    dead, begin = draft.number(14, 30), draft.now - draft.number(60, 90) * MINUTE
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.function(worker, reserved=0, DeadLetterConfig={"TargetArn": queue_arn(dlq)})
    draft.runs(worker, since(begin, 0, 12), throttled=since(begin, 1, 0), seconds=0.3)
    draft.metric("AWS/Lambda", "AsyncEventsReceived", {"FunctionName": worker}, Sum=steady(1))
    draft.metric("AWS/Lambda", "AsyncEventsDropped", {"FunctionName": worker}, Sum=since(begin, 1, None))
    draft.account()
    draft.dead(
        dlq,
        draft.bodies(dead),
        since=draft.now - begin,
        receives=0,
        attributes={"RequestID": uuid(draft.name), "ErrorCode": "429", "ErrorMessage": "Rate Exceeded."},
    )
    draft.depth_alarm(dlq, dead)
    return entry(
        family="reserved_limit",
        resource=worker,
        setting="ReservedConcurrentExecutions",
        would_pass="no",
        loses=draft.expires(dlq),
        source=_ASYNC,
        dated=_READ,
        states="With a reserved concurrency of zero Lambda sends new asynchronous events to the dead-letter "
        "queue at once, without any retry.",
        filled="R1 to R5, R10.",
    )


def async_throttled(draft: Draft) -> Entry:
    worker = f"{draft.noun}-thumbnailer"
    begin, reserved = draft.now - draft.number(50, 100) * MINUTE, draft.number(2, 4)
    draft.function(worker, reserved=reserved)
    draft.runs(worker, steady(reserved * 15), throttled=steady(140), seconds=3.9, at_once=reserved)
    of = {"FunctionName": worker}

    def age(at: datetime) -> float:
        return max((at - begin).total_seconds() * 0.8, 0) * 1000

    draft.metric("AWS/Lambda", "AsyncEventAge", of, Maximum=age, Average=age)
    draft.metric("AWS/Lambda", "AsyncEventsReceived", of, Sum=steady(reserved * 70))
    draft.account()
    draft.alarm(
        "AWS/Lambda",
        "AsyncEventAge",
        of,
        threshold=1_200_000,
        value=round(age(draft.now)),
    )
    last = draft.last_published
    lost_at = stamp(last - timedelta(milliseconds=age(last)) + 6 * HOUR)
    return entry(
        family="reserved_limit",
        resource=worker,
        setting="ReservedConcurrentExecutions",
        loses={"not_before": lost_at, "at_latest": lost_at},
        source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
        dated=_READ,
        states="When the function has not enough concurrency for all events, further requests are throttled, "
        "return to the queue and are tried again for up to six hours.",
        filled="R1 to R4, R9, R10.",
    )
