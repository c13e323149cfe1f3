"""Everything a person can ask for: one file here, one line below. It is the one table of access, too.

Buttons, menus, listeners, what can be typed, its help and the README's table follow this table.
"""

from collections.abc import Mapping

from bot.domain.incident.command import Command
from bot.domain.lifecycle.acts import (
    acknowledge,
    continue_redrive,
    inspect,
    list_incidents,
    mitigate,
    pause_redrive,
    redrive,
    release,
    resolve,
    runbook,
    snooze,
    stop_redrive,
    take_over,
    undo,
)
from bot.domain.lifecycle.acts.act import Act
from bot.domain.lifecycle.acts.command_rule import AnyRule

# In the order of the help.
ACTS: tuple[Act, ...] = (
    *list_incidents.ACTS,
    *acknowledge.ACTS,
    *take_over.ACTS,
    *release.ACTS,
    *inspect.ACTS,
    *redrive.ACTS,
    *continue_redrive.ACTS,
    *pause_redrive.ACTS,
    *stop_redrive.ACTS,
    *mitigate.ACTS,
    *undo.ACTS,
    *snooze.ACTS,
    *resolve.ACTS,
    *runbook.ACTS,
)
# In the order of the three dots of a card.
MENU: tuple[Act, ...] = (
    runbook.OPEN_RUNBOOK,
    redrive.OPEN_TRY,
    redrive.OPEN_REDRIVE,
    continue_redrive.OPEN_CONTINUE,
    pause_redrive.PAUSE,
    pause_redrive.RESUME,
    resolve.OPEN_RESOLVE,
    mitigate.OPEN_MITIGATE,
    snooze.OPEN_SNOOZE,
    take_over.TAKE_OVER,
    release.RELEASE,
)
# Of what changes something.
RULES: tuple[AnyRule, ...] = (
    acknowledge.RULE,
    take_over.RULE,
    release.RULE,
    redrive.RULE,
    continue_redrive.RULE,
    pause_redrive.PAUSE_RULE,
    pause_redrive.RESUME_RULE,
    stop_redrive.RULE,
    mitigate.RULE,
    undo.RULE,
    snooze.RULE,
    resolve.RULE,
)
_BY_ID = {act.id: act for act in ACTS}
_OF_COMMAND: Mapping[type, AnyRule] = {rule.command: rule for rule in RULES}


def act_named(act_id: str) -> Act | None:
    return _BY_ID.get(act_id)


def rule_of(command: Command) -> AnyRule:
    return _OF_COMMAND[type(command)]
