"""What a person can ask for: what it is called, the right it needs, and when it is offered."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, assert_never

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.access import Person, may_act, may_look, may_see
from bot.domain.policy.policy import Bounds, Policy, Route
from bot.domain.redrive.job import Job


class Right(StrEnum):
    SEE = "see"  # that there is an incident, and what its card says
    LOOK = "look"  # what its messages say
    ACT = "act"


class Situation(NamedTuple):
    """What an act is offered in.

    Attributes:
        bounds: Of `lastcall.toml`: what is beyond them is not offered.
        user: Who asks, where somebody does.
        job: Its newest redrive, as far as it was read.
    """

    incident: Incident
    kind: AlarmKind
    bounds: Bounds
    user: str = ""
    job: Job | None = None


class Typed(NamedTuple):
    """A word that can be typed for it behind the slash command.

    Attributes:
        word: Empty for what the slash command does by itself.
        does: For the help.
        suits: Whether it is for an incident that whoever asks did not name.
        nothing: What is said where it is for none of those that are open.
        also: Other words for it.
        unfit: Why it is not for an incident that was named; empty where it is.
    """

    word: str
    does: str
    suits: Callable[[Situation], bool] = lambda _: True
    nothing: str = "No incident is open."
    also: tuple[str, ...] = ()
    unfit: Callable[[Situation], str] = lambda _: ""


class Act(NamedTuple):
    """A button, a page of a window, a submission or a word: one thing that can be asked for, and its right.

    Windows are acts of their own: what they show may be more than the card does.

    Attributes:
        id: Of the button, the option or the submission. `open:` opens a window, `show:` fills the one it was
            pressed in; the door reads the first from the raw payload.
        label: On its button.
        happens: For the README: what becomes of a press.
        typed: None for what cannot be typed.
        offered: Whether a card has it among the three dots; None for what never stands there.
    """

    id: str
    needs: Right
    label: str = ""
    happens: str = ""
    typed: Typed | None = None
    offered: Callable[[Situation], bool] | None = None


def may(act: Act, person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person do that about an incident of this route?"""
    match act.needs:
        case Right.SEE:
            return may_see(person, route, policy)
        case Right.LOOK:
            return may_look(person, route, policy)
        case Right.ACT:
            return may_act(person, route, policy)
        case never:
            assert_never(never)


def always(_: Situation) -> bool:
    return True


def held(now: Situation) -> bool:
    """Somebody has it."""
    return now.incident.acknowledgement is not None
