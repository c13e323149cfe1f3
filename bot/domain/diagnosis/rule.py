"""A rule proves one cause: every clause must hold, each with its number.

A clause returns its words if it holds, an empty text if it holds without words, and None if the numbers are
against it. If it needs what was not read, Facts raises NotRead: then the rule is not proven, and what it
lacks is the next thing to read.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.evidence.verdict import Cause, Setting, Verdict

Clause = Callable[[Facts], str | None]
Wording = Callable[[Facts], str]


class Rule(NamedTuple):
    """A cause and its proof.

    Attributes:
        what: One sentence for the card, without its proof.
        clauses: All of them together are the proof; at least one gives a number.
        setting: The one setting to change.
        next: What to do.
        unless: Stronger causes that must be ruled out first. One with some support that only lacks a read
            leaves this one unproven; one without support does not.
    """

    cause: Cause
    what: Wording
    clauses: tuple[Clause, ...]
    next: Wording
    setting: Callable[[Facts], Setting | None] = lambda _facts: None
    would_pass: bool | None = None
    unless: "tuple[Rule, ...]" = ()


class Unproven(NamedTuple):
    """What supports a cause that could not be proven, and what would have to be read."""

    said: tuple[str, ...]
    lacks: str


def conclude(rules: Sequence[Rule], cases: Iterable[Facts], otherwise: Rule | None = None) -> Verdict:
    """The verdict of the first rule that holds for any of the cases; else "cannot tell".

    Args:
        otherwise: The rule to use if nothing supports any of the rules.
    """
    known = tuple(cases)
    unproven: list[Unproven] = []
    for rule in rules:
        for facts in known:
            answer = _tried(rule, facts)
            if isinstance(answer, Verdict):
                return answer
            if answer is not None:
                unproven.append(answer)
    if otherwise is not None and not any(each.said for each in unproven):
        return conclude((*rules, otherwise), known)
    return _cannot_tell(unproven)


def _tried(rule: Rule, facts: Facts) -> Verdict | Unproven | None:
    """None if a number is against it, whatever else was not read."""
    said: list[str] = []
    lacks = ""
    for clause in rule.clauses:
        try:
            words = clause(facts)
        except NotRead as missing:
            lacks = lacks or str(missing)
            continue
        if words is None:
            return None
        said.append(words)
    proof = tuple(words for words in said if words)
    if lacks := lacks or _not_ruled_out(rule, facts):
        return Unproven(proof, lacks)
    try:
        setting = rule.setting(facts)
    except NotRead:
        setting = None
    return Verdict(rule.cause, rule.what(facts), proof, setting, rule.next(facts), rule.would_pass)


def _not_ruled_out(rule: Rule, facts: Facts) -> str:
    """What must be read to rule out a supported other cause; empty if there is none."""
    tried = (_tried(other, facts) for other in rule.unless)
    return next((each.lacks for each in tried if isinstance(each, Unproven) and each.said), "")


def _cannot_tell(unproven: Sequence[Unproven]) -> Verdict:
    """The cause with the most support says what to read next."""
    nearest = max(unproven, key=lambda each: len(each.said), default=None)
    if nearest is None:
        return Verdict(
            Cause.CANNOT_TELL,
            "Cause not known: none that Lastcall knows fits the numbers",
            next="Read the consumer's last log lines",
        )
    return Verdict(Cause.CANNOT_TELL, "Cause not known yet", nearest.said, next=nearest.lacks)
