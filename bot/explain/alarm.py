"""An alarm's change, or a failure told otherwise: its kind, who would be told and how fast, and why."""

from typing import Any

from bot.alarm_kinds import kind_of, kinds_of
from bot.domain.alarm.alarm import AlarmTransition, Signal
from bot.domain.alarm.event_filter import is_ours
from bot.domain.policy.policy import Escalation, Route
from bot.domain.resource.grouping import Resource, group_key, incident_id
from bot.explain.explanation import Explanation, Known, rows
from bot.render.runbooks.runbook import pick, runbook_url
from bot.use_cases.place_alarm import place_alarm

_TOLD_BY = {
    Signal.NOTICE: "It is not an alarm's change; it stays open until a person resolves it.",
    Signal.LOG_LINES: "{0.count} log line(s) of {0.arn} say so; it stays open until a person resolves it.",
    Signal.INVOCATION: "Lambda's own record says so ({0.reason}); it stays open until a person resolves it.",
    Signal.EXECUTION: "Step Functions says so ({0.reason}); it stays open until a person resolves it.",
}


def explain_alarm(transition: AlarmTransition, known: Known, left_alone: str = "") -> Explanation:
    """Args: left_alone says why the alarm is never carded; empty for one that is."""
    place = known.policy and place_alarm(transition, known.policy)
    kind, resource = place[:2] if place else kind_of(transition)
    route = place.route if place else None
    group = group_key(place.grouped if place else resource)
    what = "alarm" if transition.signal is Signal.ALARM else "notice"
    why = " ".join(_reasons(transition, known, route, left_alone))
    runbook = _runbook(transition, known, route, kind.name, resource)
    told = {
        "what": what,
        "kind": kind.name,
        "state": str(transition.state),
        "resource": resource.name,
        **_together(transition),
        "account": resource.account,
        "region": resource.region,
        "group": group,
        "route": route.name if route else None,
        "policy": _policy(route, known) if route else None,
        "runbook": runbook or None,
        "why": why,
    }
    region = resource.region or "region not given"
    lines = rows(
        (what, f"{transition.name}{_says(transition)} {transition.at:%Y-%m-%d %H:%M:%S} UTC"),
        ("kind", f"{kind.name}: {kind.what}"),
        ("resource", f"{resource.kind} {resource.name}, account {resource.account}, {region}"),
        ("group", f"{group}, incident {incident_id(group)}"),
        ("route", _route_line(route)),
        ("policy", _escalation_line(route.escalation) if route else ""),
        ("runbook", runbook),
        ("why", why),
    )
    return Explanation(told, lines)


def _together(transition: AlarmTransition) -> dict[str, Any]:
    """What an alarm over several resources watches."""
    found = kinds_of(transition)
    return {"names": [each.name for _, each in found]} if len(found) > 1 else {}


def _runbook(
    transition: AlarmTransition, known: Known, route: Route | None, kind: str, resource: Resource
) -> str:
    """A page that the route or the alarm's description names, else the name of the runbook picked."""
    preferred = route.runbook if route else ""
    said = runbook_url(transition.description, transition.tags or {})
    if page := preferred if preferred.startswith("http") else said:
        return page
    picked = pick(known.runbooks, kind, resource.name, preferred)
    return picked.name if picked else ""


def _policy(route: Route, known: Known) -> dict[str, Any]:
    return {
        "file": known.policy_file,
        "channel": route.channel,
        "owner": route.owner or None,
        "escalation": [
            {"after": f"{step.after.total_seconds():g}s", "tell": [_target(each) for each in step.targets]}
            for step in route.escalation.steps
        ],
        "settle": f"{route.settle.total_seconds():g}s",
        "samples": route.samples,
        "group_by": route.group_by,
    }


def _target(target: Any) -> str:
    return f"{target.kind}:{target.value}" if target.value else str(target.kind)


def _route_line(route: Route | None) -> str:
    if route is None:
        return ""
    owner = f", owner {route.owner}" if route.owner else ""
    return f"{route.name}, channel {route.channel}{owner}"


def _escalation_line(escalation: Escalation) -> str:
    return "; ".join(
        f"after {step.after}: {', '.join(_target(each) for each in step.targets)}"
        if step.after
        else f"at once: {', '.join(_target(each) for each in step.targets)}"
        for step in escalation.steps
    )


def _reasons(transition: AlarmTransition, known: Known, route: Route | None, left_alone: str) -> list[str]:
    said = [_kind_reason(transition), _route_reason(known, route)]
    if left_alone:
        said.append(f"Gets no card: {left_alone}.")
    if transition.suppressed_by:
        said.append(f"CloudWatch ran no actions: {transition.suppressed_by}.")
    if known.policy and not is_ours(transition, known.policy.event_filter, open_incident=False):
        said.append("It only passes on the event bus: taken in only if [watch] names it.")
    return said


def _says(transition: AlarmTransition) -> str:
    return f" is {transition.state} since" if transition.signal is Signal.ALARM else ", newest at"


def _kind_reason(transition: AlarmTransition) -> str:
    if transition.signal is not Signal.ALARM:
        return _TOLD_BY[transition.signal].format(transition)
    if transition.children:
        return f"It combines {', '.join(child.name for child in transition.children)}."
    if not transition.metrics:
        return "It names no metric."
    named = (
        f"{metric.namespace} {metric.name or '(unnamed)'}{_dimensions(metric)}"
        for metric in transition.metrics
    )
    return f"It watches {', '.join(dict.fromkeys(named))}."


def _dimensions(metric: Any) -> str:
    inner = ", ".join(f"{name} {value}" for name, value in metric.dimensions.items())
    inner += f"{', ' if inner else ''}of account {metric.account}" if metric.account else ""
    return f" ({inner})" if inner else ""


def _route_reason(known: Known, route: Route | None) -> str:
    if known.policy is None or route is None:
        return f"No route: {known.no_policy}."
    if route is known.policy.routes[-1]:
        return f"Route {route.name} matches whatever no other route of {known.policy_file} does."
    return f"Route {route.name} is the first of {known.policy_file} that matches."
