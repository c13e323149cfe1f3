"""Class b: calls that are throttled or wait, by AWS's own pages on concurrency and timeouts."""

from datetime import datetime

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import MINUTE, since, steady


def neighbour(draft: Draft) -> Entry:
    worker, greedy = f"{draft.noun}-api", f"{draft.noun}-backfill"
    begin, rate = draft.now - draft.number(25, 50) * MINUTE, draft.number(300, 600)
    draft.function(worker)
    draft.function(greedy, Timeout=900)
    draft.runs(
        worker,
        since(begin, rate / 3, rate),
        throttled=since(begin, rate * 2 // 3, 0),
        seconds=0.9,
        at_once=6,
    )
    draft.runs(greedy, since(begin, 140, None), seconds=420, slowest=610, at_once=940)
    draft.account(claimed=1000)
    draft.counts("Throttles", {"FunctionName": worker}, rate * 2 // 3)
    return entry(
        family="neighbour",
        resource=greedy,
        also=[{"family": "account_limit", "resource": None, "setting": None}],
        source="https://serverlessland.com/content/service/lambda/guides/aws-lambda-operator-guide/"
        "reserved-concurrency",
        dated="2026-11-29",
        states="All functions of an account in a Region share one limit: a function that takes all of it "
        "keeps the others from being invoked.",
        filled="R1 to R4, R8, R10; a backfill runs 940 at once of 1,000.",
    )


def slow_service(draft: Draft) -> Entry:
    worker, begin = f"{draft.noun}-quotes", draft.now - draft.number(35, 55) * MINUTE
    rate = draft.number(20, 40)
    draft.function(worker, Timeout=10)
    draft.runs(
        worker, steady(rate), failing=since(begin, rate // 2, 0), seconds=6.5, slowest=10, at_once=rate * 0.11
    )
    draft.calls(
        worker,
        3 * MINUTE,
        "[INFO]\tPOST https://rates.example.com/v2/quote\n",
        "{end} {request} Task timed out after 10.01 seconds\n\n",
        ms=10_010,
    )
    draft.calls(
        worker,
        7 * MINUTE,
        "[INFO]\tPOST https://rates.example.com/v2/quote\n",
        "[INFO]\t200 after 8.9 s\n",
        ms=9_050,
    )
    draft.account()
    draft.counts("Errors", {"FunctionName": worker}, rate // 2, above=3)
    return entry(
        family="dependency",
        resource=worker,
        also=[{"family": "visibility_or_timeout", "resource": worker, "setting": "Timeout"}],
        source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
        dated="2026-11-29",
        states="A common cause of timeouts: the function makes a request to another service, which takes "
        "longer to respond.",
        filled="R1 to R4, R8, R10; the log tells of each request and of how long its answer took.",
    )


def scaling_rate(draft: Draft) -> Entry:
    worker, begin = f"{draft.noun}-live", draft.last_published - 3 * MINUTE
    grown = draft.number(5_600, 5_900)

    def at_once(at: datetime) -> float:
        return 40 if at < begin else 40 + grown * (int((at - begin) / MINUTE) + 1)

    draft.function(worker)
    draft.runs(
        worker,
        lambda at: at_once(at) * 60,
        throttled=since(begin, draft.number(150_000, 250_000), 0),
        seconds=0.9,
        at_once=at_once,
    )
    draft.account(limit=50_000, claimed=lambda at: at_once(at) + 300)
    draft.counts("Throttles", {"FunctionName": worker}, 150_000)
    return entry(
        family="scaling",
        resource=worker,
        source="https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html",
        dated="2026-11-29",
        states="Whatever the account's limit is, a function gets at most 1,000 more execution environments "
        "every 10 seconds; requests that come in faster fail with a throttling error.",
        filled="R1 to R4, R8, R10; it grows by nearly 6,000 a minute, of 50,000 that the account may run.",
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
    draft.counts("Throttles", {"FunctionName": worker}, called - allowed)
    return entry(
        family="account_limit",
        source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
        dated="2026-11-29",
        states="Across all functions of an account Lambda allows ten times as many requests a second as its "
        "concurrency limit: functions of less than 100 ms meet this limit first.",
        filled="R1 to R4, R8, R10; calls of 20 ms, 1,000 at once are the account's limit.",
    )
