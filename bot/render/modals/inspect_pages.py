"""Messages of a sample, a few to a page of Inspect, and the buttons that turn them."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.sample import SampledMessage
from bot.render import action_ids as ids
from bot.render.card import Button, Control, Controls, Divider, Part
from bot.render.modals.inspect_message import message_parts

PAGE = 3


def pages_of(samples: Sequence[SampledMessage]) -> int:
    return -(-len(samples) // PAGE)


def title(page: int, pages: int) -> str:
    return f"Inspect, page {page} of {pages}" if pages > 1 else "Inspect"


def messages_of(incident: Incident, samples: Sequence[SampledMessage], page: int) -> tuple[Part, ...]:
    """Those of a page of the sample, counted from 1."""
    first = (page - 1) * PAGE
    return tuple(
        part
        for at, sample in enumerate(samples[first : first + PAGE], first + 1)
        for part in message_parts(sample, at, incident.evidence)
    )


def turns(incident: Incident, page: int, pages: int, *onward: Control) -> tuple[Part, ...]:
    """The buttons to the pages beside this one, to a new look, then those that lead on."""
    before, after = page > 1, page < pages
    there = (
        *((_turn(incident, ids.SHOW_PREVIOUS, "Previous", page - 1),) if before else ()),
        *((_turn(incident, ids.SHOW_NEXT, "Next", page + 1),) if after else ()),
        *((Button(ids.SHOW_AGAIN, "Look again", ids.reference(incident)),) if incident.live else ()),
        *onward,
    )
    return (Divider(), Controls(there)) if there else ()


def _turn(incident: Incident, action: str, label: str, page: int) -> Button:
    return Button(action, label, ids.reference(incident, str(page)))
