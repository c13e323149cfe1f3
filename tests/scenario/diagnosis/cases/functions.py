"""A function's own alarms, its asynchronous events, and what is lost: from AWS's answers to the verdict."""

from collections.abc import Iterator

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import MINUTE, NOW, SECOND, Account, behind
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.account.metrics import steady
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.looking import about
from tests.scenario.diagnosis.situations import (
    CALL_TIMED_OUT,
    CALLS_TIMED_OUT,
    ERROR,
    LOOK_THERE,
    NO_MEMORY,
    NOT_LOADED_PROOF,
    READ_REPORTS,
    WORKER,
    dropping,
    not_loaded,
    on_events,
    working,
)

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:worker"
NOT_ALLOWED = f"First allow lambda:ListVersionsByFunction on {FUNCTION}"
FAILED = "60 of 120 invocations failed in 15 min"
TOPIC = about("topic", "orders")
RULE = about("rule", "shop/order-created")
WHERE_KEPT = "Inspect that dead-letter queue: its messages name the permission or the target that is missing"
HANDED_OVER = (
    "Check the failure destination of {}: that it exists, is not a FIFO queue, takes events "
    "this large, and that permissions and key allow it"
)


def failing(aws: Account) -> Function:
    """Half of its calls, for 50 minutes by now."""
    worker = on_events(aws)
    worker.runs(8, failing=4, failing_since=NOW - 50 * MINUTE)
    return worker


def long_failing(aws: Account) -> Function:
    """Its events are older than any retry makes them."""
    worker = failing(aws)
    worker.metric("AsyncEventAge", behind(20 * MINUTE, growing_by=0.0))
    return worker


def new_version(aws: Account) -> Resource:
    not_loaded(long_failing(aws))
    return WORKER


def calling_in_vain(aws: Account) -> Resource:
    long_failing(aws).says(CALL_TIMED_OUT, every=MINUTE, since=NOW - 14 * MINUTE)
    return WORKER


def as_long_as_its_timeout(aws: Account) -> Resource:
    long_failing(aws).runs(8, failing=4, failing_since=NOW - 50 * MINUTE, slowest=29.8)
    return WORKER


def retrying(aws: Account) -> Resource:
    failing(aws)
    return WORKER


