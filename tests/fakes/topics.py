"""SNS topics as a list."""

from typing import NamedTuple

from bot.domain.errors import Permanent


class Published(NamedTuple):
    """One notice as it was published."""

    topic: str
    subject: str
    text: str


class FakeTopics:
    """Read `published`; an ARN in `closed` refuses."""

    def __init__(self) -> None:
        self.published: list[Published] = []
        self.closed: set[str] = set()

    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        if topic_arn in self.closed:
            raise Permanent(f"denied: allow sns:Publish on {topic_arn}")
        self.published.append(Published(topic_arn, subject, text))
