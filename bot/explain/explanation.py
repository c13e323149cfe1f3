"""What an input is, for programs and for people."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.domain.policy.policy import NO_RULES, Policy, Redaction
from bot.render.runbooks.runbook import Runbook


class Explanation(NamedTuple):
    """Attributes: told has the keys of `--json`, beginning with `what`; lines are the same for people."""

    told: Mapping[str, Any]
    lines: tuple[str, ...]


class Known(NamedTuple):
    """What an input is compared with.

    Attributes:
        policy: None with the reason in `no_policy`.
        policy_file: As it was named.
        topics: ARNs of what Lastcall is subscribed to, as far as they were named.
    """

    policy: Policy | None = None
    policy_file: str = ""
    no_policy: str = ""
    runbooks: tuple[Runbook, ...] = ()
    topics: frozenset[str] = frozenset()

    @property
    def redaction(self) -> Redaction:
        return self.policy.redaction if self.policy else NO_RULES


def plainly(what: str, why: str) -> Explanation:
    """For a notice, and for what is unknown."""
    return Explanation({"what": what, "why": why}, (f"{what}: {why}",))


def rows(*pairs: tuple[str, str]) -> tuple[str, ...]:
    """A name and a value a line; rows without a value are left out."""
    return tuple(f"{name:<11} {value}" for name, value in pairs if value)