def still_failing(aws: Account) -> Resource:
    failing(aws).says(ERROR, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    return WORKER


def out_of_memory(aws: Account) -> Resource:
    failing(aws).says(NO_MEMORY, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    return WORKER


def changed_since(aws: Account) -> Resource:
    """It was changed after its last failure."""
    failed_before(aws)
    aws.known("worker").metric("AsyncEventAge", behind(20 * MINUTE, growing_by=0.0))
    aws.known("worker").deployed(NOW - 5 * MINUTE, by="ben")
    return WORKER


def failed_before(aws: Account) -> Resource:
    working(aws).says(ERROR, every=MINUTE, since=NOW - 20 * MINUTE, until=NOW - 12 * MINUTE + SECOND)
    return WORKER


def undelivered(aws: Account) -> Resource:
    aws.queue("failed-events")
    dropping(aws).metric("DestinationDeliveryFailures", steady(1.0, 1))
    return WORKER


def unkept(aws: Account) -> Resource:
    dropping(aws).events = None
    return WORKER


def kept(aws: Account) -> Resource:
    dropping(aws).runs(8, failing=4)
    return WORKER


def kept_in_a_bucket(aws: Account) -> Resource:
    worker = dropping(aws)
    worker.runs(8, failing=4)
    worker.events = {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::failed-events"}}}
    aws.buckets.objects["failed-events"] = {}
    return WORKER


def topic_lost(aws: Account) -> Resource:
    metric = "NumberOfNotificationsFailedToRedriveToDlq"
    aws.metrics.put("AWS/SNS", metric, steady(2.0), TopicName="orders")
    return TOPIC


def rule_lost(aws: Account) -> Resource:
    metric = "InvocationsFailedToBeSentToDlq"
    aws.metrics.put("AWS/Events", metric, steady(2.0), EventBusName="shop", RuleName="order-created")
    return RULE


def of_rule(aws: Account, metric: str, a_minute: float) -> None:
    aws.metrics.put("AWS/Events", metric, steady(a_minute), EventBusName="shop", RuleName="order-created")


def rule_undelivered(aws: Account) -> Resource:
    of_rule(aws, "FailedInvocations", 3.0)
    return RULE


def rule_kept(aws: Account) -> Resource:
    of_rule(aws, "InvocationsSentToDlq", 1.0)
    return RULE


def topic_kept(aws: Account) -> Resource:
    for metric in ("NumberOfNotificationsFailed", "NumberOfNotificationsRedrivenToDlq"):
        aws.metrics.put("AWS/SNS", metric, steady(2.0), TopicName="orders")
    return TOPIC


def of_both(name: str, case: Case) -> Iterator[tuple[str, Case]]:
    """What is lost is lost, whichever of the two alarms says so."""
    for kind in ("lost_events", "async_events_dropped"):
        yield f"{kind}: {name}", case._replace(kind=kind)


def of_failing(name: str, case: Case) -> Iterator[tuple[str, Case]]:
    for kind in ("function_errors", "async_event_age"):
        yield f"{kind}: {name}", case._replace(kind=kind)


CASES = {
    **dict(
        of_failing(
            "it began with a deployment",
            Case(
                "",
                new_version,
                Cause.FAILING_SINCE_DEPLOYMENT,
                NOT_LOADED_PROOF,
                "Roll back to version 41, or fix it first",
                lambda aws: aws.deny("lambda.ListVersionsByFunction", "logs.FilterLogEvents"),
                NOT_ALLOWED,
                would_pass=False,
            ),
        )
    ),
    **dict(
        of_failing(
            "what it calls does not answer",
            Case(
                "",
                calling_in_vain,
                Cause.DOWNSTREAM_FAILING,
                (CALLS_TIMED_OUT, FAILED, "worker was changed 1 d 23 h before"),
                LOOK_THERE,
                lambda aws: aws.deny("lambda.ListVersionsByFunction"),
                NOT_ALLOWED,
            ),
        )
    ),
    **dict(
        of_failing(
            "it takes as long as its timeout",
            Case(
                "",
                as_long_as_its_timeout,
                Cause.TIMES_OUT,
                (
                    "99 of 100 invocations take up to 30 s, the timeout is 30 s",
                    FAILED,
                    "worker was changed 1 d 23 h before",
                ),
                READ_REPORTS,
                lambda aws: aws.deny("lambda.ListVersionsByFunction"),
                NOT_ALLOWED,
            ),
        )
    ),
    **dict(
        of_failing(
            "it was changed since it last failed",
            Case(
                "",
                changed_since,
                Cause.CHANGED_SINCE,
                ("last failure 12 min before this look, changed 5 min before this look by ben",),
                "Look again once it has been called with what failed",
                lambda aws: aws.deny("lambda.ListVersionsByFunction"),
                NOT_ALLOWED,
            ),
        )
    ),
    "function_errors: it runs out of memory": Case(
        "function_errors",
        out_of_memory,
        Cause.OUT_OF_MEMORY,
        ("last failure just now", FAILED, "12 of 12 logged failures out of memory, 512 MB"),
        "Give it more memory, or let it hold less at once",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        Setting("function worker", "MemorySize", "512 MB", "1024 MB"),
    ),
    "function_errors: it still fails": Case(
        "function_errors",
        still_failing,
        Cause.STILL_FAILING,
        ("last failure just now", FAILED),
        "Fix what the errors in its log show first",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "function_errors: the errors stopped": Case(
        "function_errors",
        failed_before,
        Cause.ERRORS_STOPPED,
        ("last failure 12 min before this look, calls passed since, the last just now", "0 throttles"),
        "That does not show whether what failed would pass now: find out what it failed with",
        lambda aws: aws.deny("logs.FilterLogEvents"),
        "First allow logs:FilterLogEvents on /aws/lambda/worker",
    ),
    "async_event_age: they wait for their retries": Case(
        "async_event_age",
        retrying,
        Cause.RETRYING,
        (FAILED, "0 throttles", "2 retries, after 1 and 2 minutes", "age 2 min, no more than retries take"),
        "Look at the errors: after the last retry an event goes to its destination, or is lost",
        lambda aws: aws.deny("lambda.GetFunctionEventInvokeConfig"),
        f"First allow lambda:GetFunctionEventInvokeConfig on {FUNCTION}",
    ),
    **dict(
        of_both(
            "they could not be handed over",
            Case(
                "",
                undelivered,
                Cause.ALREADY_LOST,
                ("60 lost in 1 h",),
                HANDED_OVER.format("worker"),
                lambda aws: aws.deny("cloudwatch.GetMetricData"),
                "First allow cloudwatch:GetMetricData on *",
            ),
        )
    ),
    **dict(
        of_both(
            "they had nowhere to go",
            Case(
                "",
                unkept,
                Cause.ALREADY_LOST,
                ("180 dropped in 1 h", "no destination and no dead-letter queue"),
                "Give worker an on-failure destination; resend the lost events from their source",
                lambda aws: aws.deny("lambda.GetFunctionEventInvokeConfig"),
                f"First allow lambda:GetFunctionEventInvokeConfig on {FUNCTION}",
            ),
        )
    ),
    "async_events_dropped: they are kept": Case(
        "async_events_dropped",
        kept,
        Cause.STILL_FAILING,
        ("180 dropped in 1 h", "0 failed to reach failed-events", FAILED),
        "Fix what fails, then redrive failed-events",
        lambda aws: aws.metrics.forget("Errors"),
        "Read Errors of worker",
    ),
    "async_events_dropped: a bucket keeps them": Case(
        "async_events_dropped",
        kept_in_a_bucket,
        Cause.STILL_FAILING,
        ("180 dropped in 1 h", "0 failed to reach s3://failed-events", FAILED),
        "Fix what fails, then invoke worker with each requestPayload kept in s3://failed-events",
        lambda aws: aws.metrics.forget("Errors"),
        "Read Errors of worker",
    ),
    "lost_events: a topic could not keep them": Case(
        "lost_events",
        topic_lost,
        Cause.ALREADY_LOST,
        ("120 lost in 1 h",),
        HANDED_OVER.format("orders"),
        lambda aws: aws.metrics.forget("NumberOfNotificationsFailedToRedriveToDlq"),
        "Read how many were lost",
    ),
    "rule_failures: a rule could not keep them": Case(
        "rule_failures",
        rule_lost,
        Cause.ALREADY_LOST,
        ("120 lost in 1 h",),
        HANDED_OVER.format("shop/order-created"),
        lambda aws: aws.deny("cloudwatch.GetMetricData"),
        "First allow cloudwatch:GetMetricData on *",
    ),
    "rule_failures: no target keeps what fails": Case(
        "rule_failures",
        rule_undelivered,
        Cause.ALREADY_LOST,
        ("180 not delivered in 1 h", "0 sent to a dead-letter queue"),
        "Check that the target exists and allows EventBridge, then give it a dead-letter queue; resend "
        "the lost events from their source",
        lambda aws: of_rule(aws, "InvocationsSentToDlq", 1.0),
        "Read which targets of shop/order-created have no dead-letter queue",
    ),
    "rule_failures: what fails is kept": Case(
        "rule_failures",
        rule_kept,
        Cause.CANNOT_BE_DELIVERED,
        ("60 sent to a dead-letter queue in 1 h", "0 failed to reach it"),
        WHERE_KEPT,
        lambda aws: of_rule(aws, "FailedInvocations", 3.0),
        "Read which targets of shop/order-created have no dead-letter queue",
    ),
    "topic_failures: a topic could not keep them": Case(
        "topic_failures",
        topic_lost,
        Cause.ALREADY_LOST,
        ("120 lost in 1 h",),
        HANDED_OVER.format("orders"),
        lambda aws: aws.deny("cloudwatch.GetMetricData"),
        "First allow cloudwatch:GetMetricData on *",
    ),
    "topic_failures: what fails is kept": Case(
        "topic_failures",
        topic_kept,
        Cause.CANNOT_BE_DELIVERED,
        ("120 sent to a dead-letter queue in 1 h", "0 failed to reach it"),
        WHERE_KEPT,
        lambda aws: aws.metrics.forget("NumberOfNotificationsRedrivenToDlq"),
        "Read which subscription of orders failed: HTTP(S) is retried, any other is lost without a "
        "dead-letter queue",
    ),
    "lost_events: a rule could not keep them": Case(
        "lost_events",
        rule_lost,
        Cause.ALREADY_LOST,
        ("120 lost in 1 h",),
        HANDED_OVER.format("shop/order-created"),
        lambda aws: aws.deny("cloudwatch.GetMetricData"),
        "First allow cloudwatch:GetMetricData on *",
    ),
}
