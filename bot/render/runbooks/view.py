"""What a runbook can say about its incident: the variables, as plain values. Documented in docs/runbooks.md.

Not known is None (`{% if evidence.depth is none %}`), which is never the same as zero.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.alarm.alarm import MOST_CHILDREN
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import ErrorShape, Evidence
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.evidence.verdict import Cause
from bot.domain.evidence.worked_since import Answer, Since, last_failure, worked_since
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Route
from bot.domain.resource.arn import as_arn, bus_and_rule, name_of, partition_of
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.domain.urgency.decision import decide
from bot.render.links.console import alarm_link, resource_link

T = TypeVar("T")

_MOST_SHAPES = 5
_MOST_SOURCES = 10
# The lists, over which alone a runbook can loop; none is longer.
LISTS = frozenset({"incident.children", "evidence.shapes", "evidence.sources", "evidence.missing"})
MOST_LISTED = MOST_CHILDREN

View = Mapping[str, Any]


def runbook_view(incident: Incident, route: Route, now: datetime) -> View:
    """The variables of an incident's runbook."""
    decision, zone = decide(incident, route, now), _zone(route)
    evidence = incident.evidence
    return {
        "incident": {
            "id": incident.id,
            "status": str(incident.status),
            "title": incident.title,
            "reason": incident.reason,
            "description": incident.description,
            "fired": incident.fire_count,
            "since": _time(incident.opened_at, zone),
            "children": [
                {"name": child.name, "state": str(child.state or "not told")}
                for child in incident.children[:MOST_LISTED]
            ],
        },
        "resource": _resource(incident.resource),
        "route": {"name": route.name, "impact": route.impact, "environment": route.environment},
        "evidence": _evidence(evidence, zone),
        "verdict": _verdict(evidence),
        "consumer": _consumer(evidence),
        "clock": {
            "urgency": str(decision.urgency),
            "act_before": _time(decision.at, zone),
            "first_loss": _time(decision.first_loss, zone),
            "left": lasting(decision.first_loss - now) if decision.first_loss else None,
            "how": decision.why,
        },
        "links": {
            "resource": resource_link(incident.resource),
            "alarm": _alarm_page(incident),
        },
    }


def _resource(resource: Resource) -> View:
    suffix = ".cn" if partition_of(resource.region) == "aws-cn" else ""
    url = f"https://sqs.{resource.region}.amazonaws.com{suffix}/{resource.account}/{resource.name}"
    return {
        "kind": resource.kind,
        "name": resource.name,
        "account": resource.account,
        "region": resource.region,
        "arn": resource.arn,
        "url": url if resource.kind == ResourceKind.QUEUE else "",
        **_rule(resource),
    }


def _rule(resource: Resource) -> View:
    """The parts of a rule's name: its bus and its own."""
    if resource.kind == ResourceKind.BUS:
        return {"bus": resource.name, "rule": ""}
    bus, rule = bus_and_rule(resource.name) if resource.kind == ResourceKind.RULE else ("", "")
    return {"bus": bus, "rule": rule}


def _alarm_page(incident: Incident) -> str:
    """Of the alarm that speaks; a notice, a log line or an event has none."""
    alarms = (alarm.arn for alarm in incident.alarms.values() if alarm.name == incident.title)
    if not any(as_arn(arn).service == "cloudwatch" for arn in alarms):
        return ""
    return alarm_link(incident.title, incident.resource.region)


def _evidence(evidence: Evidence | None, zone: tzinfo) -> View:
    """All names are always there; a probe that could not look leaves None and a line in `missing`."""
    known = evidence or Evidence(taken_at=datetime(1970, 1, 1, tzinfo=UTC))
    depth, since, failed = known.depth, worked_since(known), last_failure(known)
    sources = None if isinstance(known.sources, Missing) or evidence is None else known.sources
    return {
        "taken": _time(evidence.taken_at, zone) if evidence else None,
        "depth": depth.total if isinstance(depth, Depth) else None,
        "in_flight": depth.in_flight if isinstance(depth, Depth) else None,
        "shapes": _shapes(known.shapes),
        "failing": True if isinstance(since, Since) and since.answer is Answer.FAILS else None,
        "last_failure": _time(failed.by, zone) if failed else None,
        "sources": None if sources is None else [name_of(arn) for arn in sources[:_MOST_SOURCES]],
        "retention": lasting(known.retention) if known.retention else None,
        "missing": list(known.missing)[:MOST_LISTED],
    }


def _shapes(shapes: tuple[ErrorShape, ...] | Missing) -> list[View] | None:
    if isinstance(shapes, Missing):
        return None
    return [{"text": shape.text, "seen": shape.seen} for shape in shapes[:_MOST_SHAPES]]


def _verdict(evidence: Evidence | None) -> View:
    """What the numbers prove; none where they prove nothing."""
    verdict = evidence.verdict if evidence else None
    proven = verdict if verdict and verdict.cause is not Cause.CANNOT_TELL else None
    return {"what": proven.what if proven else None, "next": proven.next or None if proven else None}


def _consumer(evidence: Evidence | None) -> View:
    """What is known of the one that consumes; none where there are several, or it is not known."""
    known = evidence or Evidence(taken_at=datetime(1970, 1, 1, tzinfo=UTC))
    function = _only(each.facts for each in present_all(known.consumers))
    mapping = _only(present_all(known.mappings))
    source = mapping.source if mapping else _only(present_all(known.sources))
    return {
        "function": function.name if function else None,
        "log_group": (function.log_group or f"/aws/lambda/{function.name}") if function else None,
        "reserved": function.reserved if function else None,
        "source": source,
        "stream": name_of(mapping.source) if mapping and mapping.is_stream else None,
        "mapping": mapping.uuid if mapping else None,
    }


def _only(several: Iterable[T]) -> T | None:
    known = tuple(several)
    return known[0] if len(known) == 1 else None


def _zone(route: Route) -> tzinfo:
    """The team's own, where its hours name one."""
    return ZoneInfo(route.hours.timezone) if route.hours else UTC


def _time(at: datetime | None, zone: tzinfo) -> str | None:
    """`2025-11-21 04:02 (CET)`."""
    local = at.astimezone(zone) if at else None
    if local is None:
        return None
    named = "UTC" if zone is UTC else f"({local.tzname()})"
    return f"{local:%Y-%m-%d %H:%M} {named}"
