"""The alarms of an account, as `aws cloudwatch describe-alarms` prints them: each one's kind, route, who
would be told, and what of it does not reach Lastcall.

What an alarm sends is all that is known here: who is subscribed to its topics is only known with `--topic`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.alarm.alarm import AlarmTransition, Path
from bot.domain.alarm.event_filter import is_ours
from bot.domain.resource.arn import as_arn
from bot.explain.alarm import explain_alarm
from bot.explain.explanation import Explanation, Known, plainly
from bot.parsing.alarm_parts import arns_of
from bot.parsing.exclusions import excluded
from bot.parsing.sns_alarm import read_sns_alarm
from bot.parsing.transport import Transport
from bot.parsing.untrusted import get, items, text

_LISTS = ("MetricAlarms", "CompositeAlarms", "LogAlarms")
_MOST = 10_000
_AT = datetime(2000, 1, 1, tzinfo=UTC)


def described(document: Any) -> Sequence[Any] | None:
    """The alarms of a listing, or one of them by itself; None for anything else."""
    if any(isinstance(get(document, each), list) for each in _LISTS):
        return [alarm for each in _LISTS for alarm in items(get(document, each), _MOST)]
    alone = get(document, "StateValue") and get(document, "AlarmName") and not get(document, "NewStateValue")
    return [document] if alone else None


def explain_described(alarms: Sequence[Any], known: Known) -> Explanation:
    """One line an alarm; each of `alarms` tells the same to programs."""
    if not alarms:
        return plainly("alarms", "a listing without alarms")
    told = [_alarm(each, known) for each in alarms]
    unheard = sum(bool(each["does_not_reach"]) for each in told)
    routes = "" if known.policy else f". No routes: {known.no_policy}"
    why = f"{len(told)} alarm(s); something of {unheard} does not reach Lastcall{routes}"
    return Explanation(
        {"what": "alarms", "alarms": told, "why": why}, (f"alarms      {why}", *map(_line, told))
    )


def _alarm(alarm: Any, known: Known) -> dict[str, Any]:
    name = text(get(alarm, "AlarmName"), 255)
    transition = read_sns_alarm(_as_published(alarm), Transport(Path.TOPIC, _AT))
    if transition is None:
        return {
            "name": name,
            "kind": None,
            "does_not_reach": ["cannot be read: no name, no state or no time"],
        }
    left_alone = excluded(transition, "")
    explained = explain_alarm(transition, known, left_alone).told
    policy = explained["policy"] or {}
    return {
        "name": name,
        "kind": explained["kind"],
        "state": explained["state"],
        "resource": explained["resource"],
        "group": explained["group"],
        "route": explained["route"],
        "channel": policy.get("channel"),
        "owner": policy.get("owner"),
        "told": policy.get("escalation", []),
        "does_not_reach": list(_unheard(alarm, transition, known, left_alone)),
    }


def _as_published(alarm: Any) -> Mapping[str, Any]:
    """What its action would send: the same parts by other names (CloudWatch API, MetricAlarm)."""
    parts = alarm if isinstance(alarm, Mapping) else {}
    changed = get(alarm, "StateTransitionedTimestamp") or get(alarm, "StateUpdatedTimestamp")
    return {
        **parts,
        "NewStateValue": get(alarm, "StateValue"),
        "NewStateReason": get(alarm, "StateReason"),
        "StateChangeTime": changed if isinstance(changed, str) else _AT.isoformat(),
        "Trigger": parts,
    }


def _unheard(alarm: Any, transition: AlarmTransition, known: Known, left_alone: str) -> Sequence[str]:
    if left_alone:
        return (f"gets no card: {left_alone}",)
    said = []
    if get(alarm, "ActionsEnabled") is False:
        said.append("ActionsEnabled is false: it sends nothing")
    if suppressor := text(get(alarm, "ActionsSuppressor"), 300):
        said.append(f"it sends nothing while {suppressor} is in alarm")
    said += [
        f"{key}: {why}"
        for key, what in (("AlarmActions", "that it fires"), ("OKActions", "that it is over"))
        if (why := _unsent(arns_of(get(alarm, key)), what, known))
    ]
    passing = replace(transition, path=Path.BUS)
    on_bus = known.policy and is_ours(passing, known.policy.event_filter, open_incident=False)
    if said and on_bus:
        said.append("[watch] names it: taken in anyway if WatchEventBridge is on")
    return said


def _unsent(actions: Sequence[str], what: str, known: Known) -> str:
    if not actions:
        return f"none, so {what} is not sent"
    heard = [each for each in actions if as_arn(each).service in {"sns", "lambda"}]
    if not heard:
        return f"no topic and no function, so {what} is not sent to anyone"
    if known.topics and not any(each in known.topics for each in heard):
        return f"none of the topics named by --topic, so {what} goes elsewhere"
    return ""


def _line(told: Mapping[str, Any]) -> str:
    if told["kind"] is None:
        return f"{told['name']}: {told['does_not_reach'][0]}"
    route = f"route {told['route']}, channel {told['channel']}" if told["route"] else "no route"
    tells = "; ".join(_step(each) for each in told["told"])
    unheard = "; ".join(told["does_not_reach"]) or "all of it is sent"
    parts = [f"{told['kind']} of {told['resource']}", route, tells, unheard]
    return f"{told['name']}: {' | '.join(each for each in parts if each)}"


def _step(step: Mapping[str, Any]) -> str:
    when = "at once" if step["after"] == "0s" else f"after {step['after']}"
    return f"{when} {', '.join(step['tell'])}"
