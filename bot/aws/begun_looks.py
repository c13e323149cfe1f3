"""The look running at a group, in the table, where all containers see it."""

from datetime import datetime, timedelta

from bot.aws.items import Item, expiring, group_key, instant, milliseconds, number
from bot.aws.table import TRIES, Table
from bot.domain.errors import Transient
from bot.domain.evidence.look.begun import Begun, next_look

_LOOK_TTL = timedelta(days=1)
_SAME = "begun = :before"


class TableBegunLooks:
    """Implements ports.BegunLooks."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, group: str, now: datetime) -> Begun | None:
        item = _key(group)
        if self._begun(item, Begun(now), "attribute_not_exists(begun)", {}):
            return Begun(now)
        for attempt in range(TRIES):
            last = _last(self._table.get(item))
            look = next_look(last, now)
            same = {":before": milliseconds(last.at)} if last else {}
            if look is None:
                if self._table.update_if(
                    item, _SAME, "SET again = :again", same | {":again": {"BOOL": True}}
                ):
                    return None
            elif self._begun(item, look, _SAME if last else "attribute_not_exists(begun)", same):
                return look
            self._table.wait(attempt)
        raise Transient(f"too many want to look at {group} at once")

    def end(self, group: str, look: Begun) -> bool:
        """A look so late that it counted as dead ends nothing: another has begun since."""
        item, same = _key(group), {":before": milliseconds(look.at)}
        alone = f"{_SAME} AND attribute_not_exists(again)"
        cleared = "SET cut_off = :none REMOVE begun, again"
        values = same | {":none": number(0)}
        if self._table.update_if(item, alone, cleared, values):
            return False
        return self._table.update_if(item, _SAME, cleared, values)

    def _begun(self, item: Item, look: Begun, condition: str, values: Item) -> bool:
        begun = {":begun": milliseconds(look.at), ":cut_off": number(look.cut_off)}
        kept = {":kept": expiring(look.at + _LOOK_TTL)["expires_at"]}
        update = "SET begun = :begun, cut_off = :cut_off, expires_at = :kept"
        return self._table.update_if(item, condition, update, values | begun | kept)


def _key(group: str) -> Item:
    return group_key(group, "LOOK")


def _last(item: Item | None) -> Begun | None:
    """Stored to the millisecond, so compared as stored."""
    at = instant(item, "begun") if item else None
    return Begun(at, int(item["cut_off"]["N"])) if item and at else None
