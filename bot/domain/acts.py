"""What a person can ask for, and the right that each of it needs: the one table of access."""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from bot.domain.access import Person, may_act, may_look, may_see
from bot.domain.answers import Missing, Refused
from bot.domain.command import (
    Acknowledge,
    Command,
    Mitigate,
    Redrive,
    Release,
    Resolve,
    Snooze,
    StopRedrive,
    TakeOver,
    Undo,
)
from bot.domain.policy import Policy, Route


class Right(StrEnum):
    SEE = "see"  # that there is an incident, and what its card says
    LOOK = "look"  # what its messages say
    ACT = "act"


class Act(StrEnum):
    """Windows are acts of their own: what they show may be more than the card does."""

    LIST = "list"
    RUNBOOK = "runbook"
    INSPECT = "inspect"
    ACKNOWLEDGE = "acknowledge"
    TAKE_OVER = "take over"
    RELEASE = "release"
    SNOOZE_WINDOW = "snooze window"
    SNOOZE = "snooze"
    RESOLVE_WINDOW = "resolve window"
    RESOLVE = "resolve"
    REDRIVE_WINDOW = "redrive window"
    REDRIVE = "redrive"
    STOP_REDRIVE = "stop redrive"
    MITIGATE_WINDOW = "mitigate window"
    MITIGATE = "mitigate"
    UNDO = "undo"


NEEDS: Mapping[Act, Right] = {
    Act.LIST: Right.SEE,
    Act.RUNBOOK: Right.SEE,
    Act.INSPECT: Right.LOOK,
    Act.ACKNOWLEDGE: Right.ACT,
    Act.TAKE_OVER: Right.ACT,
    Act.RELEASE: Right.ACT,
    Act.SNOOZE_WINDOW: Right.ACT,
    Act.SNOOZE: Right.ACT,
    Act.RESOLVE_WINDOW: Right.ACT,
    Act.RESOLVE: Right.ACT,
    Act.REDRIVE_WINDOW: Right.ACT,
    Act.REDRIVE: Right.ACT,
    Act.STOP_REDRIVE: Right.ACT,
    Act.MITIGATE_WINDOW: Right.ACT,
    Act.MITIGATE: Right.ACT,
    Act.UNDO: Right.ACT,
}


def may(act: Act, person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person do that about an incident of this route?"""
    match NEEDS[act]:
        case Right.SEE:
            return may_see(person, route, policy)
        case Right.LOOK:
            return may_look(person, route, policy)
        case Right.ACT:
            return may_act(person, route, policy)
        case never:
            assert_never(never)


def act_of(command: Command | Mitigate | Undo) -> Act:
    return _ACT[type(command)]


_ACT: Mapping[type, Act] = {
    Acknowledge: Act.ACKNOWLEDGE,
    TakeOver: Act.TAKE_OVER,
    Release: Act.RELEASE,
    Snooze: Act.SNOOZE,
    Resolve: Act.RESOLVE,
    Redrive: Act.REDRIVE,
    StopRedrive: Act.STOP_REDRIVE,
    Mitigate: Act.MITIGATE,
    Undo: Act.UNDO,
}
