"""Class a: consumers whose own contract with their queue was broken."""

import json
from datetime import timedelta

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import DAY, HOUR, MINUTE, since, stamp, steady, uuid


def fifo_return(draft: Draft) -> Entry:
    """near/queryapi#75."""
    queue, worker, dlq = f"{draft.noun}.fifo", f"{draft.noun}-runner", f"{draft.noun}-dlq.fifo"
    groups, rate = draft.number(5, 8), draft.number(6, 9)
    begin = draft.now - draft.number(80, 110) * MINUTE
    # Three attempts, six minutes apart, for one message of each group at a time.
    attempts = groups / 6
    draft.function(worker, Runtime="nodejs22.x", Handler="index.handler", Timeout=60)
    draft.runs(worker, since(begin, 1, None), seconds=0.9, at_once=1)
    source = draft.queue(
        queue,
        dlq=dlq,
        VisibilityTimeout=360,
        FifoQueue="true",
        ContentBasedDeduplication="true",
        CreatedTimestamp=int((begin - HOUR).timestamp()),
    )
    draft.queue(dlq, FifoQueue="true", MessageRetentionPeriod=1_209_600)
    ended = [f'{{"block": {1000 + number}}}' for number in range(groups * 3)]
    draft.dead(dlq, ended, source=queue, since=70 * MINUTE, attributes={})
    waiting = int((draft.now - begin) / MINUTE * (rate - attempts / 3))
    draft.of_queue(
        queue,
        NumberOfMessagesSent=since(begin, rate, None),
        NumberOfMessagesReceived=since(begin, 1, None),
        NumberOfMessagesDeleted=since(begin, 0, None),
        ApproximateNumberOfMessagesVisible=lambda at: (
            max(int((at - begin) / MINUTE * (rate - attempts / 3)), 0) if at >= begin else None
        ),
        ApproximateNumberOfMessagesNotVisible=since(begin, groups, None),
        ApproximateNumberOfMessagesDelayed=since(begin, 0, None),
        ApproximateAgeOfOldestMessage=lambda at: (at - begin).total_seconds() * 0.9 if at >= begin else None,
    )
    draft.attributes(queue, ApproximateNumberOfMessages=waiting, ApproximateNumberOfMessagesNotVisible=groups)
    draft.maps(source, worker, BatchSize=1, FunctionResponseTypes=["ReportBatchItemFailures"])
    draft.account()
    draft.calls(worker, 2 * MINUTE, "{request}\tINFO\tExecution finished\n", ms=910)
    draft.alarm(
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        threshold=1800,
        value=round((draft.now - begin).total_seconds() * 0.9),
    )
    return entry(
        family="batch_or_response_contract",
        resource=worker,
        also=[{"family": "fails_silently", "resource": worker, "setting": None}],
        loses=draft.retained(queue, draft.now - (draft.now - begin) * 0.9),
        lost=0,
        source="https://github.com/near/queryapi/pull/75",
        dated="2023-05-24",
        states="The handler's return value makes successful executions count as failed: no message is "
        "deleted, each is tried three times six minutes apart and moved to the dead-letter queue, and on a "
        "FIFO queue all behind it in its group wait.",
        filled="R1 to R4, R7: the mapping reads the return value (ReportBatchItemFailures).",
    )


def unlogged_partials(draft: Draft) -> Entry:
    """aws-powertools/powertools-lambda-python#7553."""
    queue, worker, dlq = f"{draft.noun}", f"{draft.noun}-batches", f"{draft.noun}-dlq"
    rate, dead = draft.number(9, 20), draft.number(12, 30)
    draft.function(worker)
    draft.runs(worker, steady(rate), seconds=0.3)
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=180)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate * 4),
        NumberOfMessagesReceived=steady(rate * 4 + 1),
        NumberOfMessagesDeleted=steady(rate * 4 - 0.2),
        ApproximateNumberOfMessagesVisible=steady(0),
        ApproximateAgeOfOldestMessage=steady(200),
    )
    draft.maps(source, worker, FunctionResponseTypes=["ReportBatchItemFailures"])
    draft.account()
    draft.calls(worker, 2 * MINUTE, ms=310)
    bodies = [json.dumps({draft.noun[:-1]: 700 + number, "amount": 5 * number}) for number in range(dead)]
    draft.dead(dlq, bodies, source=queue, since=110 * MINUTE)
    draft.depth_alarm(dlq, dead)
    return entry(
        family="fails_silently",
        resource=worker,
        also=[{"family": "batch_or_response_contract", "resource": worker, "setting": None}],
        loses=draft.expires(dlq),
        source="https://github.com/aws-powertools/powertools-lambda-python/issues/7553",
        dated="2025-10-17",
        states="Exceptions of single records are swallowed by the batch processor: nothing is logged and the "
        "invocation counts as a success unless every record of the batch fails.",
        filled="R1 to R5; the dead-letter queue and its alarm.",
    )


