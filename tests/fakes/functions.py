"""Lambda's configuration as dictionaries."""

from datetime import datetime

from bot.domain.evidence.consumer import AccountLimits, AsyncSettings, Deployment, EventSource, FunctionFacts
from bot.domain.evidence.missing import Missing


class FakeFunctions:
    """Fill `facts_of`, `settings_of`, `deployments` (by function ARN), `mappings`, `account`.

    `refused` maps the name of a method to why it may not be asked. A function without settings has Lambda's
    own; one without facts is not there.
    """

    def __init__(self) -> None:
        self.facts_of: dict[str, FunctionFacts] = {}
        self.settings_of: dict[str, AsyncSettings] = {}
        self.deployments: dict[str, Deployment] = {}
        self.asked_who: list[str] = []
        self.mappings: list[EventSource] = []
        self.account = AccountLimits(1000, 1000)
        self.refused: dict[str, Missing] = {}

    def consume(self, source: str, *functions: str) -> None:
        """These functions consume that source, and nobody else does."""
        self.mappings = [each for each in self.mappings if each.source != source]
        self.mappings += [
            EventSource(f"u-{n}", source, function, "Enabled") for n, function in enumerate(functions)
        ]

    def facts(self, function: str) -> FunctionFacts | Missing:
        known = self.facts_of.get(function) or Missing(f"there is no function {function}")
        return self.refused.get("facts", known)

    def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
        return self.refused.get("polling", tuple(each for each in self.mappings if each.source == source))

    def polled_by(self, function: str) -> tuple[EventSource, ...] | Missing:
        return self.refused.get(
            "polled_by", tuple(each for each in self.mappings if each.function == function)
        )

    def async_settings(self, function: str) -> AsyncSettings | Missing:
        return self.refused.get("async_settings", self.settings_of.get(function, AsyncSettings()))

    def limits(self, account: str, region: str) -> AccountLimits | Missing:
        return self.refused.get("limits", self.account)

    def changed_by(self, deployment: Deployment) -> str:
        self.asked_who.append(deployment.function)
        return self.deployments[deployment.function].by

    def deployment(self, function: str, until: datetime) -> Deployment | Missing:
        known = self.deployments.get(function)
        if refused := self.refused.get("deployment"):
            return refused
        if known is None or known.at > until:
            return Missing(f"no change of {function} before then is known")
        return known
