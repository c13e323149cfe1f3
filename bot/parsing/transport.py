"""How a message reached us: what is known of it before its text is read."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.alarm.alarm import Path
from bot.domain.resource.arn import read_arn


class Transport(NamedTuple):
    """One delivery's way.

    Attributes:
        at: When it was sent, for what carries no time of its own.
        subject: SNS's subject: a title for people, cut by SNS and therefore never parsed.
    """

    path: Path
    at: datetime
    account: str = ""
    region: str = ""
    subject: str = ""
    topic: str = ""

    def through(self, arn: str) -> "Transport":
        """The same, with account and region of the topic or queue it came through."""
        via = read_arn(arn)
        if via is None:
            return self
        return self._replace(
            account=via.account or self.account, region=via.region or self.region, topic=via.resource
        )
