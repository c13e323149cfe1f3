"""What Inspect says first, whatever it is about: the whole verdict, both clocks, what could not be read."""

from datetime import datetime, timedelta

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing, present, present_all
from bot.domain.evidence.verdict import Setting, Verdict
from bot.render.card.missing_line import unread
from bot.render.links.logs import shape_link
from bot.render.phrases import TIMES, joined, words
from bot.render.view import Line, Lines, Link, Note, Part, When, Words

_THE_SAME = timedelta(minutes=10)
_MOST_SHAPES, _MOST_UNREAD, _MOST_PROOF = 8, 25, 12


def verdict_part(evidence: Evidence) -> tuple[Part, ...]:
    """The card's line, with all of its proof, one clause under the other."""
    verdict = evidence.verdict
    if verdict is None:
        return ()
    proof = tuple(words(f"• {clause}") for clause in verdict.proof[:_MOST_PROOF])
    return (Lines((words(verdict.what, bold=True), *proof, *_what_to_do(verdict))),)


def _what_to_do(verdict: Verdict) -> tuple[Line, ...]:
    change = _change(verdict.setting) if verdict.setting else ()
    return tuple(line for line in (change, words(f"Next: {verdict.next}" if verdict.next else "")) if line)


def _change(setting: Setting) -> Line:
    change = f"{setting.name}: {setting.current} → {setting.proposed}"
    return (Words("Change "), Words(change, code=True), Words(f" ({setting.where})"))


def clocks_part(evidence: Evidence) -> tuple[Part, ...]:
    """When what is lost, and how that is known."""
    told = (
        _clock("First loss", evidence.loss),
        _clock("First loss of the records pointed to", evidence.pointer_loss),
        _at_this_rate(evidence),
    )
    return tuple(Note(line) for line in told if line)


def _clock(label: str, clock: LossClock | Missing | None) -> Line:
    known = present(clock)
    if known is None or known.first_loss is None:
        return ()
    below, above = known.not_before, known.at_the_latest
    times = joined((_bound("not before ", below), _bound("at the latest ", above)), ", ")
    return (Words(f"{label}: "), *times, Words(f" ({known.how})"))


def _bound(label: str, at: datetime | None) -> Line:
    return (Words(label), When(at)) if at else ()


def _at_this_rate(evidence: Evidence) -> Line:
    clock = present(evidence.loss)
    if clock is None or clock.at_this_rate is None or clock.first_loss is None:
        return ()
    if abs(clock.at_this_rate - clock.first_loss) < _THE_SAME:
        return ()
    return (Words("At this rate, the first loss is "), When(clock.at_this_rate))


def unread_part(evidence: Evidence, besides: str = "") -> tuple[Part, ...]:
    """Everything that could not be read, each with what would mend it.

    Args:
        besides: A reason that is said in its own place.
    """
    reasons = [each for each in unread(evidence) if each != besides]
    if not reasons:
        return ()
    if len(reasons) == 1:
        return (words(f"⚠️ Could not read: {reasons[0]}"),)
    left = len(reasons) - _MOST_UNREAD
    more = (words(f"… and {left} more"),) if left > 0 else ()
    return (
        Lines((words("⚠️ Could not read:"), *(words(f"• {each}") for each in reasons[:_MOST_UNREAD]), *more)),
    )


def shapes_part(evidence: Evidence, since: datetime | None) -> tuple[Part, ...]:
    """Each way of failing, with the way to its log lines."""
    known = present_all(evidence.shapes)
    if not known:
        return ()
    title = (
        "What these messages failed with" if evidence.shapes_of_messages else "Failures the consumer logged"
    )
    lines = (
        joined((words(f"{each.seen:,}{TIMES} {each.text}"), to_log(shape_link(evidence, each.text, since))))
        for each in known[:_MOST_SHAPES]
    )
    return (Lines((words(title, bold=True), *lines)),)


def to_log(link: str) -> Line:
    return (Link(link, "log lines"),) if link else ()
