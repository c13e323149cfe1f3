"""Class a: what is not delivered, because of a policy, a role or a missing setting."""

from typing import Any

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, MINUTE, REGION, since, steady
from tests.deadbench.making.routes import lets_in, policy
from tests.deadbench.world import Json


def another_rules_name(draft: Draft) -> Entry:
    """serverless/serverless#8079."""
    rule, worker = f"{draft.noun}-rule-1", f"{draft.noun}-sync"
    target = draft.function(worker)
    named = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/default/{rule}"
    invoke = lets_in("events", "lambda:InvokeFunction", target)
    only = {"Condition": {"ArnLike": {"AWS:SourceArn": named}}}
    draft.files[f"config/lambda/get-policy/{worker}.json"] = {
        "Policy": policy(invoke | only),
        "RevisionId": "1",
    }
    draft.rule(rule, target)
    return _failed(
        draft,
        rule,
        also=[{"family": "delivery", "resource": worker, "setting": None}],
        source="https://github.com/serverless/serverless/issues/8079",
        dated="2020-08-13",
        states="The function's policy names the rule with the default bus in its ARN, which no rule of that "
        "bus has, so that the rule may not invoke it.",
        filled="R1 to R4, R8.",
    )


def no_function_policy(draft: Draft) -> Entry:
    """aws/aws-cdk#15323."""
    rule, worker = f"{draft.noun}-scheduler", f"{draft.noun}-hourly"
    draft.rule(rule, draft.function(worker))
    return _failed(
        draft,
        rule,
        also=[{"family": "delivery", "resource": worker, "setting": None}],
        source="https://github.com/aws/aws-cdk/issues/15323",
        dated="2021-06-26",
        states="GetPolicy of the function answers that there is none, and the rule never invokes it; once "
        "the console has added the permission it does.",
        filled="R1 to R4, R8.",
    )


def no_message_group(draft: Draft) -> Entry:
    """aws/aws-cdk#3735."""
    rule, queue = f"{draft.noun}-to-queue", f"{draft.noun}-steps.fifo"
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"
    target = draft.queue(queue, FifoQueue="true", ContentBasedDeduplication="true")
    send = lets_in("events", "sqs:SendMessage", target) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
    draft.attributes(queue, Policy=policy(send))
    draft.rule(rule, target)
    return _failed(
        draft,
        rule,
        also=[{"family": "delivery", "resource": queue, "setting": None}],
        source="https://github.com/aws/aws-cdk/issues/3735",
        dated="2019-08-21",
        states="The rule's target is a FIFO queue and the template leaves its message group out, which such "
        "a target requires.",
        filled="R1 to R4, R8; the rule is there, and its invocations fail.",
    )


def role_cannot_send(draft: Draft) -> Entry:
    """gmetzker/serverless-plugin-lambda-dead-letter#40."""
    worker, kept = f"{draft.noun}-mailer", f"{draft.noun}-mailer-failed"
    target = draft.queue(kept)
    role = f"{worker}-role"
    logs = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    draft.role(role, "logs", logs)
    draft.function(worker, DeadLetterConfig={"TargetArn": target})
    return _not_kept(
        draft,
        worker,
        also=[
            {"family": "delivery", "resource": kept, "setting": None},
            {"family": "delivery", "resource": role, "setting": None},
        ],
        source="https://github.com/gmetzker/serverless-plugin-lambda-dead-letter/issues/40",
        dated="2019-07-04",
        states="The function cannot send to its dead-letter queue, since its execution role lacks "
        "sqs:SendMessage.",
        filled="R1 to R4, R8.",
    )


def role_cannot_encrypt(draft: Draft) -> Entry:
    """aws/aws-cdk#33153."""
    worker, kept = f"{draft.noun}-indexer", f"{draft.noun}-indexer-dlq"
    key = draft.key("kept")
    target = draft.queue(kept, SqsManagedSseEnabled="false", KmsMasterKeyId=key)
    role = f"{worker}-role"
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": target}
    draft.role(role, "send", send)
    draft.function(worker, DeadLetterConfig={"TargetArn": target})
    return _not_kept(
        draft,
        worker,
        also=[
            {"family": "delivery", "resource": kept, "setting": None},
            {"family": "delivery", "resource": role, "setting": None},
            {"family": "delivery", "resource": key.rpartition("/")[2], "setting": None},
        ],
        source="https://github.com/aws/aws-cdk/issues/33153",
        dated="2025-01-27",
        states="The function's role may send to the encrypted dead-letter queue and is given no permission "
        "to use its key.",
        filled="R1 to R4, R8.",
    )


def _failed(draft: Draft, rule: str, *, also: list[Json], **provenance: Any) -> Entry:
    """A rule whose every invocation fails."""
    rate = draft.number(2, 7)
    begin = draft.now - draft.number(50, 100) * MINUTE
    draft.of_rule(
        rule,
        MatchedEvents=since(begin, rate, None),
        TriggeredRules=since(begin, rate, None),
        Invocations=since(begin, rate, None),
        FailedInvocations=since(begin, rate, None),
    )
    draft.account()
    draft.counts("FailedInvocations", {"RuleName": rule}, rate)
    lost = (int((draft.last_published - begin) / MINUTE) + 1) * rate
    return entry(family="delivery", resource=rule, also=also, lost=lost, **provenance)


def _not_kept(draft: Draft, worker: str, *, also: list[Json], **provenance: Any) -> Entry:
    """A function that fails on events, and whose dead-letter queue takes none."""
    begin, rate = draft.now - draft.number(40, 70) * MINUTE, draft.number(6, 12)
    draft.runs(worker, steady(rate), failing=lambda at: 3 if at >= begin else 0, seconds=0.4)
    of = {"FunctionName": worker}
    for metric, line in (
        ("AsyncEventsReceived", steady(rate - 2)),
        ("AsyncEventsDropped", since(begin, 1, None)),
        ("DeadLetterErrors", since(begin, 1, None)),
    ):
        draft.metric("AWS/Lambda", metric, of, Sum=line)
    draft.calls(
        worker,
        3 * MINUTE,
        "[ERROR] ValueError: no address\nTraceback (most recent call last):\n"
        '  File "/var/task/app.py", line 9, in handler\n    raise ValueError("no address")\n',
        ms=390,
    )
    draft.account()
    draft.alarm("AWS/Lambda", "DeadLetterErrors", of, threshold=0, value=1, statistic="SUM")
    lost = int((draft.last_published - begin) / MINUTE) + 1
    return entry(family="delivery", resource=worker, also=also, lost=lost, **provenance)
