"""Which of its alarms an incident speaks for, by all that were told and never by which came first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.alarm.alarm import AlarmTransition, ChildAlarm, Limit, Metric
from bot.domain.alarm.queue_role import true_kind
from bot.domain.incident.incident import INCIDENT_TAGS, Incident, Spoken


class Voice(NamedTuple):
    """A firing that may speak for its incident, and which kind of alarm it is."""

    transition: AlarmTransition
    kind: str


class _Words(NamedTuple):
    """What a card says of an alarm in its own words."""

    title: str
    reason: str
    description: str
    tags: Mapping[str, str] | None
    metric: Metric | None
    limit: Limit | None


def speaking(incident: Incident, voice: Voice, kinds: Sequence[str], now: datetime) -> Incident:
    """The incident, speaking for this firing where it knows of none more serious and of none earlier.

    Args:
        kinds: Names of the kinds of alarm, most serious first.
    """
    transition, known, words = voice.transition, _known(incident), _words(voice.transition)
    mine = Spoken(voice.kind, transition.at, transition.key)
    if known and (_place(known, kinds), _brevity(_said(incident))) <= (_place(mine, kinds), _brevity(words)):
        return incident
    kind = true_kind(voice.kind, incident.evidence.role if incident.evidence else None)
    looked_for = known is not None and kind == incident.kind
    return replace(
        incident,
        kind=kind,
        spoken=mine,
        title=words.title,
        reason=words.reason,
        description=words.description,
        tags=words.tags,
        metric=words.metric,
        limit=words.limit,
        evidence_wanted=incident.evidence_wanted if looked_for else now,
    )


def with_children(incident: Incident, transition: AlarmTransition) -> Incident:
    """With what a composite told of its children, where nothing newer is known."""
    told, known = transition.children, incident.children_at
    if not told or (known and (known, _listed(incident.children)) >= (transition.at, _listed(told))):
        return incident
    return replace(incident, children=told, children_at=transition.at)


def _known(incident: Incident) -> Spoken | None:
    """Of whom it speaks; an item of an earlier release does not say of which alarm."""
    if incident.spoken is None and incident.live and incident.opened_at:
        return Spoken(incident.kind, incident.opened_at, "")
    return incident.spoken


def _place(spoken: Spoken, kinds: Sequence[str]) -> tuple[int, datetime, str]:
    places = {name: place for place, name in enumerate(kinds)}
    return (places.get(spoken.kind, len(kinds)), spoken.at, spoken.alarm)


def _words(transition: AlarmTransition) -> _Words:
    return _Words(
        transition.name,
        transition.reason,
        transition.description,
        _kept_tags(transition),
        _drawable_metric(transition),
        _limit(transition),
    )


def _said(incident: Incident) -> _Words:
    return _Words(
        incident.title,
        incident.reason,
        incident.description,
        incident.tags,
        incident.metric,
        incident.limit,
    )


def _brevity(words: _Words) -> tuple[int, int, str]:
    """Of two copies of one firing the one that says more speaks, else either, but always the same."""
    tags = sorted((words.tags or {}).items())
    metric = words.metric and words.metric._replace(dimensions={})
    dimensions = sorted(words.metric.dimensions.items()) if words.metric else []
    said = sum(map(bool, words)) + len(tags)
    return (-said, -len(words.description), repr((*words[:3], tags, metric, dimensions, words.limit)))


def _listed(children: tuple[ChildAlarm, ...]) -> list[tuple[str, ...]]:
    return [tuple(map(str, child)) for child in children]


def _drawable_metric(transition: AlarmTransition) -> Metric | None:
    """The first metric that can be drawn: of a metric-math alarm one of several."""
    return next((each for each in transition.metrics if each.namespace and each.name), None)


def _limit(transition: AlarmTransition) -> Limit | None:
    """Of metric math it is the result that is compared, and no one metric."""
    if transition.threshold is None or len(transition.metrics) != 1:
        return None
    return Limit(transition.threshold, transition.comparison)


def _kept_tags(transition: AlarmTransition) -> Mapping[str, str] | None:
    tags = {key.casefold(): value for key, value in (transition.tags or {}).items()}
    return {key: tags[key] for key in INCIDENT_TAGS if tags.get(key)} or None
