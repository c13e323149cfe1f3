"""What blocks a handover, by the settings of the sender and the taker.

An obstacle is a proof: every such handover is refused until a setting is changed. If a deciding part could
not be read, the answer is Missing; if nothing refuses it, None.

Facts. A service sends to a queue or topic with a key of its own only if that key's policy lets it use
kms:GenerateDataKey and kms:Decrypt, and the policy of the AWS managed key cannot be changed (SQS developer
guide, "Key management"; SNS developer guide, "Managing encryption keys and costs"). EventBridge and SNS are
let in by the policy of the queue, topic or function (EventBridge user guide, "Using resource-based policies";
SNS developer guide, "Fanout to SQS queues"), Kinesis by the target's role. An asynchronous function's
destination or dead-letter queue is written to by its execution role and may not be FIFO (Lambda developer
guide, "Capturing records of asynchronous invocations"), nor may a rule's or a standard topic's dead-letter
queue (EventBridge user guide, "Using dead-letter queues"; SNS developer guide, "Dead-letter queues"). A FIFO
queue takes nothing without a message group (EventBridge API reference, SqsParameters).
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.evidence.obstacle import Obstacle, Why
from bot.domain.evidence.permissions.permits import ABSENT, Policy, Request, lets_in, may
from bot.domain.resource.arn import as_arn

MANAGED = "alias/aws/"


class Key(NamedTuple):
    """Attributes: state is KMS's own word; managed means that AWS owns its policy, which cannot change."""

    name: str
    policy: Policy | Missing
    managed: bool = False
    state: str = "Enabled"


class Taker(NamedTuple):
    """A queue, topic, function or stream.

    Attributes:
        policy: None if its kind has none, or none was set.
        key: None if its encryption key needs no permission.
    """

    arn: str
    gone: bool = False
    fifo: bool = False
    policy: Policy | Missing | None = None
    key: Key | Missing | None = None


class Role(NamedTuple):
    """The role that hands over; policies are all of its policies, or Missing."""

    arn: str
    policies: tuple[Policy, ...] | Missing


class Handover(NamedTuple):
    """One sender and its taker.

    Attributes:
        source: ARN of the rule, topic or function.
        service: The principal that does it, if no role does.
        fifo: Whether a FIFO queue or topic may take it.
        group: Whether it comes with a message group.
        subscription: ARN of a topic's subscription.
    """

    source: str
    service: str
    taker: Taker
    role: Role | None = None
    fifo: bool = True
    group: bool = True
    subscription: str = ""


_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "sqs": ("sqs:SendMessage",),
    "sns": ("sns:Publish",),
    "lambda": ("lambda:InvokeFunction",),
    "events": ("events:PutEvents",),
    "kinesis": ("kinesis:PutRecord",),
    "states": ("states:StartExecution",),
}
# A rule hands over to these by its target's role alone (EventBridge user guide, "IAM roles for sending
# events to targets").
BY_ROLE = frozenset({"kinesis", "states"})
_USES_OF_A_KEY = ("kms:GenerateDataKey", "kms:Decrypt")
# Kinesis decrypts nothing for writers (Kinesis developer guide, "Permissions to use KMS keys").
_USES_BY_WRITERS = {"kinesis": ("kms:GenerateDataKey",)}


def obstacle(handover: Handover) -> Obstacle | Missing | None:
    """The first one proven; else the first part that could not be read."""
    unread: Missing | None = None
    for found in _looked_at(handover):
        if isinstance(found, Obstacle):
            return found
        unread = unread or found
    return unread


def _looked_at(handover: Handover) -> Iterator[Obstacle | Missing | None]:
    taker = handover.taker
    if taker.gone:
        yield Obstacle(Why.GONE, taker.arn)
        return
    if taker.fifo and not handover.fifo:
        yield Obstacle(Why.FIFO, taker.arn, handover.service)
    if taker.fifo and not handover.group:
        yield Obstacle(Why.NO_GROUP, taker.arn, handover.service)
    yield _by_role(handover, handover.role) if handover.role else _by_policy(handover)
    yield _by_key(handover)


