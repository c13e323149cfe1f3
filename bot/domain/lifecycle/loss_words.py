"""How near a loss is, in words."""

from datetime import datetime, timedelta

from bot.domain.urgency.deadlines import NEAR_LOSS, Deadlines

LOST_NOW = "The oldest is lost now, and more follow"


def near_loss(clocks: Deadlines, now: datetime) -> str:
    """For whoever is asked; empty while there is time."""
    loss = clocks.next_loss(now)
    if clocks.losing(now):
        return LOST_NOW
    return first_loss_in(loss - now) if loss and loss - now <= NEAR_LOSS else ""


def first_loss_in(left: timedelta) -> str:
    minutes = round(left.total_seconds() / 60)
    return f"First loss in {round(minutes / 60)} h" if minutes >= 90 else f"First loss in {minutes} min"  # noqa: PLR2004 - an hour and a half
