"""The strip beside the local Slack from which the shop is worked."""

import threading
from collections.abc import Mapping, Sequence

from bot.demo.shop.shop import Shop
from bot.demo.slack_workspace.panel import PanelButton

GOOD, BROKEN, FLOOD = 5, 3, 60
BUTTONS = (
    PanelButton(id="good", label=f"Place {GOOD} good orders", hint="as the producer sent them before"),
    PanelButton(id="broken", label=f"Place {BROKEN} broken orders", hint="`fullname` is now two fields"),
    PanelButton(id="fix", label="Deploy the fix", hint="the consumer then understands both"),
    PanelButton(id="flood", label=f"Flood: {FLOOD} broken orders", hint="see how it looks when much fails"),
)


class ShopPanel:
    """Empty until the shop is open: the page is there before it."""

    title = "The shop"

    def __init__(self) -> None:
        self._shop: Shop | None = None
        self._deploying = threading.Lock()

    def open(self, shop: Shop) -> None:
        self._shop = shop

    def buttons(self) -> Sequence[PanelButton]:
        return BUTTONS if self._shop else ()

    def press(self, id: str) -> str:  # noqa: A002 - the word of the page's protocol
        if self._shop is None:
            return "The shop is not open yet."
        match id:
            case "good":
                self._shop.place_good_orders(GOOD)
                return f"{GOOD} good orders placed."
            case "broken":
                self._shop.place_broken_orders(BROKEN)
                return f"{BROKEN} broken orders placed."
            case "flood":
                self._shop.place_broken_orders(FLOOD)
                return f"{FLOOD} broken orders placed."
            case "fix":
                return self._deploy_the_fix(self._shop)
            case _:
                return f"There is no button {id}."

    def _deploy_the_fix(self, shop: Shop) -> str:
        with self._deploying:
            if shop.fixed:
                return "The fix is deployed already."
            shop.deploy_the_fix()
        return "The fix is deployed: new orders pass. The dead letters wait for their redrive."

    def status(self) -> Mapping[str, str]:
        if self._shop is None:
            return {"Shop": "being deployed"}
        return {
            "Orders waiting": str(self._shop.waiting()),
            "Dead letters": str(self._shop.dead_letters()),
            "Processed": str(len(self._shop.processed())),
            "Consumer": "fixed" if self._shop.fixed else "with the bug",
        }
