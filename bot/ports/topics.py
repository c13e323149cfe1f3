"""People that Slack does not reach."""

from __future__ import annotations

from typing import Protocol

from bot.domain.errors import Transient


class UnansweredPageError(Transient):
    """No answer came: SNS may have taken the page."""


class Topics(Protocol):
    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        """Publish to an SNS topic (SMS, e-mail), in one try.

        Raises:
            UnansweredPageError: It may have been accepted.
            Transient: It was not accepted now.
            Permanent: It will not be accepted until a person fixes what the error names.
        """
        ...
