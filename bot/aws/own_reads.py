"""When Lastcall itself read records of a Kinesis stream: we caused the age in those minutes.

See bot.probes.parts.pointer_times. Two presses in the same moment may keep one of two minutes that are one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.aws.items import Item, expired, expiring, key, number, with_schema
from bot.aws.table import Table
from bot.domain.resource.arn import read_arn

# As far back as ages are read.
READS_TTL = timedelta(hours=3)


class TableOwnReads:
    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    def note(self, stream: str) -> None:
        """Before anything is read: an unnoted read counts as the consumer's."""
        arn, now = read_arn(stream), self._clock()
        if arn is None:
            return
        place = _key(arn.account, arn.region, arn.path)
        known = [each for each in self._read(place) if now - each < READS_TTL]
        seconds = sorted({int(each.timestamp()) for each in (*known, now)})
        minutes = {"minutes": {"L": [number(each) for each in seconds]}}
        self._table.put(with_schema(place | minutes | expiring(now + READS_TTL)))

    def of(self, account: str, region: str, name: str) -> tuple[datetime, ...]:
        return self._read(_key(account, region, name))

    def _read(self, place: Item) -> tuple[datetime, ...]:
        item = self._table.get(place)
        if item is None or expired(item, self._clock()):
            return ()
        return tuple(datetime.fromtimestamp(int(each["N"]), UTC) for each in item["minutes"]["L"])


def _key(account: str, region: str, name: str) -> Item:
    return key(f"STREAM#{account}/{region}/{name}", "OWN_READS")
