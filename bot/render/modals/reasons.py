"""The fields of a reason: ready ones to pick, and room for one's own words."""

from collections.abc import Sequence

from bot.domain.incident.reason import OTHER, READY_REASON, REASON
from bot.render.view import Input, Option


def reason_inputs(ready: Sequence[str], *, required: bool, hint: str = "") -> tuple[Input, ...]:
    """The two fields; where a reason is required, one of one's own begins with `Other`."""
    options = (*(Option(reason, reason) for reason in ready), Option("Other: in my own words", OTHER))
    return (
        Input(READY_REASON, "Reason", "choice", options, hint=hint, optional=not required),
        Input(REASON, "In your own words", optional=True),
    )
