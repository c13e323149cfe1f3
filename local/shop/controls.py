"""A button of the panel, and what it does."""

from collections.abc import Callable
from typing import NamedTuple

from local.shop.clicks import Clicks
from local.shop.mails import Mails
from local.shop.parcels import Parcels
from local.shop.shop import Shop
from local.shop.stack import Code
from local.slack_workspace.panel import PanelButton

Part = Shop | Clicks | Mails | Parcels


class PanelControl(NamedTuple):
    """A button, and what it does; it says so in one line."""

    button: PanelButton
    press: Callable[[], str]


def control(name: str, label: str, hint: str, act: Callable[[], object], said: str) -> PanelControl:
    def press() -> str:
        act()
        return said

    return PanelControl(PanelButton(id=name, label=label, hint=hint), press)


def fix(name: str, label: str, hint: str, part: Part, said: str) -> PanelControl:
    return deployment(name, label, hint, part, (Code.FIXED, "The fix is deployed already.", said))


def bug(name: str, part: Part) -> PanelControl:
    said = "The bug is back: what it does not understand fails again."
    told = (Code.BUGGY, "The bug is there already.", said)
    return deployment(name, "Bring the bug back", "deploys the function as it was", part, told)


def deployment(name: str, label: str, hint: str, part: Part, told: tuple[Code, str, str]) -> PanelControl:
    """Of the part's function alone; told is what to deploy, what to say when it is there, and afterwards."""
    code, there, said = told

    def press() -> str:
        if part.code is code:
            return there
        part.deploy(code)
        return said

    return PanelControl(PanelButton(id=name, label=label, hint=hint), press)
