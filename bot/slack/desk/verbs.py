"""The verbs of the slash command: what each does, which incidents it is for, and the button it offers."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import NamedTuple

from bot.alarm_kinds import kind_of_incident
from bot.domain.acts import Act
from bot.domain.alarm_kind import Action
from bot.domain.command import Acknowledge, Release, TakeOver
from bot.domain.incident import Incident
from bot.domain.redrive_plan import may_redrive
from bot.render import action_ids as ids
from bot.render.card_controls import mitigable

# So much alike a word and a verb are before one is taken for the other.
_ALIKE = 0.6


class Verb(NamedTuple):
    """A word that can be typed.

    Attributes:
        does: For the help.
        act: Whoever may do it is offered it.
        action: Of the button that does it, or opens its window.
        suits: Whether it is for an incident that whoever asks (a user's id) did not name.
        nothing: What is said where it is for none of those that are open.
        also: Other words for it.
        command: What is done at once about an incident that is named; None for what needs a window.
    """

    name: str
    does: str
    act: Act
    action: str
    suits: Callable[[Incident, str], bool]
    nothing: str
    also: tuple[str, ...] = ()
    command: type[Acknowledge] | type[TakeOver] | type[Release] | None = None


def _held(incident: Incident, _user: str) -> bool:
    return incident.acknowledgement is not None


def _unheld(incident: Incident, user: str) -> bool:
    return not _held(incident, user)


def _held_by_another(incident: Incident, user: str) -> bool:
    return incident.acknowledgement is not None and incident.acknowledgement.by.user != user


def _with_messages(incident: Incident, _user: str) -> bool:
    return Action.INSPECT in kind_of_incident(incident).actions


def _redrivable(incident: Incident, _user: str) -> bool:
    return Action.REDRIVE in kind_of_incident(incident).actions and may_redrive(incident.evidence)


def _mitigable(incident: Incident, _user: str) -> bool:
    return mitigable(incident, kind_of_incident(incident))


def _any(_incident: Incident, _user: str) -> bool:
    return True


VERBS = (
    Verb("ack", "say that you are on it", Act.ACKNOWLEDGE, ids.ACKNOWLEDGE, _unheld,
         "Somebody is on every open incident.", ("acknowledge",), Acknowledge),
    Verb("take", "have it from whoever has it", Act.TAKE_OVER, ids.TAKE_OVER, _held_by_another,
         "Nobody else has an open incident.", ("takeover",), TakeOver),
    Verb("release", "give it back", Act.RELEASE, ids.RELEASE, _held,
         "Nobody has any open incident.", (), Release),
    Verb("inspect", "see the messages, masked", Act.INSPECT, ids.OPEN_INSPECT, _with_messages,
         "No open incident has messages to inspect."),
    Verb("look", "look at it now", Act.INSPECT, "", _any, "No incident is open."),
    Verb("redrive", "preview moving them back to where they came from", Act.REDRIVE_WINDOW, ids.OPEN_REDRIVE,
         _redrivable, "No open incident has messages that can be moved back."),
    Verb("mitigate", "buy time: longer retention, more concurrency, skip what blocks, stop or start",
         Act.MITIGATE_WINDOW, ids.OPEN_MITIGATE, _mitigable, "No open incident has a setting to change."),
    Verb("snooze", "be quiet for a while", Act.SNOOZE_WINDOW, ids.OPEN_SNOOZE, _any, "No incident is open."),
    Verb("resolve", "end it", Act.RESOLVE_WINDOW, ids.OPEN_RESOLVE, _any, "No incident is open."),
    Verb("runbook", "what to do about it", Act.RUNBOOK, ids.OPEN_RUNBOOK, _any, "No incident is open."),
)  # fmt: skip
HELP = (
    ("", "the open incidents, most urgent first"),
    *((f" {each.name} [ID]", each.does) for each in VERBS),
    (" help", "this list"),
)
_WORDS = {word: verb.name for verb in VERBS for word in (verb.name, *verb.also)} | {
    "list": "list",
    "help": "help",
}


def verb_named(word: str) -> Verb | None:
    name = _WORDS.get(word.lower())
    return next((each for each in VERBS if each.name == name), None)


def verb_like(word: str) -> str:
    """The verb that was probably meant; empty where none is much like it."""
    alike = get_close_matches(word.lower(), _WORDS, n=1, cutoff=_ALIKE)
    return _WORDS[alike[0]] if alike else ""
