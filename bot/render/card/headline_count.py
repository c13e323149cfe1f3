"""What stands there, for the headline: counted where somebody counts, never none where nobody could look."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm_kind import AlarmKind, Count
from bot.domain.evidence.consumer import ConsumerHealth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import GROWING
from bot.domain.evidence.missing import present, present_all
from bot.domain.incident.incident import Incident
from bot.render.phrases import counted, rounded, words
from bot.render.view import Line, When, Words

# Longer ago, the time of day alone might be any day's.
_TODAY = timedelta(hours=12)
# What was read longer ago is told with its time.
_NOW = timedelta(minutes=2)


class _Amount(NamedTuple):
    """Attributes: over is how long was counted; None for what is counted at one moment."""

    number: int
    about: bool = False
    over: timedelta | None = None


def headline_count(incident: Incident, kind: AlarmKind) -> str:
    """`37 dead letters`, `about 12,000 records behind`; the bare noun when the count is not known."""
    noun = kind.noun[1]
    if not noun or kind.counts is None:
        return noun
    if kind.counts is Count.SEEN:
        amount = _seen(incident)
    else:
        amount = _COUNTED[kind.counts](incident.evidence, incident) if incident.evidence else None
    if amount is None:
        return _oldest(incident.evidence, noun) if kind.counts is Count.LAG else noun
    if not amount.number:
        return "empty" if kind.counts is Count.DEPTH else f"no {noun}{_within(amount)}"
    if amount.about:
        return f"about {rounded(amount.number)} {kind.noun[amount.number != 1]}"
    return f"{counted(amount.number, kind.noun)}{_records(incident.evidence, kind)}{_within(amount)}"


def headline_count_as_of(incident: Incident, kind: AlarmKind, now: datetime) -> Line:
    """What stands there, with its time where that is not now; on a card it stands below."""
    told, evidence = headline_count(incident, kind), incident.evidence
    if not told or evidence is None or now - evidence.taken_at < _NOW:
        return words(told)
    style = "time" if now - evidence.taken_at < _TODAY else "day"
    return (Words(f"{told} as of "), When(evidence.taken_at, style))


def behind_since(evidence: Evidence | None, kind: AlarmKind) -> Line:
    """Since when a consumer that lags has been stuck, or, to five minutes, falling behind."""
    lag = present(evidence.lag) if evidence else None
    if evidence is None or lag is None or kind.counts is not Count.LAG or lag.waiting == 0:
        return ()
    if lag.slope is None or lag.slope < GROWING or lag.rising_since is None:
        return ()
    how, since = "falling behind since about", lag.rising_since
    if lag.stands_still and lag.age is not None:
        # What it stands at has been there for so long, and no five minutes longer.
        how, since = "stuck since", max(since, (lag.at or evidence.taken_at) - lag.age)
    style = "time" if evidence.taken_at - since < _TODAY else "day"
    return (Words(f", {how} ", bold=True), When(since, style, bold=True))


def _within(amount: _Amount) -> str:
    return f" in {lasting(amount.over)}" if amount.over else ""


def _oldest(evidence: Evidence | None, noun: str) -> str:
    lag = present(evidence.lag) if evidence else None
    if evidence is None or lag is None or not lag.age or lag.stale(evidence.taken_at):
        return noun
    return f"{noun}, oldest {'at least ' if lag.at_least else ''}{lasting(lag.age)}"


def _records(evidence: Evidence | None, kind: AlarmKind) -> str:
    """`3 dead letters = 240 records`, once each of them was looked at."""
    depth = present(evidence.depth) if evidence else None
    if evidence is None or depth is None or kind.counts is not Count.DEPTH:
        return ""
    every = evidence.sampled >= depth.total and not evidence.succeeded
    return f" = {evidence.records:,} records" if every and evidence.records > evidence.sampled else ""


def _seen(incident: Incident) -> _Amount | None:
    seen = sum(alarm.seen for alarm in incident.alarms.values() if alarm.firing)
    return _Amount(seen) if seen else None


def _depth(evidence: Evidence, _incident: Incident) -> _Amount | None:
    depth = present(evidence.depth)
    return _Amount(depth.total) if depth else None


def _waiting(evidence: Evidence, _incident: Incident) -> _Amount | None:
    lag = present(evidence.lag)
    return _Amount(lag.waiting, about=not lag.exact) if lag and lag.waiting is not None else None


def _lost(evidence: Evidence, _incident: Incident) -> _Amount | None:
    losses = present(evidence.losses)
    return _Amount(losses.lost, over=losses.window) if losses and losses.lost is not None else None


def _dropped(evidence: Evidence, _incident: Incident) -> _Amount | None:
    losses = present(evidence.losses)
    return _Amount(losses.dropped, over=losses.window) if losses and losses.dropped is not None else None


def _consumer(evidence: Evidence, incident: Incident) -> ConsumerHealth | None:
    """The function that the incident is about."""
    name = incident.resource.name
    return next((each for each in present_all(evidence.consumers) if each.facts.name == name), None)


def _of_consumer(
    number: Callable[[ConsumerHealth], int | None], *, summed: bool = True
) -> Callable[[Evidence, Incident], _Amount | None]:
    def amount(evidence: Evidence, incident: Incident) -> _Amount | None:
        health = _consumer(evidence, incident)
        known = number(health) if health else None
        if health is None or known is None:
            return None
        return _Amount(known, over=health.window if summed else None)

    return amount


def _claimed(evidence: Evidence, _incident: Incident) -> _Amount | None:
    pool = present(evidence.pool)
    return _Amount(pool.claimed) if pool and pool.claimed is not None else None


def _refused(evidence: Evidence, _incident: Incident) -> _Amount | None:
    refused = present(evidence.throughput)
    known = [each for each in (refused.reads_refused, refused.writes_refused) if each] if refused else []
    return _Amount(sum(known)) if known else None


_COUNTED: Mapping[Count, Callable[[Evidence, Incident], _Amount | None]] = {
    Count.DEPTH: _depth,
    Count.LAG: _waiting,
    Count.LOST: _lost,
    Count.DROPPED: _dropped,
    Count.ERRORS: _of_consumer(lambda health: health.errors),
    Count.THROTTLES: _of_consumer(lambda health: health.throttles),
    Count.CONCURRENCY: _of_consumer(lambda health: health.concurrency, summed=False),
    Count.CLAIMED: _claimed,
    Count.REFUSED: _refused,
}
