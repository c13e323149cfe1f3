"""What became of a letter, by how the handler ended and what the stand-in refused on the way.

What was refused decides, and not the words of an exception: a handler may fail for a refusal in any words,
and may swallow it. Where a failure comes of what a rehearsal cannot answer, or may, nothing is said of it.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import NO_RULES, Redaction
from bot.parsing.untrusted import get
from bot.rehearsal.calls import Effect, OutwardCall
from bot.rehearsal.ran import Exited, Raised, Ran, Returned, TimedOut

_TIMEOUT = "timeout"
_REPORTED = "reported as failed"
_NOT_LOADED = "{}: the code may lack it, or only this Python (--python names another)"


class Kind(StrEnum):
    """What is said of a letter; the words are those of `--json`."""

    DIES_AS_BEFORE = "dies_as_before"
    DIES_OTHERWISE = "dies_otherwise"
    DIES = "dies"
    STOPS_AT_WRITE = "stops_at_first_write"
    RETURNS_AFTER_WRITE = "returns_after_refused_write"
    RETURNS = "returns"
    CANNOT_TELL = "cannot_tell"
    NOT_REHEARSED = "not_rehearsed"


DEAD = frozenset({Kind.DIES_AS_BEFORE, Kind.DIES_OTHERWISE, Kind.DIES})
OPEN = frozenset({Kind.CANNOT_TELL, Kind.NOT_REHEARSED})


class LetterOutcome(NamedTuple):
    """Attributes:
    shape: The error that it dies of; masked.
    write: The first that it came to.
    why: Of what cannot be told, or was not rehearsed.
    past: Whether it is known to be past where it died.
    second: What the second run says of the write; empty where there was none.
    """

    kind: Kind
    shape: str = ""
    write: OutwardCall | None = None
    why: str = ""
    past: bool = False
    second: str = ""


def outcome(ran: Ran, known: Sequence[str], rules: Redaction = NO_RULES) -> LetterOutcome:
    """Of one run.

    Args:
        known: The shapes it died of before, as far as that is known.
    """
    match ran.end:
        case Raised():
            return _raised(ran, ran.end, known, rules)
        case TimedOut(seconds):
            return _ended(ran, f"{_TIMEOUT} after {seconds:g} s", known)
        case Exited(status):
            return _ended(ran, f"Runtime exited with status {status}", known)
        case Returned(value):
            return _returned(ran, known, rules, failed=bool(get(value, "batchItemFailures")))


def _raised(ran: Ran, end: Raised, known: Sequence[str], rules: Redaction) -> LetterOutcome:
    if end.refused and ran.refused:
        return _stopped(ran)
    if end.variable:
        return LetterOutcome(
            Kind.CANNOT_TELL, why=f"{end.variable} is not set here: pass --env {end.variable}=VALUE"
        )
    shape = _shape(end, known, rules)
    if end.type.endswith("ImportModuleError") and not _is_known(shape, known):
        return LetterOutcome(Kind.CANNOT_TELL, why=_NOT_LOADED.format(end.message))
    return _ended(ran, shape, known)


def _shape(end: Raised, known: Sequence[str], rules: Redaction) -> str:
    """Of a letter that tells the message alone, only the messages are compared."""
    alone = error_shape(end.message, rules)
    return alone if alone in known else error_shape(f"{end.type}: {end.message}".rstrip(": "), rules)


def _ended(ran: Ran, shape: str, known: Sequence[str]) -> LetterOutcome:
    """It failed, with nothing that says the refusals are why."""
    as_before = _is_known(shape, known)
    if (open_end := _unanswered(ran)) or (ran.refused and not as_before):
        after = open_end or ran.refused[0]
        why = f"it fails with {shape} after {after.name} was refused, which may be why"
        return LetterOutcome(Kind.CANNOT_TELL, shape, why=why)
    if as_before:
        return LetterOutcome(Kind.DIES_AS_BEFORE, shape)
    return LetterOutcome(Kind.DIES_OTHERWISE if known else Kind.DIES, shape)


def _is_known(shape: str, known: Sequence[str]) -> bool:
    timeout = shape.startswith(_TIMEOUT) and any(each.startswith(_TIMEOUT) for each in known)
    return shape in known or timeout


def _returned(ran: Ran, known: Sequence[str], rules: Redaction, *, failed: bool) -> LetterOutcome:
    """Items that it reports as failed are the letter: there is no other, and what is unknown fails all.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    last = ran.caught[-1] if ran.caught else None
    if failed and ran.refused and last and last.refused:
        return _stopped(ran)
    if failed:
        shape = _shape(last, known, rules) if last and not last.refused else ""
        return _ended(ran, shape or _REPORTED, known)
    if _unanswered(ran):
        return _stopped(ran)
    if ran.refused:
        return LetterOutcome(Kind.RETURNS_AFTER_WRITE, write=ran.refused[0])
    return LetterOutcome(Kind.RETURNS)


def _unanswered(ran: Ran) -> OutwardCall | None:
    """The first that is no write: what would have come of it nobody knows."""
    return next((each for each in ran.refused if each.effect is not Effect.WRITE), None)


def _stopped(ran: Ran) -> LetterOutcome:
    open_end = _unanswered(ran)
    if open_end is None:
        return LetterOutcome(Kind.STOPS_AT_WRITE, write=ran.refused[0])
    return LetterOutcome(Kind.CANNOT_TELL, why=_OPEN[open_end.effect].format(open_end.name))


_OPEN = {
    Effect.READ: "it stops at a read that this rehearsal has no answer to: {} (give one with --answers)",
    Effect.CALL: "it stops at a call whose name does not say whether it writes: {}",
    Effect.CONNECTION: "it stops where it would leave the machine: {}",
    Effect.PROGRAM: "it stops where it would start a program: {}",
}
_BEHIND = (
    "the code it died in comes to a write in this rehearsal as well ({}), and where it died lies behind that"
)


def compared(now: LetterOutcome, before: LetterOutcome) -> LetterOutcome:
    """With what the code does that the letter died in, in the same rehearsal."""
    if now.kind in DEAD or now.kind in OPEN:
        return now
    if before.kind in DEAD:
        return now._replace(past=True)
    if before.write:
        return LetterOutcome(Kind.CANNOT_TELL, write=now.write, why=_BEHIND.format(before.write.name))
    why = before.why or "the code it died in does not die in this rehearsal"
    return LetterOutcome(Kind.CANNOT_TELL, write=now.write, why=f"of the code it died in: {why}")
