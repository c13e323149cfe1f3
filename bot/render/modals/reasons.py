"""A reason: ready ones to pick, and room for one's own words."""

from collections.abc import Mapping, Sequence

from bot.render import action_ids as ids
from bot.render.card import Input, Option

_OTHER = "other"


def reason_inputs(ready: Sequence[str], *, required: bool, hint: str = "") -> tuple[Input, ...]:
    """The two fields; where a reason is required, one of one's own begins with `Other`."""
    options = (*(Option(reason, reason) for reason in ready), Option("Other: in my own words", _OTHER))
    return (
        Input(ids.READY_REASON, "Reason", "choice", options, hint=hint, optional=not required),
        Input(ids.REASON, "In your own words", optional=True),
    )


def reason_of(answers: Mapping[str, str]) -> str:
    """The reason given, from the fields' values by name: one's own words stand beside a ready one."""
    ready, own = (answers.get(name, "").strip() for name in (ids.READY_REASON, ids.REASON))
    return ": ".join(part for part in (ready if ready != _OTHER else "", own) if part)
