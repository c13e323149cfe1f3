"""Which alarm it is: its ARN, which names account and region."""

from typing import Any, NamedTuple

from bot.domain.resource.arn import Arn, placed, read_arn
from bot.parsing.transport import Transport
from bot.parsing.untrusted import text

# A group's key is part of a DynamoDB key of at most 2,048 bytes; a real ARN is far shorter.
_LONGEST_ARN = 1600


class AlarmIdentity(NamedTuple):
    arn: str
    name: str
    account: str
    region: str


def identify(arn: Any, name: Any, account: Any, transport: Transport) -> AlarmIdentity | None:
    """The alarm's identity; None when it has none that tells it from others.

    Older messages carry no ARN: it follows from the name, since an alarm and its topic share a region.
    """
    given, named = text(arn, _LONGEST_ARN + 1), text(name, 255)
    if alarm := _alarm_arn(given):
        return AlarmIdentity(given, named or alarm.path, alarm.account, alarm.region)
    owner, region = text(account, 20) or transport.account, transport.region
    built = str(placed("cloudwatch", region, owner, f"alarm:{named}"))
    return AlarmIdentity(built, named, owner, region) if named and _alarm_arn(built) else None


def _alarm_arn(given: str) -> Arn | None:
    alarm = read_arn(given)
    if alarm is None or (alarm.service, alarm.kind) != ("cloudwatch", "alarm"):
        return None
    whole = alarm.region and alarm.account and alarm.path
    return alarm if whole and len(given.encode()) <= _LONGEST_ARN else None
