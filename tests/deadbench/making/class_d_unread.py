"""Controls whose decisive reading is denied, throttled, late or not answered.

The right answer is silence and what to read: several causes fit what can be read, and the files hold none
that is more likely.
"""

from datetime import datetime

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, MINUTE, REGION, queue_arn, since, steady
from tests.deadbench.making.routes import lets_in, policy

READ = "2026-11-29"
LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"


def key_denied(draft: Draft) -> Entry:
    """A rule cannot deliver to an encrypted queue, and its key's policy may not be read."""
    rule, queue = f"{draft.noun}-archive", f"{draft.noun}-archived"
    rate, begin = draft.number(2, 6), draft.now - draft.number(40, 70) * MINUTE
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"
    key = draft.key("archived")
    target = draft.queue(queue, SqsManagedSseEnabled="false", KmsMasterKeyId=key)
    send = lets_in("events", "sqs:SendMessage", target) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
    draft.attributes(queue, Policy=policy(send))
    draft.rule(rule, target)
    draft.of_rule(
        rule,
        MatchedEvents=steady(rate),
        TriggeredRules=steady(rate),
        Invocations=steady(rate),
        FailedInvocations=since(begin, rate, None),
    )
    draft.account()
    draft.alarm(
        "AWS/Events", "FailedInvocations", {"RuleName": rule}, threshold=0, value=rate, statistic="SUM"
    )
    draft.files.pop(f"config/kms/get-key-policy/{key.rpartition('/')[2]}.json")
    draft.denied += [
        {"operation": f"kms:{each}", "resource": "*", "answer": "AccessDenied"}
        for each in ("DescribeKey", "GetKeyPolicy")
    ]
    return entry(
        read_next="the policy of the queue's key (kms:GetKeyPolicy is denied)",
        lost=(int((draft.last_published - begin) / MINUTE) + 1) * rate,
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
        dated=READ,
        states="A service sends to an encrypted queue only if the policy of its customer managed key lets "
        "it, which stands in that policy alone.",
        filled="R1 to R4, R8; the queue's own policy lets the rule in, and whether its key does is denied.",
    )


def mappings_denied(draft: Draft) -> Entry:
    """A queue falls behind, and who reads it may not be asked."""
    queue = draft.noun
    begin = draft.now - draft.number(60, 90) * MINUTE
    rate = draft.number(90, 140)
    for name in (f"{draft.noun}-worker", f"{draft.noun}-audit"):
        draft.function(name)
        draft.runs(name, steady(rate // 2), seconds=1.2, at_once=4)
    draft.queue(queue)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate),
        NumberOfMessagesReceived=since(begin, rate * 0.6, rate),
        NumberOfMessagesDeleted=since(begin, rate * 0.6, rate),
        ApproximateNumberOfMessagesVisible=lambda at: max((at - begin) / MINUTE, 0) * round(rate * 0.4),
        ApproximateNumberOfMessagesNotVisible=steady(8),
        ApproximateNumberOfMessagesDelayed=steady(0),
        ApproximateAgeOfOldestMessage=lambda at: max((at - begin).total_seconds() * 0.4, 0),
    )
    waiting = int((draft.now - begin) / MINUTE) * round(rate * 0.4)
    draft.attributes(queue, ApproximateNumberOfMessages=waiting)
    draft.account()
    oldest = (draft.now - begin).total_seconds() * 0.4
    draft.alarm(
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        threshold=900,
        value=round(oldest),
    )
    draft.denied.append(
        {"operation": "lambda:ListEventSourceMappings", "resource": "*", "answer": "AccessDenied"}
    )
    return entry(
        read_next="the event source mappings of the queue (lambda:ListEventSourceMappings is denied)",
        loses=draft.retained(queue, draft.now - (draft.now - begin) * 0.4),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html",
        dated=READ,
        states="A request without an allowing statement is denied: who reads the queue, and how, "
        "stands in the mappings alone.",
        filled="R1 to R4; less is taken out than comes in, which a limit of the mapping, of the function or "
        "slower work would all look like.",
    )


def log_throttled(draft: Draft) -> Entry:
    """Dead letters of a consumer that failed, and its log does not answer."""
    queue, worker, dlq = draft.noun, f"{draft.noun}-worker", f"{draft.noun}-dlq"
    rate = draft.number(12, 20)
    begin = draft.now - 26 * MINUTE
    draft.function(worker)
    draft.runs(worker, steady(rate), failing=since(begin, 3), seconds=0.3)
    source = draft.queue(queue, dlq=dlq)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.flows(queue, rate, oldest=4)
    draft.maps(source, worker, BatchSize=1)
    draft.account()
    bodies = [f'{{"{draft.noun}_id": "{number}", "amount": {number * 7}}}' for number in range(16)]
    draft.dead(dlq, bodies, source=queue, since=25 * MINUTE)
    draft.depth_alarm(dlq, 16)
    draft.denied.append({"operation": "logs:FilterLogEvents", "resource": "*", "answer": "Throttling"})
    return entry(
        read_next=f"the log of {worker} (logs:FilterLogEvents is throttled)",
        loses=draft.expires(dlq),
        source="https://docs.aws.amazon.com/botocore/latest/reference/services/logs/client/exceptions/"
        "ThrottlingException.html",
        dated=READ,
        states="The request was throttled because of quota limits: what the failures say is not known.",
        filled="R1 to R5; one in five calls fails, and the dead letters have the one shape that all have.",
    )


