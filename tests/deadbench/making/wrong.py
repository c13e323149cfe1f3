"""Worlds on which a verdict is wrong."""

from datetime import datetime, timedelta

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import DAY, MINUTE, stamp, steady


def runtime_changed(draft: Draft) -> Entry:
    """aws-amplify/amplify-cli#2386."""
    table, worker = f"{draft.noun}-table", f"{draft.noun}-to-search"
    begin, rate = draft.now - draft.number(60, 100) * MINUTE, draft.number(20, 50)
    stream = draft.table(table)
    draft.function(
        worker, Runtime="python3.13", Handler="python_streaming_function.lambda_handler", Timeout=60
    )
    draft.runs(
        worker,
        lambda at: 3 if at >= begin else rate / 4,
        failing=lambda at: 3 if at >= begin else 0,
        seconds=0.2,
        at_once=1,
    )
    draft.maps(stream, worker, LastProcessingResult="PROBLEM: Function call failed")
    draft.metric(
        "AWS/DynamoDB",
        "SuccessfulRequestLatency",
        {"TableName": table, "Operation": "PutItem"},
        SampleCount=steady(rate),
        Average=steady(4),
    )

    def age(at: datetime) -> float:
        return max((at - begin).total_seconds(), 0) * 1000

    draft.metric("AWS/Lambda", "IteratorAge", {"FunctionName": worker}, Maximum=age, Average=age)
    draft.calls(
        worker,
        timedelta(seconds=100),
        "[ERROR] Runtime.ImportModuleError: Unable to import module 'python_streaming_function': "
        "cannot import name 'BotocoreHTTPSession'\nTraceback (most recent call last):\n",
        ms=3,
        used=44,
    )
    draft.account()
    draft.alarm(
        "AWS/Lambda", "IteratorAge", {"FunctionName": worker}, threshold=900_000, value=round(age(draft.now))
    )
    last = draft.last_published
    lost_at = stamp(last - timedelta(milliseconds=age(last)) + DAY)
    return entry(
        family="dependency",
        resource=worker,
        also=[{"family": "new_version", "resource": worker, "setting": None}],
        loses={"not_before": lost_at, "at_latest": lost_at},
        source="https://github.com/aws-amplify/amplify-cli/issues/2386",
        dated="2019-09-23",
        states="Lambda's runtime came with a newer botocore, from which the function cannot import what it "
        "needs: every call fails, without any deployment.",
        filled="R1 to R4, R9, R11; the alarm is on the iterator's age.",
    )


def requests_a_second(draft: Draft) -> Entry:
    worker = f"{draft.noun}-lookup"
    begin, called = draft.now - draft.number(15, 30) * MINUTE, 60 * draft.number(12_000, 16_000)
    allowed = 60 * 10_000
    draft.function(worker, Timeout=3)
    draft.runs(
        worker,
        lambda at: allowed if at >= begin else allowed / 2,
        throttled=lambda at: called - allowed if at >= begin else 0,
        seconds=0.02,
        slowest=0.06,
        at_once=lambda at: 210 if at >= begin else 105,
    )
    draft.account(claimed=lambda at: 230 if at >= begin else 120)
    draft.alarm(
        "AWS/Lambda",
        "Throttles",
        {"FunctionName": worker},
        threshold=0,
        value=called - allowed,
        statistic="SUM",
    )
    return entry(
        family="account_limit",
        source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
        dated="2026-11-29",
        states="Across all functions of an account Lambda allows ten times as many requests a second as its "
        "concurrency limit: functions of less than 100 ms meet this limit first.",
        filled="R1 to R4, R8, R10; calls of 20 ms, 1,000 at once are the account's limit.",
    )
