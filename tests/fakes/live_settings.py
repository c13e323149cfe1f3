"""Settings of AWS in memory."""

from dataclasses import dataclass, field

from bot.domain.errors import BotError, Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.incident.mitigation_record import Values


@dataclass
class FakeLiveSettings:
    """Put what stands there into `at`, by ARN, and look at `changes`.

    Faults: `faults` (ARN -> raised by the next change, before it is applied), `lost_answers` (ARNs whose next
    change is applied and not answered), `slow` (ARNs that show a change only after `show` was called).
    `walls` are destinations that no role may write to, with the reason.
    """

    at: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: list[tuple[str, Values]] = field(default_factory=list)
    faults: dict[str, BotError] = field(default_factory=dict)
    lost_answers: dict[str, BotError] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    walls: dict[str, str] = field(default_factory=dict)
    unshown: dict[str, Values] = field(default_factory=dict)

    def read(self, target: str) -> Values | Missing:
        if target not in self.at:
            return Missing(f"denied: allow to read {target}")
        return dict(self.at[target])

    def change(self, target: str, values: Values) -> None:
        if target in self.faults:
            raise self.faults.pop(target)
        if target not in self.at:
            raise Permanent(f"there is no {target}")
        self.changes.append((target, values))
        if target in self.slow:
            self.unshown[target] = values
        else:
            self.at[target] |= values
        if target in self.lost_answers:
            raise self.lost_answers.pop(target)

    def unproven(self, role: str, destination: str) -> str:
        return self.walls.get(destination, "")

    def show(self) -> None:
        for target, values in self.unshown.items():
            self.at[target] |= values
        self.unshown.clear()
