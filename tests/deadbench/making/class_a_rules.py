"""Class a: rules of EventBridge that the key of a target or a dead-letter queue does not let in."""

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, MINUTE, REGION, since, steady
from tests.deadbench.making.routes import lets_in, policy
from tests.deadbench.world import Json


def managed_queue_key(draft: Draft) -> Entry:
    """aws-solutions/quota-monitor-for-aws#38."""
    rule, queue = f"{draft.noun}-limits", f"{draft.noun}-summary"
    rate = draft.number(2, 6)
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"
    target = draft.queue(
        queue,
        SqsManagedSseEnabled="false",
        KmsMasterKeyId=draft.managed_key("sqs"),
        KmsDataKeyReusePeriodSeconds=300,
    )
    send = lets_in("events", "sqs:SendMessage", target) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
    draft.attributes(queue, Policy=policy(send))
    draft.rule(rule, target)
    return _refused_rule(
        draft,
        rule,
        rate,
        also=[{"family": "delivery", "resource": queue, "setting": "KmsMasterKeyId"}],
        source="https://github.com/aws-solutions/quota-monitor-for-aws/issues/38",
        dated="2020-01-08",
        states="The rule's invocations fail, since the queue is encrypted with alias/aws/sqs, whose policy "
        "lets nobody in but principals of the account through SQS.",
        filled="R1 to R4, R8.",
    )


def stream_key(draft: Draft) -> Entry:
    """aws/aws-cdk#10996."""
    rule, stream = f"{draft.noun}-to-stream", f"{draft.noun}-stream"
    key = draft.key("stream")
    target = draft.stream(stream, shards=1, records=0, read=0)
    summary = draft.files[f"config/kinesis/describe-stream-summary/{stream}.json"]["StreamDescriptionSummary"]
    summary |= {"EncryptionType": "KMS", "KeyId": key}
    put = {"Effect": "Allow", "Action": ["kinesis:PutRecord", "kinesis:PutRecords"], "Resource": target}
    draft.rule(rule, target, RoleArn=draft.role(f"{rule}-events", "put", put))
    return _refused_rule(
        draft,
        rule,
        draft.number(3, 9),
        also=[
            {"family": "delivery", "resource": stream, "setting": None},
            {"family": "delivery", "resource": f"{rule}-events", "setting": None},
        ],
        source="https://github.com/aws/aws-cdk/issues/10996",
        dated="2020-10-20",
        states="All invocations are failed ones, since EventBridge's role may put records into the stream "
        "and may not use the customer managed key that encrypts it.",
        filled="R1 to R4, R8.",
    )


def topic_key(draft: Draft) -> Entry:
    """awslabs/landing-zone-accelerator-on-aws#407."""
    rule, topic = f"{draft.noun}-findings", f"{draft.noun}-security"
    use = lets_in("events", "kms:GenerateDataKey", "*") | {
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    key = draft.key("topic", use)
    arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}"
    target = draft.topic(topic, KmsMasterKeyId=key, Policy=policy(lets_in("events", "sns:Publish", arn)))
    draft.subscribe(topic, "email", "security@example.com")
    draft.rule(rule, target)
    return _refused_rule(
        draft,
        rule,
        draft.number(1, 4),
        also=[
            {"family": "delivery", "resource": topic, "setting": None},
            {"family": "delivery", "resource": key.rpartition("/")[2], "setting": None},
        ],
        source="https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/407",
        dated="2024-02-23",
        states="EventBridge cannot publish to the topic, since the key's policy lets it in on a condition on "
        "aws:SourceAccount only, which EventBridge does not support towards encrypted topics.",
        filled="R1 to R4, R8.",
    )


def dlq_key(draft: Draft) -> Entry:
    """aws/aws-cdk#33169."""
    rule, queue, dlq = f"{draft.noun}-rule", f"{draft.noun}-events", f"{draft.noun}-events-dlq"
    begin, rate = draft.now - 50 * MINUTE, draft.number(2, 5)
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"
    good = draft.key("queue", lets_in("events", "kms:GenerateDataKey", "*"))
    for name, key in ((queue, good), (dlq, draft.key("dlq"))):
        made = draft.queue(name, SqsManagedSseEnabled="false", KmsMasterKeyId=key)
        send = lets_in("events", "sqs:SendMessage", made)
        draft.attributes(name, Policy=policy(send | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}))
    # What cannot be delivered, and why, is not in the source: somebody removed the target.
    gone = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{draft.noun}-gone"
    draft.rule(rule, gone, dlq=dlq)
    draft.of_rule(
        rule,
        MatchedEvents=steady(rate),
        TriggeredRules=steady(rate),
        Invocations=steady(rate),
        FailedInvocations=since(begin, rate, None),
        InvocationsFailedToBeSentToDlq=since(begin, rate, None),
    )
    draft.account()
    draft.counts("InvocationsFailedToBeSentToDlq", {"RuleName": rule}, rate)
    return entry(
        family="delivery",
        resource=dlq,
        also=[{"family": "delivery", "resource": None, "setting": None}],
        lost=48 * rate,
        source="https://github.com/aws/aws-cdk/issues/33169",
        dated="2025-01-26",
        states="Events reach the queue and not its dead-letter queue: EventBridge may send to both, and may "
        "use the key of the first only.",
        filled="R1 to R4; what failed was bound for a function that is gone.",
    )


def _refused_rule(
    draft: Draft, rule: str, rate: int, *, also: list[Json], source: str, dated: str, states: str, filled: str
) -> Entry:
    """A rule that has never delivered: nothing keeps what it could not."""
    draft.of_rule(
        rule,
        MatchedEvents=steady(rate),
        TriggeredRules=steady(rate),
        Invocations=steady(rate),
        FailedInvocations=steady(rate),
    )
    draft.account()
    draft.counts("FailedInvocations", {"RuleName": rule}, rate)
    return entry(
        family="delivery",
        resource=rule,
        also=also,
        lost=118 * rate,
        source=source,
        dated=dated,
        states=states,
        filled=filled,
    )
