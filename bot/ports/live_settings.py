"""The settings that mitigations change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.evidence.missing import Missing
    from bot.domain.incident.mitigation_record import Values


class LiveSettings(Protocol):
    """The settings that mitigations change, as they are now.

    Names and values are those of `bot.domain.incident.mitigation_record`.

    `target` is the ARN of a queue, a Kinesis stream, a function or an event source mapping.
    """

    def read(self, target: str) -> Values | Missing:
        """Everything that may be changed there. `Enabled` is empty while a change to it is under way."""
        ...

    def change(self, target: str, values: Values) -> None:
        """Set these; an empty destination means none. Limits and retentions have a value.

        Raises:
            Permanent: Refused, and nothing was changed.
            Transient: Unknown whether it was changed.
        """
        ...

    def unproven(self, role: str, destination: str) -> str:
        """Why it is not proven that a role may write to a destination; empty if it is."""
        ...
