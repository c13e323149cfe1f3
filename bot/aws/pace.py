"""The last turn taken to look, in the table, where all containers see it."""

from datetime import datetime

from bot.aws.items import PACE_KEY, instant, milliseconds
from bot.aws.table import TRIES, Table
from bot.domain.errors import Transient
from bot.domain.evidence.look.pace import last_of, next_turn


class TablePace:
    """Implements ports.Pace."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def taken(self) -> datetime | None:
        item = self._table.get(PACE_KEY)
        return instant(item, "taken") if item else None

    def turn(self, now: datetime, looks: int = 1) -> datetime:
        for attempt in range(TRIES):
            taken = self.taken()
            turn = next_turn(taken, now)
            if self._took(taken, last_of(turn, looks)):
                return turn
            self._table.wait(attempt)
        raise Transient("too many want to look at once")

    def _took(self, taken: datetime | None, turn: datetime) -> bool:
        unchanged = "attribute_not_exists(taken)" if taken is None else "taken = :before"
        values = {":turn": milliseconds(turn)} | ({":before": milliseconds(taken)} if taken else {})
        return self._table.update_if(PACE_KEY, unchanged, "SET taken = :turn", values)
