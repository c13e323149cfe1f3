"""What is handed over, as a dictionary."""

from bot.domain.evidence.missing import Missing
from bot.domain.evidence.permissions.handover import Handover
from bot.domain.resource.grouping import Resource


class FakeHandovers:
    """Fill `handed` (by ARN of the source) and `kept`, where failures are to be kept; `denied` is for all."""

    def __init__(self) -> None:
        self.handed: dict[str, tuple[Handover, ...]] = {}
        self.kept: dict[str, tuple[Handover, ...]] = {}
        self.denied: Missing | None = None

    def of(self, source: Resource, *, failures: bool = False) -> tuple[Handover, ...] | Missing:
        return self.denied or (self.kept if failures else self.handed).get(source.arn, ())
