"""Who else writes into dead-letter queues: rules of EventBridge. Shapes: its API reference."""

from collections.abc import Mapping

from tests.scenario.diagnosis.account.boundary import Json, Operation


class Rules:
    """Attributes: targets of each rule, by its name."""

    def __init__(self) -> None:
        self.targets: dict[str, list[Json]] = {}

    def operations(self) -> Mapping[str, Operation]:
        return {"events.ListTargetsByRule": lambda asked: {"Targets": self.targets[asked["Rule"]]}}
