"""Whose configuration names a queue, as dictionaries."""

from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.evidence.missing import Missing
from bot.ports.feeders import Writers


class FakeFeeders:
    """Fill `writers` (by queue ARN): each with its kind, ARN and `through`, as its configuration has them.

    `denied` maps a kind to why it may not be read; `gone` maps an ARN to why it no longer answers.
    """

    def __init__(self) -> None:
        self.writers: dict[str, tuple[Origin, ...]] = {}
        self.denied: dict[str, Missing] = {}
        self.gone: dict[str, str] = {}

    def confirm(self, queue: str, claim: Origin) -> Writers | Missing:
        if claim.kind in self.denied:
            return self.denied[claim.kind]
        if claim.arn in self.gone:
            return Writers((), self.gone[claim.arn])
        named = self.writers.get(queue, ())
        return Writers(tuple(each._replace(claimed=False) for each in named if _fits(claim, each)))


def _fits(claim: Origin, writer: Origin) -> bool:
    """What the claim leaves open, configuration tells."""
    kind = claim.kind or "subscription"
    return kind == writer.kind and claim.arn in {"", writer.arn} and claim.through in {"", writer.through}
