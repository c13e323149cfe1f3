"""One letter rehearsed: on the code of now, twice in a row, and on the code it died in, if given."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import DeadLetter, ReceivedMessage
from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import NO_RULES, Redaction
from bot.parsing.dead_letters import read_dead_letter
from bot.rehearsal.calls import OutwardCall, second_write
from bot.rehearsal.events import FunctionEvent, NotRebuilt, event_of
from bot.rehearsal.masked_event import masked_event
from bot.rehearsal.outcome import DEAD, Kind, LetterOutcome, compared, outcome
from bot.rehearsal.process import Function, started
from bot.rehearsal.ran import Raised, Ran

_UNMASKABLE = "masked, it is no event any more: --whole gives it to the function as it is"


class RehearsalSettings(NamedTuple):
    """By what all letters are rehearsed.

    Attributes:
        before: The code they died in; None where it is not given.
        shapes: What they died of, as a person or the incident says; a letter may say it itself.
        logged: What their consumer logged as it failed: perhaps of others.
        masked: Whether the function gets each event with its secrets masked.
    """

    function: Function
    before: Function | None = None
    given_as: str = ""
    shapes: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    rules: Redaction = NO_RULES
    masked: bool = False


class Rehearsed(NamedTuple):
    """Attributes:
    event: What the function got; None where none could be made of the letter.
    ran: Its first run; None where there was none.
    first: What that run says by itself, compared with nothing.
    known: What it died of before, as far as that is known.
    """

    message: ReceivedMessage
    letter: DeadLetter
    outcome: LetterOutcome
    event: FunctionEvent | None = None
    ran: Ran | None = None
    first: LetterOutcome | None = None
    known: tuple[str, ...] = ()

    @property
    def at_import(self) -> bool:
        return self.ran is not None and isinstance(self.ran.end, Raised) and self.ran.end.at_import

    @property
    def refused(self) -> tuple[OutwardCall, ...]:
        return self.ran.refused if self.ran else ()


def rehearse(message: ReceivedMessage, settings: RehearsalSettings) -> Rehearsed:
    """Raises: CannotStart."""
    letter = read_dead_letter(message)
    event = event_of(message, letter, settings.given_as)
    if settings.masked and isinstance(event, FunctionEvent):
        text = masked_event(event.text, settings.rules)
        event = NotRebuilt(_UNMASKABLE) if text is None else FunctionEvent(text)
    if isinstance(event, NotRebuilt):
        return Rehearsed(message, letter, LetterOutcome(Kind.NOT_REHEARSED, why=event.why))
    known = _known(letter, settings)
    earlier = _of_before(event, known, settings)
    if earlier and earlier.kind in DEAD:
        known = (*known, earlier.shape)
    first, second = _twice(event, settings.function)
    now = outcome(first, (*known, *settings.logged), settings.rules)
    if now.kind is Kind.DIES_OTHERWISE and not known:
        now = now._replace(kind=Kind.DIES)
    if now.write:
        again = outcome(second, known, settings.rules).write if second else None
        now = now._replace(second=second_write(now.write, again))
    told = compared(now, earlier) if earlier else now
    return Rehearsed(message, letter, told, event, first, now, known)


def _known(letter: DeadLetter, settings: RehearsalSettings) -> tuple[str, ...]:
    told = error_shape(letter.failure.line, settings.rules) if letter.failure.line else ""
    return tuple(filter(None, (told, *settings.shapes)))


def _of_before(
    event: FunctionEvent, known: Sequence[str], settings: RehearsalSettings
) -> LetterOutcome | None:
    if settings.before is None:
        return None
    with started(settings.before) as process:
        return outcome(process.run(_bytes(event)), known, settings.rules)


def _twice(event: FunctionEvent, function: Function) -> tuple[Ran, Ran | None]:
    """In one process, as a second delivery soon after the first would find it."""
    given = _bytes(event)
    with started(function) as process:
        first = process.run(given)
        return first, process.run(given) if process.alive and first.refused else None


def _bytes(event: FunctionEvent) -> bytes:
    return event.text.encode("utf-8", "surrogatepass")
