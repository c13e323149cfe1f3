"""A reason: ready ones to pick, room for one's own words. Either is enough."""

from collections.abc import Mapping, Sequence

from bot.render import action_ids as ids
from bot.render.card import Input, Option


def reason_inputs(ready: Sequence[str], *, needed: str) -> tuple[Input, ...]:
    """The two fields.

    Args:
        needed: One line saying when a reason is needed.
    """
    options = tuple(Option(reason, reason) for reason in ready)
    return (
        Input(ids.READY_REASON, "Reason", "choice", options, hint=needed, optional=True),
        Input(ids.REASON, "In your own words", optional=True),
    )


def reason_of(answers: Mapping[str, str]) -> str:
    """The reason given, from the fields' values by name: one's own words stand beside a ready one."""
    given = (answers.get(name, "").strip() for name in (ids.READY_REASON, ids.REASON))
    return ": ".join(part for part in given if part)
