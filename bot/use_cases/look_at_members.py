"""Look at each resource of an alarm over several: whether it is in trouble, and, if it is, why.

Each is asked first whether it is healthy, which is a call or two; only those that are not are looked at
whole, as an incident of its own would be. Messages are received under the same rules, a few of each.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from bot.alarm_kinds import kind_named
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.diagnosis import diagnose
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import NOTHING_TO_READ, Evidence
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.look.pace import APART, LOOKED_AT_WHOLE
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.members import (
    Member,
    depth_of_all,
    first_loss,
    may_have_expired,
    sampled_before,
    troubled,
    unread,
)
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.evidence.verdict import Cause
from bot.domain.incident.incident import Incident
from bot.domain.resource.grouping import Resource
from bot.probes import Probe, ProbeContext, Probes
from bot.probes.run.found import sampled, with_findings
from bot.probes.run.in_parallel import run_probes
from bot.probes.run.in_threads import SideBySide, Threads, read_all

# Of all of them together: what is kept of a sample is one item.
_MOST_MESSAGES = 10


class MemberProbes(NamedTuple):
    """A resource that an alarm over several watches.

    Attributes:
        probes: What is looked at of it.
        health: Asks whether it is healthy; None where nothing can tell.
    """

    resource: Resource
    kind: AlarmKind
    probes: tuple[Probe, ...]
    health: Callable[[ProbeContext], Health] | None


class _Looked(NamedTuple):
    evidence: Evidence
    sample: tuple[SampledMessage, ...] | None


def each_kind(incident: Incident, probes: Probes) -> tuple[MemberProbes, ...]:
    """What its alarm watches, each as the kind of alarm that its own metric would make."""
    names = incident.member_kinds or (incident.kind,) * len(incident.members)
    return tuple(
        member_probes(each, kind_named(name), probes)
        for each, name in zip(incident.members, names, strict=False)
    )


def member_probes(member: Resource, kind: AlarmKind, probes: Probes) -> MemberProbes:
    """How the incident before this one ended is asked of the incident, and of no member."""
    looks = tuple(probes(name) for name in kind.probes if name != "last_time")
    return MemberProbes(member, kind, looks, probes(kind.health).health if kind.health else None)


def healths_of(members: Sequence[MemberProbes], context: ProbeContext) -> list[Health]:
    """Of each, in their order."""
    return read_all(context.threads, [partial(_health, each, context) for each in members])


def _health(member: MemberProbes, context: ProbeContext) -> Health:
    if member.health is None:
        return NOTHING_TO_READ
    return member.health(context._replace(resource=member.resource, before=None, asked=False))


def health_of_all(members: Sequence[MemberProbes], context: ProbeContext) -> Health:
    """Healthy only when each of them is proven so."""
    healths = healths_of(members, context)
    if ill := [each for each in healths if isinstance(each, Unhealthy)]:
        counted = [each.depth for each in ill if each.depth is not None]
        return Unhealthy(
            "; ".join(each.what for each in ill), sum(counted) if len(counted) == len(ill) else None
        )
    if missing := next((each for each in healths if isinstance(each, Missing)), None):
        return missing
    well = [each for each in healths if isinstance(each, Healthy)]
    skipped = [each.skipped for each in well]
    return Healthy(
        ", ".join(each.what for each in well),
        _expired(members, context),
        next((each for each in skipped if isinstance(each, Missing)), None)
        or tuple(one for each in skipped if not isinstance(each, Missing) for one in each),
        empty=all(each.empty for each in well),
    )


def look_at_members(
    evidence: Evidence,
    members: Sequence[MemberProbes],
    context: ProbeContext,
    budget: timedelta,
    sleep: Callable[[float], None],
) -> tuple[Evidence, tuple[SampledMessage, ...] | None]:
    """The evidence with what each of them tells, and with the clock and the count of all together.

    Args:
        budget: For each of those that are looked at whole, less what asking after their health took.

    Returns:
        Beside it the messages received just now, of all of them; None where none were.
    """
    began = time.monotonic()
    healths = dict(zip((each.resource for each in members), healths_of(members, context), strict=True))
    left = budget - timedelta(seconds=time.monotonic() - began)
    whole = [each for each in members if not isinstance(healths[each.resource], Healthy)]
    whole = sorted(whole, key=lambda each: -_depth(healths[each.resource]))[:LOOKED_AT_WHOLE]
    share = _MOST_MESSAGES // max(len(whole), 1)
    begin = [partial(_looked, each, context, share, left) for each in whole]
    looks = tuple(_one_after_the_other(context.threads, begin, sleep))
    looked = {each.resource: found for each, found in zip(whole, looks, strict=True)}
    samples = [each.sample for each in looks if each.sample]
    sample = tuple(one for each in samples for one in each) if samples else None
    known = context.before.members if context.before else ()
    read = []
    for each in (member.resource for member in members):
        before = sampled_before(known, each)
        # What is kept of messages is of one look: a new one takes the place of all that was known.
        before = before._replace(sampled=0) if before and sample else before
        read.append(_member(each, healths[each], looked.get(each), before))
    return _sampled(_together(evidence, tuple(read)), looks, sample), sample


def _one_after_the_other(
    threads: Threads, looks: Sequence[Callable[[], _Looked]], sleep: Callable[[float], None]
) -> Iterator[_Looked]:
    """Side by side, and none begins sooner after another than a look at another incident may."""
    with SideBySide(threads) as together:
        begun = []
        for number, look in enumerate(looks):
            if number:
                sleep(APART.total_seconds())
            begun.append(together.begin(look))
        yield from (each.result() for each in begun)


def _expired(members: Sequence[MemberProbes], context: ProbeContext) -> Missing | None:
    """What left a queue is not followed for each: it is known to be kept while the first loss is ahead."""
    known = context.before.members if context.before else ()
    loses = {each.resource for each in members if each.kind.loses}
    gone = [each for each in may_have_expired(known, context.now) if each.resource in loses]
    return Missing(f"the retention of what was in {gone[0].resource.name} may be over") if gone else None


def _looked(asked: MemberProbes, context: ProbeContext, share: int, budget: timedelta) -> _Looked:
    member, kind = asked.resource, asked.kind
    before = sampled_before(context.before.members if context.before else (), member)
    of = context._replace(
        resource=member, before=_before(context.before, before), most=share, opened_at=context.opened_at
    )
    findings = run_probes(context.threads, [probe.bind(of) for probe in asked.probes], budget)
    evidence = with_findings(Evidence(taken_at=context.now), findings)
    received = sampled(findings)
    sample = tuple(each._replace(queue=member.name) for each in received) if received else None
    return _Looked(replace(evidence, verdict=diagnose(kind.name, member, evidence, context.now)), sample)


def _before(known: Evidence | None, member: Member | None) -> Evidence | None:
    """What decides whether messages may be received once more."""
    if known is None or member is None:
        return None
    depth = Depth(member.depth) if member.depth is not None else None
    return Evidence(
        taken_at=known.taken_at, depth=depth, samples=member.samples, sampled_at=member.sampled_at
    )


def _depth(health: Health) -> int:
    return (health.depth or 0) if isinstance(health, Unhealthy) else 0


def _member(member: Resource, health: Health, looked: _Looked | None, before: Member | None) -> Member:
    read = before._replace(note="") if before else Member(member, None, "")
    if isinstance(health, Healthy):
        depth = 0 if health.empty else None
        return read._replace(healthy=True, what=health.what, depth=depth, loss=None, cause="")
    found = looked.evidence if looked else None
    loss = found.clock if found else None
    read = read._replace(
        healthy=None if isinstance(health, Missing) else False,
        what=f"{member.name}: {health.reason}" if isinstance(health, Missing) else health.what,
        depth=None if isinstance(health, Missing) else health.depth,
        loss=loss if isinstance(loss, LossClock) and loss.first_loss else None,
        cause=_cause(found) if found else "",
        note=found.sample_note if found else "others were looked at first",
    )
    if looked is None or looked.sample is None:
        return read
    found = looked.evidence
    return read._replace(sampled=len(looked.sample), samples=found.samples, sampled_at=found.sampled_at)


def _sampled(
    evidence: Evidence, looks: Sequence[_Looked], sample: tuple[SampledMessage, ...] | None
) -> Evidence:
    """With what the messages of all of them say together; an earlier sample stands with its age."""
    notes = [each.evidence.sample_note for each in looks if each.evidence.sample_note]
    if sample is None:
        known = evidence.sample_number
        return evidence if known else replace(evidence, sample_note=next(iter(notes), ""))
    took = [each.evidence for each in looks if each.sample]
    return replace(
        evidence,
        sampled=len(sample),
        records=sum(each.records for each in took),
        succeeded=sum(each.succeeded for each in took),
        causes=(),
        sample_note="",
        sampled_at=max(each.sampled_at for each in took if each.sampled_at),
        sent=tuple(sorted(at for each in took for at in each.sent)),
        samples=max(each.samples for each in took),
        hidden_until=max(each.hidden_until for each in took if each.hidden_until),
    )


def _cause(evidence: Evidence) -> str:
    verdict = evidence.verdict
    if verdict and verdict.cause is not Cause.CANNOT_TELL:
        return verdict.what
    shapes = present_all(evidence.shapes)
    return shapes[0].text if shapes else ""


def _together(evidence: Evidence, members: tuple[Member, ...]) -> Evidence:
    depth, clock = depth_of_all(members), first_loss(members)
    unknown = next(
        (each.resource.name for each in (*troubled(members), *unread(members)) if each.loss is None), ""
    )
    how = f"not known when the first is lost in {unknown}" if unknown else "nothing is waiting in any of them"
    return replace(
        evidence,
        members=members,
        depth=Depth(depth) if depth is not None else None,
        loss=clock or LossClock(None, None, how),
    )