def letters_denied(draft: Draft) -> Entry:
    """A rule's dead letters, whose reason stands in the messages, and these may not be received."""
    rule, worker, dlq = f"{draft.noun}-placed", f"{draft.noun}-mailer", f"{draft.noun}-rule-dlq"
    arn = draft.function(worker)
    rate = draft.number(10, 30)
    draft.runs(worker, steady(rate), seconds=0.2)
    draft.queue(dlq)
    draft.account()
    draft.rule(rule, arn, dlq=dlq)
    waiting = draft.number(6, 14)
    draft.attributes(dlq, ApproximateNumberOfMessages=waiting)
    draft.of_queue(
        dlq,
        NumberOfMessagesSent=lambda at: waiting if _within(at, draft.now - 20 * MINUTE) else 0,
        ApproximateNumberOfMessagesVisible=since(draft.now - 20 * MINUTE, waiting),
        ApproximateNumberOfMessagesNotVisible=steady(0),
        ApproximateNumberOfMessagesDelayed=steady(0),
    )
    draft.depth_alarm(dlq, waiting)
    draft.denied.append(
        {"operation": "sqs:ReceiveMessage", "resource": queue_arn(dlq), "answer": "AccessDenied"}
    )
    return entry(
        read_next=f"a sample of the messages in {dlq} (sqs:ReceiveMessage is denied)",
        loses=draft.retained(dlq, draft.now - 20 * MINUTE),
        source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
        dated=READ,
        states="EventBridge puts the error code and message of a failed delivery into the attributes of the "
        "message that it sends to the dead-letter queue.",
        filled="R1 to R4; the letters arrived in one minute, sent by EventBridge.",
    )


def _within(at: datetime, moment: datetime) -> bool:
    return moment - MINUTE < at <= moment


def limit_times_out(draft: Draft) -> Entry:
    """A function is throttled, and neither its reservation nor the account's limit can be read."""
    worker = f"{draft.noun}-thumbs"
    begin = draft.now - 20 * MINUTE
    draft.function(worker)
    rate = draft.number(150, 200)
    draft.runs(worker, steady(rate), throttled=since(begin, 14), seconds=3.1, at_once=20)
    draft.account()
    draft.counts("Throttles", {"FunctionName": worker}, 14)
    draft.denied += [
        {"operation": f"lambda:{operation}", "resource": "*", "answer": "Timeout"}
        for operation in ("GetFunctionConcurrency", "GetAccountSettings")
    ]
    return entry(
        read_next=f"what is reserved for {worker} (lambda:GetFunctionConcurrency times out)",
        source=f"{LAMBDA}/scaling-behavior.html",
        dated=READ,
        states="A function is throttled at its own reserved concurrency, at the account's limit, or when it "
        "grows faster than its scaling rate.",
        filled="R1 to R4; it runs 20 at once, which may be what is reserved for it.",
    )


def log_late(draft: Draft) -> Entry:
    """A function began to fail minutes ago, and its lines have not arrived yet."""
    worker = f"{draft.noun}-api"
    begin = draft.now.replace(second=0) - 5 * MINUTE
    rate, failed = draft.number(80, 120), draft.number(7, 12)
    draft.function(worker)
    draft.runs(worker, steady(rate), failing=since(begin, failed), seconds=0.12)
    draft.account()
    for number in range(4 * failed):
        at = begin + number * 4 * MINUTE / (4 * failed)
        draft.call(worker, at, "[ERROR] KeyError: 'currency'\n")
    for line in draft.lines[f"/aws/lambda/{worker}"]:
        line["ingestionTime"] = line["timestamp"] + 540_000
    draft.counts("Errors", {"FunctionName": worker}, failed, above=5)
    return entry(
        read_next=f"the log of {worker} once more in some minutes: nothing of these failures has arrived yet",
        source=f"{LAMBDA}/monitoring-cloudwatchlogs.html",
        dated=READ,
        states="Logs of an invocation may show up only five to ten minutes after it.",
        filled="R1 to R4, but that lines arrive after nine minutes; about one call in ten fails.",
    )
