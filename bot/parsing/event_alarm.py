"""A transition as EventBridge (`detail`) and a direct Lambda action (`alarmData`) describe it.

Neither carries threshold or actions; the threshold may stand in `reasonData`, which is JSON in a string,
optional, and sometimes unreadable.
"""

from typing import Any

from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.resource.arn import name_of
from bot.parsing.alarm_identity import identify
from bot.parsing.alarm_parts import contributor_of, metrics_of, state_of
from bot.parsing.composite_children import children_of
from bot.parsing.transport import Transport
from bot.parsing.untrusted import get, items, number, pairs, parsed, text, time


def read_event_alarm(event: Any, alarm: Any, transport: Transport) -> AlarmTransition | None:
    """The transition; None when which alarm, which state or when cannot be read."""
    arn = get(event, "alarmArn") or next(iter(items(get(event, "resources"))), None)
    account = text(get(event, "account"), 20) or text(get(event, "accountId"), 20)
    home = transport._replace(region=text(get(event, "region"), 40) or transport.region)
    identity = identify(arn, get(alarm, "alarmName"), account, home)
    told = get(alarm, "state")
    state, at = state_of(get(told, "value")), time(get(told, "timestamp"))
    if identity is None or state is None or at is None:
        return None
    configuration, tags = get(alarm, "configuration"), get(alarm, "alarmTags")
    data = parsed(text(get(told, "reasonData"), 10_000))
    return AlarmTransition(
        **identity._asdict(),
        state=state,
        at=at,
        path=transport.path,
        contributor=contributor_of(get(alarm, "alarmContributor", "id")),
        reason=text(get(told, "reason")),
        description=text(get(configuration, "description")),
        metrics=metrics_of(get(configuration, "metrics"), get(alarm, "alarmContributor", "attributes")),
        threshold=number(get(data, "threshold")),
        suppressed_by=_suppressed_by(alarm, told),
        children=children_of(
            get(data, "triggeringAlarms"), get(configuration, "alarmRule"), identity, transport
        ),
        tags=pairs(tags) if tags else None,
    )


def _suppressed_by(alarm: Any, told: Any) -> str:
    """Why no actions ran although the event came: a mute rule's name, or the suppressor's."""
    mute = get(told, "muteDetail") or get(alarm, "muteDetail")
    if mute:
        rule = name_of(text(get(mute, "mutedByArn")))
        return f"mute rule {rule}".strip()
    suppressed = text(get(told, "actionsSuppressedBy"), 100)
    suppressor = name_of(text(get(alarm, "configuration", "actionsSuppressor")))
    return f"{suppressed} {suppressor}".strip() if suppressed else ""
