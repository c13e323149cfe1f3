"""Look at each resource of an alarm over several: whether it is in trouble, and, if it is, why.

Each is asked first whether it is healthy, which is a call or two; only those that are not are looked at
whole. No messages are received there: a sample belongs to an incident of one queue.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.domain.alarm_kind import AlarmKind
from bot.domain.clocks import LossClock
from bot.domain.diagnosis import diagnose
from bot.domain.evidence import Depth, Evidence, Health, Healthy, Missing, Unhealthy
from bot.domain.grouping import Resource
from bot.domain.members import Member, all_standing, first_loss, may_have_expired, troubled, unread
from bot.domain.pace import APART, LOOKED_AT_WHOLE
from bot.domain.verdict import Cause
from bot.probes import ProbeContext, probe_named
from bot.probes.reading.side_by_side import SideBySide, read_all
from bot.use_cases.look_around import look_around

_NO_PROOF = Missing("nothing can be re-read for this kind of alarm")


def healths_of(members: Sequence[Resource], kind: AlarmKind, context: ProbeContext) -> list[Health]:
    """Of each, in their order."""
    health = probe_named(kind.health).health if kind.health else None
    if health is None:
        return [_NO_PROOF for _ in members]
    return read_all([partial(health, _of(each, context)) for each in members])


def health_of_all(members: Sequence[Resource], kind: AlarmKind, context: ProbeContext) -> Health:
    """Healthy only when each of them is proven so."""
    healths = healths_of(members, kind, context)
    if ill := [each for each in healths if isinstance(each, Unhealthy)]:
        counted = [each.standing for each in ill if each.standing is not None]
        return Unhealthy(
            "; ".join(each.what for each in ill), sum(counted) if len(counted) == len(ill) else None
        )
    if missing := next((each for each in healths if isinstance(each, Missing)), None):
        return missing
    well = [each for each in healths if isinstance(each, Healthy)]
    skipped = [each.skipped for each in well]
    return Healthy(
        ", ".join(each.what for each in well),
        _expired(kind, context),
        next((each for each in skipped if isinstance(each, Missing)), None)
        or tuple(one for each in skipped if not isinstance(each, Missing) for one in each),
        empty=all(each.empty for each in well),
    )


def look_at_members(
    evidence: Evidence,
    members: Sequence[Resource],
    kind: AlarmKind,
    context: ProbeContext,
    budget: timedelta,
    sleep: Callable[[float], None],
) -> Evidence:
    """The evidence with what each of them tells, and with the clock and the count of all together.

    Args:
        budget: For each of those that are looked at whole, less what asking after their health took.
    """
    began = time.monotonic()
    healths = dict(zip(members, healths_of(members, kind, context), strict=True))
    left = budget - timedelta(seconds=time.monotonic() - began)
    whole = [each for each in members if not isinstance(healths[each], Healthy)]
    whole.sort(key=lambda each: -_standing(healths[each]))
    looks = [partial(_looked, each, kind, context, left) for each in whole[:LOOKED_AT_WHOLE]]
    looked = dict(zip(whole, _one_after_the_other(looks, sleep), strict=False))
    read = tuple(_member(each, healths[each], looked.get(each)) for each in members)
    return _together(evidence, read)


def _one_after_the_other(
    looks: Sequence[Callable[[], Evidence]], sleep: Callable[[float], None]
) -> Iterator[Evidence]:
    """Side by side, and none begins sooner after another than a look at another incident may."""
    with SideBySide() as together:
        begun = []
        for number, look in enumerate(looks):
            if number:
                sleep(APART.total_seconds())
            begun.append(together.begin(look))
        yield from (each.result() for each in begun)


def _of(member: Resource, context: ProbeContext) -> ProbeContext:
    return context._replace(
        resource=member, route=context.route._replace(sample="never"), before=None, asked=False
    )


def _expired(kind: AlarmKind, context: ProbeContext) -> Missing | None:
    """What left a queue is not followed for each: it is known to be kept while the first loss is ahead."""
    known = context.before.members if context.before else ()
    gone = may_have_expired(known, context.now) if kind.loses else ()
    return Missing(f"the time of what stood in {gone[0].resource.name} may be over") if gone else None


def _looked(member: Resource, kind: AlarmKind, context: ProbeContext, budget: timedelta) -> Evidence:
    looks = [probe_named(name).at(_of(member, context)) for name in kind.probes if name != "last_time"]
    evidence = Evidence(taken_at=context.now)
    for finding in look_around(looks, budget):
        evidence = finding.add(evidence)
    return replace(evidence, verdict=diagnose(kind.name, member, evidence, context.now))


def _standing(health: Health) -> int:
    return (health.standing or 0) if isinstance(health, Unhealthy) else 0


def _member(member: Resource, health: Health, looked: Evidence | None) -> Member:
    if isinstance(health, Healthy):
        return Member(member, True, health.what, 0 if health.empty else None)
    loss = looked.clock if looked else None
    clock = loss if isinstance(loss, LossClock) and loss.first_loss else None
    cause = _cause(looked) if looked else ""
    if isinstance(health, Missing):
        return Member(member, None, f"{member.name}: {health.reason}", None, clock, cause)
    return Member(member, False, health.what, health.standing, clock, cause)


def _cause(evidence: Evidence) -> str:
    verdict = evidence.verdict
    if verdict and verdict.cause is not Cause.CANNOT_TELL:
        return verdict.what
    shapes = () if isinstance(evidence.shapes, Missing) else evidence.shapes
    return shapes[0].text if shapes else ""


def _together(evidence: Evidence, members: tuple[Member, ...]) -> Evidence:
    standing, clock = all_standing(members), first_loss(members)
    unknown = next(
        (each.resource.name for each in (*troubled(members), *unread(members)) if each.loss is None), ""
    )
    how = f"when the first is lost in {unknown} is not known" if unknown else "nothing stands in any of them"
    return replace(
        evidence,
        members=members,
        depth=Depth(standing) if standing is not None else None,
        loss=clock or LossClock(None, None, how),
    )
