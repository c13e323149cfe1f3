"""Whom Slack does not reach."""

from __future__ import annotations

from typing import Protocol

from bot.domain.errors import Transient


class UnansweredPageError(Transient):
    """No answer came: SNS may have taken the page."""


class Topics(Protocol):
    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        """Tell an SNS topic (SMS, e-mail), in one try.

        Raises:
            UnansweredPageError: Perhaps it was taken.
            Transient: It was not taken now.
            Permanent: It will not be taken until a person fixes what the message names.
        """
        ...
