"""Have it from whoever has it."""

from datetime import datetime

from bot.domain.incident.change import Change
from bot.domain.incident.command import TakeOver
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.acknowledge import acknowledge, taken_from
from bot.domain.lifecycle.acts.act import Act, Right, Situation, Typed, held
from bot.domain.lifecycle.acts.command_rule import ENDED, CommandRule
from bot.domain.policy.by import By


def _held_by_another(now: Situation) -> bool:
    acknowledgement = now.incident.acknowledgement
    return acknowledgement is not None and acknowledgement.by.user != now.user


TAKE_OVER = Act(
    "take_over",
    Right.ACT,
    "Take over",
    happens="Takes the incident from the person who has it, in one click; the thread tells them.",
    typed=Typed(
        "take",
        "take it from the person who has it",
        _held_by_another,
        "No one else has an open incident.",
        ("takeover",),
    ),
    offered=held,
)
ACTS = (TAKE_OVER,)


def take_over(incident: Incident, by: By, now: datetime) -> Change | Refused:
    """What nobody else has is acknowledged."""
    held_by = incident.acknowledgement
    if held_by is None or held_by.by.user == by.user:
        return acknowledge(incident, by, now)
    return taken_from(held_by, incident, by, now)


RULE: CommandRule[TakeOver, None] = CommandRule(
    TakeOver,
    TAKE_OVER,
    lambda incident, _command, _, asked: take_over(incident, asked.by, asked.now),
    ended=ENDED,
)
