"""Lastcall's own queues."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Outbox(Protocol):
    """Lastcall's own queues. Documents are plain JSON values; delays are at most 15 minutes (SQS)."""

    def command(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None: ...

    def commands(self, documents: Sequence[Mapping[str, object]], *, a_second: int) -> None:
        """Many at once, of which `a_second` arrive each second, the first of them now.

        Raises Transient if any was not accepted: send them all again.
        """
        ...

    def job(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None: ...

    def card(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None: ...
