"""What the card says of work that stands: which shards, who takes the concurrency, done by when."""

from datetime import datetime, timedelta

from bot.domain.evidence.consumer import ConsumerHealth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.failure_bucket import place_name
from bot.domain.evidence.missing import Missing, present, present_all
from bot.domain.evidence.verdict import Cause
from bot.domain.incident.incident import Incident
from bot.domain.resource.resource_kind import ResourceKind
from bot.render.graphemes import cut
from bot.render.phrases import TIMES, counted, joined, sparkline, words
from bot.render.view import Line, When, Words

_MOST_USERS, _MOST_CHILDREN, _MOST_CAUSES, _LONGEST_NAME = 3, 3, 2, 40
# Of a shard's id only the end differs.
_SHARD_END = 6
# A forecast of weeks is none.
_FORESEEN = timedelta(days=3)


def scarce_pool(incident: Incident, evidence: Evidence) -> Line:
    """Who uses what all functions share, where it is what the alarm is about, or half of it is gone."""
    use = present(evidence.pool)
    half_gone = use is not None and use.claimed is not None and use.claimed * 2 >= use.limits.concurrency
    return pool(evidence) if half_gone or incident.resource.kind == ResourceKind.ACCOUNT_POOL else ()


def pool(evidence: Evidence) -> Line:
    """Who uses what all functions share."""
    use = present(evidence.pool)
    if use is None:
        return ()
    limit = f"{use.limits.concurrency:,}"
    claimed = f"{use.claimed:,} of {limit}" if use.claimed is not None else f"limit {limit}"
    users = ", ".join(f"{cut(name, _LONGEST_NAME)} {most:,}" for name, most in use.busiest[:_MOST_USERS])
    return words(f"Account concurrency: {claimed}" + (f" ({users})" if users else ""))


def shards(evidence: Evidence) -> Line:
    """`1 of 12 shards behind: 000003 by 2 h 14 min`; or that nobody can tell which."""
    if shards_unmetered(evidence):
        return words("Shards unknown: shard-level metrics are off")
    known = [(each.age, each.shard) for each in present_all(evidence.shards) if each.age is not None]
    if not known:
        return ()
    worst, name = max(known)
    behind = sum(age * 2 >= worst for age, _ in known)
    of = counted(len(known), ("shard", "shards"))
    return words(f"{behind} of {of} behind: {_end(name)} by {lasting(worst)}")


def shards_unmetered(evidence: Evidence) -> str:
    """Why no shard's age is known, where the stream has no shard-level metrics; it is not said once more."""
    stream = present(evidence.stream)
    off = stream is not None and not stream.shard_metrics
    return evidence.shards.reason if off and isinstance(evidence.shards, Missing) else ""


def caught_up(evidence: Evidence) -> Line:
    lag = present(evidence.lag)
    at = _done_at(evidence)
    if lag is None or lag.waiting == 0 or at is None:
        return ()
    return (Words("Catching up, done by "), When(at), Words(" at this rate"))


def _done_at(evidence: Evidence) -> datetime | None:
    lag = present(evidence.lag)
    if lag is None or lag.age is None or lag.slope is None or lag.slope >= 0:
        return None
    if lag.age.total_seconds() > -lag.slope * _FORESEEN.total_seconds():
        return None
    return lag.caught_up_at(lag.at or evidence.taken_at)


def age(evidence: Evidence) -> Line:
    """How old the oldest is, and how that went."""
    lag = present(evidence.lag)
    if lag is None:
        return ()
    if lag.age is None:
        return ()
    oldest = f"Oldest {'at least ' if lag.at_least else ''}{lasting(lag.age)}"
    said = Words(" ".join(part for part in (oldest, sparkline(lag.history)) if part))
    if lag.at is None or not lag.stale(evidence.taken_at):
        return (said,)
    return (said, Words(" at "), When(lag.at, "time"))


def own_reads(evidence: Evidence) -> Line:
    """That Lastcall itself read of the stream, and what the minutes say in which it did not."""
    lag = present(evidence.lag)
    if lag is None or lag.own is None or not lag.own.at:
        return ()
    others = lag.own.others
    said = f"show {lasting(others)} at most" if others is not None else "show no age"
    minutes = "that minute" if len(lag.own.at) == 1 else f"{len(lag.own.at)} minutes"
    return (
        Words("Lastcall itself read records from this stream at "),
        When(lag.own.at[-1], "time"),
        Words(f": the age in {minutes} may be its own, the other minutes {said}"),
    )


def rates(evidence: Evidence) -> Line:
    lag = present(evidence.lag)
    if lag is None or lag.incoming is None or lag.handled is None:
        return ()
    return words(f"{lag.incoming:,.3g}/s arrive, {lag.handled:,.3g}/s leave")


def consumers(evidence: Evidence) -> Line:
    """Numbers of the functions concerned, where no verdict proves itself with them."""
    if evidence.verdict is not None and evidence.verdict.cause is not Cause.CANNOT_TELL:
        return ()
    return joined(words(_numbers(each)) for each in present_all(evidence.consumers)[:1])


def _numbers(health: ConsumerHealth) -> str:
    calls = f" of {health.invocations:,}" if health.invocations is not None else ""
    failed = f"{health.errors:,}{calls} calls failed" if health.errors is not None else ""
    throttled = f"{health.throttles:,} throttled" if health.throttles else ""
    told = ", ".join(part for part in (failed, throttled) if part)
    return f"{cut(health.facts.name, _LONGEST_NAME)}: {told} in {lasting(health.window)}" if told else ""


def refused(evidence: Evidence) -> Line:
    """Which limit of a table refused requests: of one key range, of the table, of the account."""
    throughput = present(evidence.throughput)
    causes = (throughput.by_cause if throughput else None) or {}
    most = sorted(causes.items(), key=lambda each: -each[1])[:_MOST_CAUSES]
    told = " · ".join(f"{count:,}{TIMES} {cut(cause, _LONGEST_NAME)}" for cause, count in most)
    return words(f"Refused by: {told}" if told else "")


def dropped(evidence: Evidence) -> Line:
    """What became of events that were given up on."""
    losses = present(evidence.losses)
    if losses is None or not losses.dropped:
        return ()
    if any(each.objects for each in present_all(evidence.bucket_contents) if not each.bucket.mapping):
        # What was found of them is told instead.
        return ()
    kept = (
        f"kept by {cut(place_name(losses.destination), _LONGEST_NAME)}"
        if losses.destination
        else "kept nowhere"
    )
    return words(
        f"{counted(losses.dropped, ('event', 'events'))} dropped in {lasting(losses.window)}, {kept}"
    )


def children(incident: Incident) -> Line:
    """The alarms that a composite is made of, those in ALARM first."""
    read = present_all(incident.evidence.children) if incident.evidence else ()
    told = [(each.name, str(each.state or "")) for each in (read or incident.children)]
    firing = [name for name, state in told if state == "ALARM"]
    if not firing:
        return words(f"Composite of {_named([name for name, _ in told])}" if told else "")
    others = f" of {len(told)}" if len(told) > len(firing) else ""
    return (Words(f"{len(firing)}{others} in ALARM: "), Words(_named(firing), bold=True))


def _named(names: list[str]) -> str:
    shown = ", ".join(cut(name, _LONGEST_NAME) for name in names[:_MOST_CHILDREN])
    more = len(names) - _MOST_CHILDREN
    return f"{shown} and {more} more" if more > 0 else shown


def _end(shard: str) -> str:
    return shard.rpartition("-")[2][-_SHARD_END:]