def _by_policy(handover: Handover) -> Obstacle | Missing | None:
    """A service has only the permissions that the taker's policy gives it."""
    taker, service = handover.taker, as_arn(handover.taker.arn).service
    actions = _ACTIONS.get(service, ())
    if not actions or service in BY_ROLE:
        return None
    if isinstance(taker.policy, Missing):
        return taker.policy
    for action in actions:
        if lets_in(taker.policy or (), _request(handover, action, taker.arn)) is False:
            return Obstacle(Why.POLICY, taker.arn, handover.service, action)
    return None


def _by_role(handover: Handover, role: Role) -> Obstacle | Missing | None:
    """A role has the permissions of its own policies or, in the same account, of the taker's policy."""
    taker = handover.taker
    if isinstance(role.policies, Missing):
        return role.policies
    for action in _ACTIONS.get(as_arn(taker.arn).service, ()):
        request = Request(role.arn, action, taker.arn, _ON_ITS_WAY)
        if may(role.policies, request) is not False:
            continue
        if isinstance(taker.policy, Missing):
            return taker.policy
        if lets_in(taker.policy or (), request) is False:
            return Obstacle(Why.ROLE, taker.arn, role.arn, action)
    return None


def _by_key(handover: Handover) -> Obstacle | Missing | None:
    key = handover.taker.key
    if key is None or isinstance(key, Missing):
        return key
    if key.state not in {"Enabled", ""}:
        return Obstacle(Why.KEY_OFF, handover.taker.arn, lacks=key.state, key=key.name)
    if key.managed:
        refused = Obstacle(Why.MANAGED_KEY, handover.taker.arn, handover.service, key=key.name)
        return None if handover.role else refused
    if isinstance(key.policy, Missing):
        return key.policy
    uses = _USES_BY_WRITERS.get(as_arn(handover.taker.arn).service, _USES_OF_A_KEY)
    return next((found for each in uses if (found := _may_not_use(handover, key, key.policy, each))), None)


def _may_not_use(handover: Handover, key: Key, policy: Policy, action: str) -> Obstacle | Missing | None:
    if handover.role is None:
        if lets_in(policy, _request(handover, action, "*")) is not False:
            return None
        named = lets_in(policy, Request(handover.service, action, "*")) is not False
        why = Why.CONDITIONED_KEY if named else Why.KEY
        return Obstacle(why, handover.taker.arn, handover.service, action, key.name)
    found = _role_may_not_use(handover.role, policy, action)
    return found._replace(taker=handover.taker.arn, key=key.name) if isinstance(found, Obstacle) else found


def _role_may_not_use(role: Role, key: Policy, action: str) -> Obstacle | Missing | None:
    """A key's policy allows a role itself, or leaves that to the account's own policies."""
    by_key = lets_in(key, Request(role.arn, action, "*", _ON_ITS_WAY))
    if by_key is True:
        return None
    if isinstance(role.policies, Missing):
        return role.policies
    # The key is left open: a statement on any key may be about this one.
    allowed = may(_on_any(role.policies), Request(role.arn, action, "*", _ON_ITS_WAY))
    return Obstacle(Why.ROLE_KEY, "", role.arn, action) if allowed is False else None


def _on_any(policies: tuple[Policy, ...]) -> tuple[Policy, ...]:
    return tuple(
        tuple(each._replace(resources=("*",)) for each in policy if each.allows) for policy in policies
    )


# AWS's services call each other over TLS.
_ON_ITS_WAY = {"aws:securetransport": "true"}


_SOURCE = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid")
_RULES = "events.amazonaws.com"


def _request(handover: Handover, action: str, resource: str) -> Request:
    """What services say about themselves in a request.

    A topic's policy as SNS makes it lets its owner in by aws:SourceOwner, and no service (EventBridge user
    guide, "Troubleshooting"). A rule's events come to a topic's key without a source (SNS developer guide,
    "Managing encryption keys and costs"); what else EventBridge tells SNS and KMS is nowhere said.
    """
    context = _ON_ITS_WAY | {"aws:sourceowner": ABSENT}
    if handover.service != _RULES or action.startswith(("sqs:", "lambda:")):
        context["aws:sourcearn"] = handover.source
        context["aws:sourceaccount"] = as_arn(handover.source).account
    elif action.startswith("kms:") and as_arn(handover.taker.arn).service == "sns":
        context |= dict.fromkeys(_SOURCE, ABSENT)
    return Request(handover.service, action, resource, context)
