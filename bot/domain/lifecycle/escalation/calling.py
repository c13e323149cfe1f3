"""What a call does: whom it mentions, what stands against each target, and what to do when nobody is left."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence.durations import lasting
from bot.domain.incident.calls import (
    Called,
    CallState,
    Reach,
    anybody,
    named,
    noticed_by_somebody,
    unreached_at,
)
from bot.domain.incident.episode import EscalationPosition
from bot.domain.lifecycle.escalation.next_call import Call, mentions
from bot.domain.policy.policy import Policy, Route, Target, TargetKind

_CHANNEL = Target(TargetKind.CHANNEL)


class Made(NamedTuple):
    """A call as it is made.

    Attributes:
        mentions: Whom the reply calls.
        topics: The topics that took their page before it.
        told: Who was not reached and why, for the reply.
    """

    position: EscalationPosition
    mentions: tuple[Target, ...]
    topics: tuple[str, ...]
    told: str


def called(
    position: EscalationPosition,
    due: Call,
    reach: Sequence[Reach],
    route: Route,
    policy: Policy,
    version: int,
    now: datetime,
) -> Made:
    """Make the call that is due; its pages were published before.

    Args:
        reach: What was found out about the targets; one that is not in it counts as reached.
        version: The timeline version of the reply that calls.
    """
    pages = {each.target: each for each in position.coming}
    found = {each.target: each for each in reach}
    calls = tuple(
        pages.get(target) or _mention(target, found, position.made, route, policy, version, now)
        for target in due.targets
    )
    last = due.step + 1 >= len(route.escalation.steps)
    resort = last and not anybody(calls) and not any(each.owed for each in calls)
    if resort:
        calls = _all_the_same(calls, found, position.made, version, now)
    refused = [each for each in calls if each.state is CallState.REFUSED]
    doubts = [each for each in calls if each.owed and (each.why or each.page)]
    told = (
        *(f"not reached: {_refusal(each)}" for each in refused),
        *(f"{_word(each, resort=resort)}: {_refusal(each)}" for each in doubts),
    )
    who = [each.target for each in calls if each.owed and not each.page]
    return Made(
        _moved(position, due, calls, route, now)._replace(wakes=_wakes(position, reach, now)),
        mentions(who, route, policy, now),
        tuple(each.target.value for each in calls if each.page and each.reached),
        "; ".join(told),
    )


def unanswered(position: EscalationPosition, made: Made, now: datetime, *, step: bool) -> str:
    """Why the next people are called, or the same once more, where the call before reached somebody.

    Args:
        position: Before this call.
        step: It is a step, and no reminder.
    """
    before = [each for each in position.last if each.reached or each.owed]
    if not step or not position.steps or unreached_at(position.last) is not None:
        return ""
    names = list(dict.fromkeys(each.name for each in before))
    if position.last_at is None or not names or not all(names):
        silent = f": no one has answered for {lasting(now - position.since)}"
    else:
        silent = f": no answer from {' and '.join(names)} for {lasting(now - position.last_at)}"
    again = set(made.mentions) & {each.person for each in before}
    calls = [each for each in made.position.last if each.person in again]
    return silent + "".join(f"; notifying {named(each.target, each.name)} again" for each in calls)


def _mention(
    target: Target,
    found: dict[Target, Reach],
    number: int,
    route: Route,
    policy: Policy,
    version: int,
    now: datetime,
) -> Called:
    if target.kind == TargetKind.TOPIC:
        # Claimed by nobody yet: it is due, and paged as soon as somebody looks.
        return Called(target, CallState.OWED, number, now, next_at=now)
    behind = next(iter(mentions([target], route, policy, now)), None)
    if behind is None:
        return Called(target, CallState.REFUSED, number, now, _nobody(target))
    reach = found.get(target, Reach(target))
    call = Called(target, CallState.OWED, number, now, reach.why, person=behind, name=reach.name)
    if reach.reached is False:
        return call._replace(state=CallState.REFUSED)
    return call._replace(told_in=version)


def _all_the_same(
    calls: tuple[Called, ...], found: dict[Target, Reach], number: int, version: int, now: datetime
) -> tuple[Called, ...]:
    """Nobody is left to reach: who only rests is called all the same, and the channel with them."""
    anyway = tuple(
        each._replace(state=CallState.OWED, told_in=version)
        if (reach := found.get(each.target)) and (reach.rests or each.target == _CHANNEL)
        else each
        for each in calls
    )
    if any(each.target == _CHANNEL for each in anyway):
        return anyway
    return (*anyway, Called(_CHANNEL, CallState.OWED, number, now, "no one else is left", told_in=version))


def _moved(
    position: EscalationPosition, due: Call, calls: tuple[Called, ...], route: Route, now: datetime
) -> EscalationPosition:
    """A later call to a topic stands for the page that an earlier one still owes."""
    targets = {each.target for each in calls if each.page}
    owed = (
        each for each in position.calls
        if each.owed and each.call < position.made and not (each.page and each.target in targets)
    )  # fmt: skip
    step = due.step < len(route.escalation.steps)
    return position._replace(
        steps=position.steps + step,
        reminders=position.reminders + (not step),
        last_at=now,
        calls=(*owed, *calls),
        reached=position.reached or anybody(position.last),
    )


def _wakes(position: EscalationPosition, reach: Sequence[Reach], now: datetime) -> datetime | None:
    """When the first wakes of those who only rested, in this call or one before that reached nobody else."""
    before = None if noticed_by_somebody(position.last) else position.wakes
    ends = (before, *(each.rests_until for each in reach))
    return min((at for at in ends if at is not None and at > now), default=None)


def _nobody(target: Target) -> str:
    match target.kind:
        case TargetKind.OWNER:
            return "the route has no owner"
        case TargetKind.ONCALL:
            return f"no one is on call for {target.value}"
        case _:
            return f"no way to notify {target.kind} {target.value}".strip()


def _refusal(call: Called) -> str:
    if not call.page:
        return call.why
    return f"{named(call.target)} ({call.why})" if call.why else named(call.target)


def _word(call: Called, *, resort: bool) -> str:
    if call.page:
        return "not paged yet"
    return "notified anyway" if resort else "may not have been reached"
