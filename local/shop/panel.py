"""The strip beside the local Slack from which the shop is worked."""

import threading
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from local.local_aws.failures import Failure
from local.shop.sections import Section, sections
from local.shop.shop import Shop
from local.slack_workspace.panel import PanelSection

# A page outlives the stack: it asks on while that ends.
GONE = PanelSection(name="Shop", status={"Shop": "does not answer"})
NOT_YET = PanelSection(name="Shop", status={"Shop": "being deployed"})


class ShopPanel:
    """Says that the shop is being deployed until it is open: the page is there before it."""

    title = "The shop"

    def __init__(self) -> None:
        self._sections: tuple[Section, ...] = ()
        self._pressing = threading.Lock()

    def open(self, shop: Shop) -> None:
        self._sections = sections(shop)

    def sections(self) -> Sequence[PanelSection]:
        try:
            return tuple(shown(section) for section in self._sections) or (NOT_YET,)
        except (BotoCoreError, ClientError):
            return (GONE,)

    def press(self, id: str) -> str:  # noqa: A002 - the word of the page's protocol
        """One at a time: two deployments of one stack would be in each other's way."""
        if not self._sections:
            return "The shop is not open yet."
        controls = (each for section in self._sections for each in section.controls)
        pressed = next((each for each in controls if each.button.id == id), None)
        if pressed is None:
            return f"There is no button {id}."
        with self._pressing:
            try:
                return pressed.press()
            except (BotoCoreError, ClientError, Failure) as fault:
                return f"That did not work: {fault}"


def shown(section: Section) -> PanelSection:
    buttons = tuple(control.button for control in section.controls)
    return PanelSection(name=section.name, buttons=buttons, status=section.status())
