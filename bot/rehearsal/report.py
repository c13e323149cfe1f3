"""What a rehearsal found, for people and for programs. Of a letter's content only what is masked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.domain.redaction.sample_text import masked
from bot.rehearsal.calls import OutwardCall
from bot.rehearsal.outcome import DEAD, OPEN, Kind, LetterOutcome
from bot.rehearsal.rehearsal import RehearsalSettings, Rehearsed

PASSES, DIES, CANNOT_TELL = 0, 1, 3
_MOST = 300


def status(all_of_it: Sequence[Rehearsed]) -> int:
    """0 none died and all is told, 1 at least one dies, 3 of some it cannot be told."""
    kinds = {each.outcome.kind for each in all_of_it}
    if kinds & DEAD:
        return DIES
    return CANNOT_TELL if kinds & OPEN or not kinds else PASSES


def lines(all_of_it: Sequence[Rehearsed], settings: RehearsalSettings) -> Iterator[str]:
    if all_of_it and all_of_it[-1].at_import:
        told = sentence(all_of_it[-1].outcome, settings)
        yield f"{settings.function.handler} cannot be loaded, so no letter was tried: {told}"
        return
    for number, each in enumerate(all_of_it, 1):
        named = each.message.message_id[:40] or f"letter {number}"
        yield f"{masked(named, settings.rules)}: {sentence(each.outcome, settings)}"
    yield from _summary(all_of_it, settings)


def sentence(found: LetterOutcome, settings: RehearsalSettings) -> str:
    past = "gets past where it died and " if found.past else ""
    passing = past or "does not die before it "
    told = {
        Kind.DIES_AS_BEFORE: f"dies as before: {found.shape}",
        Kind.DIES_OTHERWISE: f"dies of something else than before: {found.shape}",
        Kind.DIES: f"still dies: {found.shape} (what it died of before is not known)",
        Kind.STOPS_AT_WRITE: f"{passing}stops at its first write: {_write(found, settings)}",
        Kind.RETURNS_AFTER_WRITE: f"{past}returns, with its first write refused: {_write(found, settings)}",
        Kind.RETURNS: f"{past}returns",
        Kind.CANNOT_TELL: f"cannot tell: {masked(found.why, settings.rules)}",
        Kind.NOT_REHEARSED: f"not rehearsed: {masked(found.why, settings.rules)}",
    }
    return told[found.kind]


def _write(found: LetterOutcome, settings: RehearsalSettings) -> str:
    second = f"; twice in a row, {found.second}" if found.second else ""
    return f"{named(found.write, settings)}{second}" if found.write else ""


def named(call: OutwardCall | None, settings: RehearsalSettings) -> str:
    return masked(call.name, settings.rules)[:_MOST] if call else ""


def _summary(all_of_it: Sequence[Rehearsed], settings: RehearsalSettings) -> Iterator[str]:
    counted = Counter(each.outcome.kind for each in all_of_it)
    told = ", ".join(f"{counted[kind]} {_WORDS[kind]}" for kind in Kind if counted[kind])
    yield f"{len(all_of_it)} rehearsed on {settings.function.handler}: {told}"
    ran = next((each.ran for each in all_of_it if each.ran), None)
    if ran is None:
        return
    client = ran.client or "a loop in the place of Lambda's runtime client, which this Python does not have"
    kept = (
        "in a network of its own"
        if ran.enclosed
        else "kept from the network by Python alone: a native library may get round that"
    )
    yield f"run by {client}, {kept}; every write was refused"
    if settings.masked:
        yield "The function got them masked: --whole gives them to it as they are."
    if settings.before is None and any(each.outcome.write for each in all_of_it):
        yield "Where they died may lie behind that write: --before DIR|COMMIT runs the code they died in."


_WORDS = {
    Kind.DIES_AS_BEFORE: "die as before",
    Kind.DIES_OTHERWISE: "die of something else",
    Kind.DIES: "still die",
    Kind.STOPS_AT_WRITE: "stop at their first write",
    Kind.RETURNS_AFTER_WRITE: "return after a refused write",
    Kind.RETURNS: "return",
    Kind.CANNOT_TELL: "cannot be told",
    Kind.NOT_REHEARSED: "not rehearsed",
}


def document(all_of_it: Sequence[Rehearsed], settings: RehearsalSettings) -> dict[str, Any]:
    """One object: what `--json` prints."""
    ran = next((each.ran for each in all_of_it if each.ran), None)
    return {
        "handler": settings.function.handler,
        "status": status(all_of_it),
        "client": ran.client if ran else None,
        "enclosed": ran.enclosed if ran else None,
        "masked": settings.masked,
        "letters": [_told(each, settings) for each in all_of_it],
    }


def _told(each: Rehearsed, settings: RehearsalSettings) -> dict[str, Any]:
    found = each.outcome
    return {
        "message_id": masked(each.message.message_id, settings.rules) or None,
        "format": each.letter.format,
        "outcome": str(found.kind),
        "said": sentence(found, settings),
        "error_shape": found.shape or None,
        "past_where_it_died": found.past,
        "first_write": _call(found.write, settings) if found.write else None,
        "second_write": found.second or None,
        "refused": [named(call, settings) for call in each.refused],
        "why": masked(found.why, settings.rules) or None,
    }


def _call(call: OutwardCall, settings: RehearsalSettings) -> dict[str, Any]:
    return {
        "service": call.service,
        "operation": call.operation,
        "target": masked(call.target, settings.rules) or None,
        "condition": call.condition or None,
    }
