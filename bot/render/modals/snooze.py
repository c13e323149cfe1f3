"""Snooze until a time of one's own choosing."""

from datetime import datetime

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.live_number import LiveNumbers
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.snooze import SNOOZE
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines
from bot.domain.urgency.decision import snooze_presets
from bot.render import action_ids as ids
from bot.render.card.live_numbers import live_numbers
from bot.render.phrases import words
from bot.render.view import Input, Line, Lines, ModalView, When, Words


def snooze_modal(
    incident: Incident, route: Route, kind: AlarmKind, now: datetime, live: LiveNumbers
) -> ModalView:
    """A time to be picked, the longest safe one to begin with."""
    safe = snooze_presets(incident, route, now, loses=kind.loses)
    until = safe[0].until if safe else deadlines(incident.evidence, route).word_before_loss(now) or now
    picked = Input(ids.UNTIL, "Quiet until", "datetime", initial=str(int(until.timestamp())))
    return ModalView(
        "Snooze",
        (Lines((*live_numbers(live), _warning(incident, now))), picked),
        callback=SNOOZE.id,
        metadata=ids.reference(incident),
        submit="Snooze",
        close="Cancel",
    )


def _warning(incident: Incident, now: datetime) -> Line:
    first_loss = incident.evidence.first_loss(now) if incident.evidence else None
    if first_loss is None:
        return words(
            "Snoozing acknowledges too. It is not known when the first message is lost, so keep it short."
        )
    return (
        Words("Snoozing acknowledges too. The first message is lost "),
        When(first_loss, bold=True),
        Words(": leave time to act before it."),
    )
