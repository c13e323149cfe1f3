"""Acts that change something at once: the card shows the outcome."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain.incident.command import (
    Acknowledge,
    Command,
    PauseRedrive,
    Release,
    ResumeRedrive,
    Snooze,
    StopRedrive,
    TakeOver,
)
from bot.domain.lifecycle.acts.acknowledge import ACKNOWLEDGE
from bot.domain.lifecycle.acts.pause_redrive import PAUSE, RESUME
from bot.domain.lifecycle.acts.release import RELEASE
from bot.domain.lifecycle.acts.snooze import SNOOZE
from bot.domain.lifecycle.acts.stop_redrive import STOP
from bot.domain.lifecycle.acts.take_over import TAKE_OVER
from bot.render.action_ids import Press, snooze_until


def _snooze(press: Press, now: datetime) -> Command | None:
    until = snooze_until(press.detail, now)
    return Snooze(press.incident, until, press.episode) if until else None


# The command that a press asks for; None if it is not ours.
AT_ONCE: Mapping[str, Callable[[Press, datetime], Command | None]] = {
    ACKNOWLEDGE.id: lambda press, _: Acknowledge(press.incident, press.episode),
    TAKE_OVER.id: lambda press, _: TakeOver(press.incident, press.episode),
    RELEASE.id: lambda press, _: Release(press.incident, press.episode),
    PAUSE.id: lambda press, _: PauseRedrive(press.incident),
    RESUME.id: lambda press, _: ResumeRedrive(press.incident),
    STOP.id: lambda press, _: StopRedrive(press.incident),
    SNOOZE.id: _snooze,
}