def visibility_left_behind(draft: Draft) -> Entry:
    """storacha/indexing-service#167."""
    queue, worker, dlq = f"{draft.noun}-cache", f"{draft.noun}-cacher", f"{draft.noun}-cache-dlq"
    rate, dead = draft.number(3, 6), draft.number(8, 20)
    draft.function(worker, Runtime="provided.al2023", Handler="bootstrap", Timeout=300, MemorySize=1024)
    draft.runs(worker, steady(rate), seconds=95, slowest=240, at_once=rate * 95 / 60)
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=60)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate * 2),
        NumberOfMessagesReceived=steady(rate * 5),
        NumberOfMessagesDeleted=steady(rate * 2),
        ApproximateNumberOfMessagesVisible=steady(3),
        ApproximateAgeOfOldestMessage=steady(170),
    )
    draft.maps(source, worker)
    draft.account()
    bodies = [json.dumps({"digest": uuid(f"{number}"), "size": 900 * number}) for number in range(dead)]
    draft.dead(dlq, bodies, source=queue, since=100 * MINUTE)
    draft.depth_alarm(dlq, dead)
    return entry(
        family="visibility_or_timeout",
        resource=queue,
        setting="VisibilityTimeout",
        also=[{"family": "visibility_or_timeout", "resource": worker, "setting": "VisibilityTimeout"}],
        loses=draft.expires(dlq),
        source="https://github.com/storacha/indexing-service/pull/167",
        dated="2025-03-21",
        states="The function's timeout was raised to 300 s and the queue's visibility timeout was not, so "
        "that messages being worked on are handed to other invocations before they are deleted.",
        filled="R1 to R5; the visibility timeout was 60 s; calls take 95 s, the slowest 240 s.",
    )


def wrapped_body(draft: Draft) -> Entry:
    """cds-snc/forms-terraform#278."""
    queue, worker, dlq = f"{draft.noun}-reliability", f"{draft.noun}-reliability-fn", f"{draft.noun}-dead"
    redriver, dead = f"{draft.noun}-redrive", draft.number(9, 16)
    draft.function(worker, Runtime="nodejs16.x", Handler="reliability.handler", Timeout=300)
    draft.function(redriver, Runtime="nodejs16.x", Handler="dead_letter_queue_consumer.handler")
    draft.runs(worker, steady(6), failing=steady(1), seconds=0.6)
    draft.runs(redriver, lambda at: 1 if at.minute % 30 == 0 else None)
    source = draft.queue(queue, dlq=dlq, receives=2, VisibilityTimeout=1_800)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(5),
        NumberOfMessagesReceived=steady(6),
        NumberOfMessagesDeleted=steady(5),
        ApproximateNumberOfMessagesVisible=steady(0),
        ApproximateAgeOfOldestMessage=steady(1_700),
    )
    draft.maps(source, worker, BatchSize=1)
    draft.account()
    bodies = [_wrapped(uuid(f"{draft.noun} {number}"), 1 + number % 3) for number in range(dead)]
    draft.dead(dlq, bodies, source=queue, since=DAY, receives=2)
    at = draft.now - 40 * MINUTE
    for number in range(19):
        failing = json.dumps({"submissionID": bodies[number % dead]})
        said = {
            "errorType": "Error",
            "errorMessage": f"No submission with ID: {failing}",
            "stack": [
                "Error: No submission with ID",
                "    at getSubmission (/var/task/lib/dataLayer.js:21:11)",
            ],
        }
        moment = stamp(at, ".412Z")
        draft.call(worker, at, f"{moment}\t{{request}}\tERROR\tInvoke Error \t{json.dumps(said)}\n", ms=540)
        at += 2 * MINUTE
    draft.depth_alarm(dlq, dead)
    return entry(
        family="producer_changed",
        resource=redriver,
        also=[
            {"family": "producer_changed", "resource": None, "setting": None},
            {"family": "one_bad_item", "resource": None, "setting": None},
        ],
        would_pass="no",
        loses=draft.expires(dlq),
        source="https://github.com/cds-snc/forms-terraform/pull/278",
        dated="2022-11-04",
        states="The function that sends dead letters back wraps the body once more each time, so that the "
        "consumer cannot find the submission.",
        filled="R1 to R5; the error's words are ours, of a lookup by that id.",
    )


def _wrapped(submission: str, layers: int) -> str:
    body = submission
    for _ in range(layers + 1):
        body = json.dumps({"submissionID": body})
    return body


def memory(draft: Draft) -> Entry:
    """DataBiosphere/azul#7730."""
    queue, worker, dlq = f"{draft.noun}-mirror", f"{draft.noun}-mirror-fn", f"{draft.noun}-mirror-fail"
    rate, dead = draft.number(8, 14), draft.number(10, 24)
    draft.function(worker, Runtime="python3.12", Timeout=600, MemorySize=1280)
    draft.runs(worker, steady(rate), failing=steady(2), seconds=14, at_once=rate * 14 / 60)
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=3_600)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate - 2),
        NumberOfMessagesReceived=steady(rate),
        NumberOfMessagesDeleted=steady(rate - 2),
        ApproximateNumberOfMessagesVisible=steady(0),
        ApproximateAgeOfOldestMessage=steady(3_500),
    )
    draft.maps(source, worker, BatchSize=1)
    draft.account()
    killed = "RequestId: {request} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n"
    draft.calls(worker, timedelta(seconds=140), killed, ms=21_400, used=1280)
    draft.calls(worker, timedelta(seconds=200), ms=12_900, used=1_011)
    bodies = [json.dumps({"file": uuid(f"{number}"), "part": number % 4}) for number in range(dead)]
    draft.dead(dlq, bodies, source=queue, since=DAY)
    draft.depth_alarm(dlq, dead)
    return entry(
        family="out_of_memory",
        resource=worker,
        setting="MemorySize",
        would_pass="no",
        loses=draft.expires(dlq),
        source="https://github.com/DataBiosphere/azul/issues/7730",
        dated="2026-01-31",
        states="The mirror function ran out of its 1,280 MB; with twice that the failed messages, fed back "
        "to the queue, were handled.",
        filled="R1 to R5; the error as Lambda writes it for a runtime that is killed (R6).",
    )
