"""Which of the resources that an alarm watches together are in trouble, each with its own clock and cause."""

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.members import Member, troubled, unread
from bot.domain.incident.incident import Incident
from bot.render.graphemes import cut
from bot.render.phrases import joined, words
from bot.render.view import Line, When, Words

# Told whole; the others by their names.
_WHOLE, _NAMED = 3, 10
_LONGEST_CAUSE, _LONGEST_NAME, _LONGEST_WHAT = 80, 80, 120


def members(incident: Incident, evidence: Evidence) -> Line:
    """`1 of 3 in trouble: payments-dlq, 3 messages, first lost Mon 12:00 (KeyError 'sku')`."""
    if not incident.members:
        return ()
    read, of = evidence.members, len(incident.members)
    ill, dark = troubled(read), unread(read)
    if not ill and not dark:
        return words(f"All {of} that it watches are read to be well: {_names(read)}" if read else "")
    first = joined([_told(each) for each in ill[:_WHOLE]], "; ")
    rest = f"; also {_names(ill[_WHOLE:])}" if ill[_WHOLE:] else ""
    head = f"{len(ill)} of {of} in trouble" + (": " if ill else "")
    return (Words(head), *first, *words(rest), *words(_not_known(dark)))


def held(evidence: Evidence) -> tuple[Line, ...]:
    """In Inspect: of each in trouble, what stands there and how much of it was looked at."""
    ill = (*troubled(evidence.members), *unread(evidence.members))
    return tuple((*_told(each), *words(_looked_at(each))) for each in ill)


def _looked_at(member: Member) -> str:
    if member.sampled:
        return f": {member.sampled} of them below"
    return f": {cut(member.note, _LONGEST_WHAT)}" if member.note else ""


def named_members(incident: Incident) -> Line:
    """Before anybody looked: what the alarm watches."""
    names = [each.name for each in incident.members]
    return words(f"It watches {_list(names)}" if names else "")


def _told(member: Member) -> Line:
    loss = member.loss.first_loss if member.loss else None
    what = f", {member.depth:,}" if member.depth else f", {cut(member.what, _LONGEST_WHAT)}"
    lost: Line = (Words(", first lost "), When(loss)) if loss else ()
    cause = f" ({cut(member.cause, _LONGEST_CAUSE)})" if member.cause else ""
    return (Words(cut(member.resource.name, _LONGEST_NAME), bold=True), Words(what), *lost, *words(cause))


def _not_known(dark: tuple[Member, ...]) -> str:
    if not dark:
        return ""
    others = f" and {len(dark) - 1} more" if len(dark) > 1 else ""
    return f" · not known: {cut(dark[0].what, _LONGEST_WHAT)}{others}"


def _names(read: tuple[Member, ...]) -> str:
    return _list([each.resource.name for each in read])


def _list(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(cut(name, _LONGEST_NAME) for name in names[:_NAMED]) + more
