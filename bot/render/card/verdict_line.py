"""The verdict in one line: what it is, the numbers that prove it, the setting to change, what to do next."""

from bot.domain.evidence.verdict import Cause, Setting, Verdict
from bot.domain.incident.incident import Incident
from bot.domain.urgency.decision import healthy_so_far
from bot.render.graphemes import cut
from bot.render.view import Line, Words

# Together what can be read on a phone at a glance; the whole proof stands in Inspect.
_WHAT, _PROOF, _NEXT, _VALUE = 110, 90, 155, 40


def verdict_line(incident: Incident) -> Line:
    """Empty once nothing is to be done about it any more."""
    evidence = incident.evidence
    if evidence is None or evidence.verdict is None or not incident.live or healthy_so_far(incident):
        return ()
    return _told(evidence.verdict)


def _told(verdict: Verdict) -> Line:
    proof = ", ".join(_fitting(verdict.proof))
    return (
        Words(_sentence(cut(verdict.what, _WHAT)), bold=True),
        *((Words(f": {proof}"),) if proof else ()),
        *(_setting(verdict.setting) if verdict.setting else ()),
        *_next(verdict),
    )


def _sentence(text: str) -> str:
    """Without the full stop: what proves it follows."""
    return text.rstrip(" .:") or "Cannot tell"


def _fitting(proof: tuple[str, ...]) -> list[str]:
    """The first clauses whole; at least one."""
    kept, room = [cut(clause, _PROOF) for clause in proof[:1]], _PROOF
    room -= sum(map(len, kept))
    for clause in proof[1:]:
        room -= len(clause) + 2
        if room < 0:
            break
        kept.append(clause)
    return kept


def _setting(setting: Setting) -> Line:
    change = f"{cut(setting.name, _VALUE)}: {cut(setting.current, _VALUE)} → {cut(setting.proposed, _VALUE)}"
    return (Words(". Change "), Words(change, code=True), Words(f" ({cut(setting.where, _VALUE)})"))


def _next(verdict: Verdict) -> Line:
    if not verdict.next:
        return ()
    label = ". To find out: " if verdict.cause is Cause.CANNOT_TELL else ". Next: "
    return (Words(label), Words(cut(verdict.next, _NEXT)))
