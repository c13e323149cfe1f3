"""The strip beside the workspace through which the demo's shop is worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelButton:
    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSection:
    """One part of what is worked: its numbers, and what can be done to it."""

    name: str
    buttons: Sequence[PanelButton] = ()
    status: Mapping[str, str] = field(default_factory=dict)


class Panel(Protocol):
    """All are asked from the page's own requests, one thread each."""

    @property
    def title(self) -> str: ...

    def sections(self) -> Sequence[PanelSection]:
        """In the order in which they are shown; the page shows one at a time."""
        ...

    def press(self, id: str) -> str:  # noqa: A002  the word of the protocol: a button's id
        """Do it, and return one line that says what was done."""
        ...
