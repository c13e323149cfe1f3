"""Mitigate: what may be changed now and what it costs, what is in force and may be undone.

What the stack does not allow Lastcall is shown as the commands that do the same.
"""

from collections.abc import Iterator, Sequence

from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    GRANT_FOR,
    Grant,
    Mitigation,
    MitigationKind,
    MitigationRecord,
    MitigationState,
    NotOffered,
)
from bot.domain.lifecycle.acts.mitigate import MITIGATE
from bot.domain.mitigation.offers import Offer
from bot.domain.mitigation.words import DOING, UNTIL_DEPLOYED, properties, resource, shown
from bot.domain.resource.arn import name_of
from bot.render import action_ids as ids
from bot.render.links.console import setting_link
from bot.render.modals.reasons import reason_inputs
from bot.render.phrases import words
from bot.render.view import (
    Divider,
    Input,
    Line,
    Lines,
    Link,
    ModalView,
    Note,
    Option,
    Part,
    Preformatted,
    When,
    Words,
)

READY_REASONS = (
    "Buys time until the fix is deployed",
    "A dependency cannot take more load",
    "One record blocks everything behind it",
    "The load is real and will last",
)
MOST_SHOWN = 6
_RETENTIONS = {MitigationKind.RAISE_QUEUE_RETENTION, MitigationKind.EXTEND_STREAM_RETENTION}


def mitigate_modal(
    incident: Incident, offers: Sequence[Offer], taken: Sequence[MitigationRecord], granted: frozenset[Grant]
) -> ModalView:
    """Everything that could be done, and a choice of what may be."""
    could = [each for each in offers if isinstance(each, Mitigation)][:MOST_SHOWN]
    cannot = [each for each in offers if isinstance(each, NotOffered)][:MOST_SHOWN]
    more = len(offers) - len(could) - len(cannot)
    choices = (*_changes(could, granted), *_undos(taken, granted))
    parts: tuple[Part, ...] = (
        *_ruled_off([*((_in_force(each),) for each in taken), *(_offer(each, granted) for each in could)]),
        *((Divider(),) if could and cannot else ()),
        *(Note(words(f"Not offered: {each.subject}: {each.why}")) for each in cannot),
        *((Note(words(f"… and {more} more: do them in the console")),) if more else ()),
        *_fields(choices),
    )
    return ModalView(
        "Mitigate",
        parts or (words("Nothing to change is known here. Look again once there is evidence."),),
        callback=MITIGATE.id if choices else "",
        metadata=ids.reference(incident),
        submit="Change it" if choices else "",
        close="Cancel" if choices else "Close",
    )


def _ruled_off(sections: Sequence[tuple[Part, ...]]) -> Iterator[Part]:
    """With a rule between two of them."""
    for place, section in enumerate(sections):
        if place:
            yield Divider()
        yield from section


def _fields(choices: tuple[Option, ...]) -> tuple[Part, ...]:
    if not choices:
        return ()
    return (
        Divider(),
        Input(ids.MITIGATION, "What to change", "choice", choices, hint=UNTIL_DEPLOYED),
        *reason_inputs(READY_REASONS, required=True, hint="Kept with the incident, with the old value."),
    )


def _changes(could: Sequence[Mitigation], granted: frozenset[Grant]) -> tuple[Option, ...]:
    return tuple(
        Option(f"{DOING[each.kind]}: {name_of(each.target)} → {shown(each.after)}", f"{ids.DO}.{each.key}")
        for each in could
        if GRANT_FOR[each.kind] in granted
    )


def _undos(taken: Sequence[MitigationRecord], granted: frozenset[Grant]) -> tuple[Option, ...]:
    return tuple(
        Option(f"Undo: {each.subject} → {shown(each.before)}", f"{ids.UNDO}.{each.id}")
        for each in taken
        if each.state is MitigationState.SET and GRANT_FOR[each.kind] in granted
    )


def _offer(offer: Mitigation, granted: frozenset[Grant]) -> tuple[Part, ...]:
    grant = GRANT_FOR[offer.kind]
    lines: tuple[Line, ...] = (
        (Words(DOING[offer.kind], bold=True), Words(f" · {offer.subject}: "), *_change(offer)),
        words(offer.costs),
        (
            Words("To keep it, in your template: "),
            Words(properties(offer.after), code=True),
            Words(f" of the {resource(offer.after)}"),
        ),
    )
    if grant in granted:
        return (Lines(lines),)
    link = setting_link(offer.target)
    where: Line = (Words(", or use the "), Link(link, "console")) if link else ()
    by_hand: Line = (
        Words(f"Lastcall is not allowed to ({grant.parameter} is off). Run these in order"),
        *where,
    )
    return (Lines(lines), (*by_hand, Words(":")), Preformatted("\n".join(offer.commands)))


def _change(offer: Mitigation) -> Line:
    return (Words(shown(offer.before)), Words(" → "), Words(shown(offer.after), bold=True))


def _in_force(taken: MitigationRecord) -> Part:
    change = f"{taken.subject}: {shown(taken.before)} → {shown(taken.after)}"
    state = {
        MitigationState.ASKED: "Requested, not confirmed by AWS yet",
        MitigationState.UNDOING: "Being undone, not confirmed by AWS yet",
    }.get(taken.state, "In force")
    deletes = taken.kind in _RETENTIONS and taken.state is MitigationState.SET
    warned = words(f"Undo deletes what is older than {shown(taken.before)}.") if deletes else ()
    first: Line = (
        Words(state, bold=True),
        Words(f" · {change} · by {taken.by.name}, "),
        When(taken.at, "ago"),
        *words(f" ({taken.why})" if taken.why else ""),
    )
    return Lines(tuple(line for line in (first, warned) if line))
