"""Messages of a sample, a few to a page of Inspect, and the buttons that turn them."""

from collections.abc import Sequence

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.inspect import SHOW_AGAIN, SHOW_NEXT, SHOW_PREVIOUS
from bot.render.action_ids import button
from bot.render.modals.inspect_message import message_parts
from bot.render.view import Control, Controls, Divider, Part

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
        *((button(SHOW_PREVIOUS, incident, str(page - 1)),) if before else ()),
        *((button(SHOW_NEXT, incident, str(page + 1)),) if after else ()),
        *((button(SHOW_AGAIN, incident),) if incident.live else ()),
        *onward,
    )
    return (Divider(), Controls(there)) if there else ()
