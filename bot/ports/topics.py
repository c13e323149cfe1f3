"""Whom Slack does not reach."""

from __future__ import annotations

from typing import Protocol


class Topics(Protocol):
    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        """Tell an SNS topic (SMS, e-mail)."""
        ...
