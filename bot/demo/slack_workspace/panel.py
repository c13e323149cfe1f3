"""The strip beside the workspace through which the demo's shop is worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelButton:
    id: str
    label: str
    hint: str = ""


class Panel(Protocol):
    """All three are asked from the page's own requests, one thread each."""

    @property
    def title(self) -> str: ...

    def buttons(self) -> Sequence[PanelButton]: ...

    def press(self, id: str) -> str:  # noqa: A002  the word of the protocol: a button's id
        """Do it, and return one line that says what was done."""
        ...

    def status(self) -> Mapping[str, str]: ...
