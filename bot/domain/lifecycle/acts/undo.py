"""Set back what a mitigation changed."""

from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change
from bot.domain.incident.command import Undo
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Grant, MitigationRecord, Values
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.act import Act, Right
from bot.domain.lifecycle.acts.command_rule import Asked, CommandRule
from bot.domain.lifecycle.acts.mitigate import ASKED, STALE, UNSAID, not_granted, unproven
from bot.domain.mitigation.life import ask_undo, undo_loses
from bot.domain.mitigation.words import by_hand

# A choice of the window of Mitigate.
UNDO = Act("undo", Right.ACT)
ACTS = (UNDO,)


class InForce(NamedTuple):
    """What stands there now.

    Attributes:
        live: The setting.
        held: How many messages the queue holds whose retention it is; None for anything else.
        granted: What the stack's parameters allow.
    """

    live: Values | Missing
    held: int | Missing | None
    granted: frozenset[Grant]


def meant(incident: Incident, command: Undo) -> MitigationRecord | None:
    return next((each for each in incident.mitigations if each.id == command.taken), None)


def undo(incident: Incident, command: Undo, read: InForce, asked: Asked) -> Change | Refused:
    """Set back where that deletes nothing and nobody else has set it since."""
    taken = meant(incident, command)
    if taken is None:
        return Refused("That is no longer in force.")
    commands = by_hand(taken.target, taken.after, taken.before)
    if refused := not_granted(taken.kind, commands, read.granted):
        return refused
    if loses := undo_loses(taken, incident.evidence, read.held, live=incident.live):
        return Refused(f"Not undone: {loses}. To do it anyway: {commands[0]}")
    return ask_undo(incident, taken, read.live, asked.by, command.reason.strip(), asked.click, asked.now)


RULE = CommandRule(
    Undo,
    UNDO,
    undo,
    wants=InForce,
    unsaid=UNSAID,
    stale=STALE,
    done=ASKED,
    effect=unproven,
)
