"""Everything a person can ask for: one file here, one line below. It is the one table of access, too.

Buttons, menus, listeners, what can be typed, its help and the README's table follow this table.
"""

from collections.abc import Mapping

from bot.domain.acts import (
    acknowledge,
    inspect,
    list_incidents,
    mitigate,
    redrive,
    release,
    resolve,
    runbook,
    snooze,
    stop_redrive,
    take_over,
)
from bot.domain.acts.act import Act
from bot.domain.command import (
    Acknowledge,
    Command,
    Mitigate,
    Redrive,
    Release,
    Resolve,
    Snooze,
    StopRedrive,
    TakeOver,
    Undo,
)

# In the order of the help.
ACTS: tuple[Act, ...] = (
    *list_incidents.ACTS,
    *acknowledge.ACTS,
    *take_over.ACTS,
    *release.ACTS,
    *inspect.ACTS,
    *redrive.ACTS,
    *stop_redrive.ACTS,
    *mitigate.ACTS,
    *snooze.ACTS,
    *resolve.ACTS,
    *runbook.ACTS,
)
# In the order of the three dots of a card.
MENU: tuple[Act, ...] = (
    runbook.OPEN_RUNBOOK,
    redrive.OPEN_TRY,
    redrive.OPEN_REDRIVE,
    resolve.OPEN_RESOLVE,
    mitigate.OPEN_MITIGATE,
    snooze.OPEN_SNOOZE,
    take_over.TAKE_OVER,
    release.RELEASE,
)
_OF_COMMAND: Mapping[type, Act] = {
    Acknowledge: acknowledge.ACKNOWLEDGE,
    TakeOver: take_over.TAKE_OVER,
    Release: release.RELEASE,
    Snooze: snooze.SNOOZE,
    Resolve: resolve.RESOLVE,
    Redrive: redrive.REDRIVE,
    StopRedrive: stop_redrive.STOP,
    Mitigate: mitigate.MITIGATE,
    Undo: mitigate.UNDO,
}
_BY_ID = {act.id: act for act in ACTS}


def act_named(act_id: str) -> Act | None:
    return _BY_ID.get(act_id)


def act_of(command: Command | Mitigate | Undo) -> Act:
    return _OF_COMMAND[type(command)]
