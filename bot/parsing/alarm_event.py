"""What arrives at on_alarm, told apart by its shape. Total: any text gives a value, never an exception.

    AlarmQueue ── {"observed": …}            our own clock found the difference
               ── SNS envelope ──┐           {"Type", "TopicArn", "Message", …}, with or without its Type
               ── {"Records": [{"Sns"}]} ──┤  as somebody's function passed it on
               ── bare ──────────┴─ content  SNS with raw delivery, or EventBridge
    Lambda     ── {"Records": [{"Sns"}]} ──┘
               ── content

    content    ── {"detail-type", "detail"}         EventBridge: an alarm, the heartbeat, a failed
                                                    invocation or execution, anything else
               ── {"alarmData"}                     an alarm's direct Lambda action
               ── {"AlarmName", "NewStateValue"}    an alarm's SNS action
               ── {"awslogs": {"data"}}             error lines of a CloudWatch Logs subscription
               ── {"requestContext"}                the record of an asynchronous invocation
               ── any other JSON or text            a plain notice

An EventBridge alarm in no envelope merely passed by; everything else reached us on purpose.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from bot.domain.alarm.alarm import MOST_CHILDREN, AlarmTransition, Path, Signal
from bot.domain.resource.arn import read_arn
from bot.parsing.alarm_identity import identify
from bot.parsing.alarm_parts import bounded, contributor_of
from bot.parsing.composite_children import bounded_child
from bot.parsing.documents import from_document
from bot.parsing.envelopes import SET_UP, carried_by_topics, is_envelope, unwrapped
from bot.parsing.event_alarm import read_event_alarm
from bot.parsing.exclusions import excluded
from bot.parsing.failure_events import read_failure_event
from bot.parsing.log_lines import read_log_lines
from bot.parsing.notice import notice
from bot.parsing.rule_name import rule_of_stack
from bot.parsing.sns_alarm import read_sns_alarm
from bot.parsing.transport import Transport
from bot.parsing.untrusted import get, items, pairs, parsed, text, time, word

_ALARM_EVENTS = ("cloudwatch alarm state change", "cloudwatch alarm contributor state change")


class Heartbeat(NamedTuple):
    """Our own scheduled event came through the whole intake."""

    at: datetime


class Ignored(NamedTuple):
    """Counted and never carded.

    Attributes:
        transition: The transition of an alarm that is left alone; None for what is not a transition.
    """

    why: str
    transition: AlarmTransition | None = None


Parsed = AlarmTransition | Heartbeat | Ignored


def parse_alarm_message(
    body: str, *, message_id: str, received_at: datetime, source_arn: str, stack: str
) -> tuple[Parsed, ...]:
    """What one message in AlarmQueue says.

    Args:
        received_at: When it was sent to the queue; it must be the same at every delivery of the message,
            because a text without a time of its own goes by it.
        source_arn: ARN of the queue.
        stack: Name of this stack, by which its own alarms and heartbeat are known.
    """
    transport = Transport(Path.TOPIC, received_at).through(source_arn)._replace(topic="")
    document = unwrapped(parsed(body))
    observed = get(document, "observed")
    if isinstance(observed, Mapping):
        return (_observed(observed, body, transport, stack),)
    if is_envelope(document):
        return _enveloped(document, transport, stack)
    if carried := carried_by_topics(document):
        topics = transport._replace(path=Path.TOPIC)
        return tuple(read for each in carried for read in _enveloped(each, topics, stack))
    if word(get(document, "detail-type")) in _ALARM_EVENTS:
        transport = transport._replace(path=Path.BUS)
    return _content(document, body or f"Message {message_id} is empty", transport, stack)


def parse_direct(
    event: Mapping[str, Any], *, received_at: datetime, stack: str, function_arn: str = ""
) -> tuple[Parsed, ...]:
    """What a direct invocation says: an alarm's Lambda action, SNS's records, log lines, or anything else.

    Args:
        function_arn: ARN of the function that was invoked: log lines come from its own region.
    """
    transport = Transport(Path.DIRECT, received_at)
    if envelopes := carried_by_topics(event):
        topics = transport._replace(path=Path.TOPIC)
        return tuple(read for each in envelopes for read in _enveloped(each, topics, stack))
    if get(event, "awslogs"):
        transport = transport.through(function_arn)._replace(topic="")
    return _content(event, _as_text(event), transport, stack)


def _as_text(event: Any) -> str:
    try:
        return json.dumps(event, default=str)
    except (ValueError, TypeError, RecursionError):
        return "An event that cannot be shown"


def _enveloped(envelope: Any, transport: Transport, stack: str) -> tuple[Parsed, ...]:
    if word(get(envelope, "Type")) in SET_UP:
        # Visiting its URL would fetch whatever a sender names: SNS confirms our own queue by itself.
        return (Ignored("a subscription's confirmation, which is never visited"),)
    transport = transport._replace(
        at=time(get(envelope, "Timestamp")) or transport.at, subject=text(get(envelope, "Subject"), 255)
    ).through(text(get(envelope, "TopicArn"), 1600))
    message = get(envelope, "Message")
    if isinstance(message, str):
        return _content(unwrapped(parsed(message)), message, transport, stack)
    return _content(message, _as_text(message), transport, stack)


def _content(document: Any, body: str, transport: Transport, stack: str) -> tuple[Parsed, ...]:
    if other := _no_alarm(document, transport, stack):
        return (other,)
    read = _alarm(document, transport) or _failures(document, transport, stack)
    if isinstance(read, str):
        return (Ignored(read),)
    return tuple(_kept(each, stack) for each in read or (notice(document, body, _home(document, transport)),))


def _alarm(document: Any, transport: Transport) -> tuple[AlarmTransition, ...]:
    transition: AlarmTransition | None = None
    if word(get(document, "detail-type")) in _ALARM_EVENTS:
        transition = read_event_alarm(document, get(document, "detail"), transport)
    elif get(document, "alarmData"):
        transition = read_event_alarm(document, get(document, "alarmData"), transport)
    elif get(document, "AlarmName") or get(document, "AlarmArn"):
        transition = read_sns_alarm(document, transport)
    return (transition,) if transition else ()


def _failures(document: Any, transport: Transport, stack: str) -> tuple[AlarmTransition, ...] | str | None:
    """A failure reported by something other than an alarm; a text says why it is ignored."""
    if get(document, "awslogs"):
        return read_log_lines(document, transport, stack)
    read = read_failure_event(document, transport)
    return (read,) if isinstance(read, AlarmTransition) else read


def _no_alarm(event: Any, transport: Transport, stack: str) -> Heartbeat | Ignored | None:
    kind = word(get(event, "detail-type"))
    if kind == "cloudwatch alarm configuration change":
        return Ignored("an alarm was created, changed or deleted")
    if kind == "scheduled event" and any(
        _is_heartbeat(each, stack) for each in items(get(event, "resources"))
    ):
        return Heartbeat(time(get(event, "time")) or transport.at)
    return None


def _is_heartbeat(resource: Any, stack: str) -> bool:
    rule = read_arn(text(resource, 1600))
    return rule is not None and rule_of_stack(rule.resource.removeprefix("rule/"), stack, "HeartbeatRule")


def _home(event: Any, transport: Transport) -> Transport:
    """Account and region as the event itself names them, where nothing carried it that did."""
    account = text(get(event, "account"), 20) or text(get(event, "accountId"), 20)
    return transport._replace(
        account=transport.account or account, region=transport.region or text(get(event, "region"), 40)
    )


def _observed(document: Mapping[str, Any], body: str, transport: Transport, stack: str) -> Parsed:
    try:
        json.dumps(document, ensure_ascii=False).encode()  # what cannot be encoded cannot be stored
        read = from_document(AlarmTransition, document)
    except (ValueError, KeyError, TypeError, RecursionError):
        return notice(document, body, transport)
    identity, at = identify(read.arn, read.name, read.account, transport), time(document.get("at"))
    if identity is None or at is None:
        return notice(document, body, transport)
    return _kept(
        replace(
            read,
            **identity._asdict(),
            at=at,
            path=Path.OBSERVED,
            signal=Signal.ALARM,
            about=None,
            count=0,
            contributor=contributor_of(read.contributor),
            reason=text(read.reason),
            description=text(read.description),
            metrics=tuple(map(bounded, read.metrics)),
            tags=pairs(read.tags) if read.tags else None,
            children=tuple(map(bounded_child, read.children[:MOST_CHILDREN])),
        ),
        stack,
    )


def _kept(transition: AlarmTransition, stack: str) -> AlarmTransition | Ignored:
    why = excluded(transition, stack)
    return Ignored(why, transition) if why else transition
