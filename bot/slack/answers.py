"""To the person who asked, and nobody else: ports.Answers."""

import json
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from bot.render.block_kit import modal_view
from bot.render.card import ModalView
from bot.slack.client import TIMEOUT_SECONDS, SlackClient


class SlackAnswers:
    def __init__(self, client: SlackClient) -> None:
        self._client = client

    def fill(self, view: str, modal: ModalView) -> None:
        """Fill a modal by its view id, or by the external id it was opened with."""
        place: dict[str, Any] = {"view_id": view} if view.startswith("V") else {"external_id": view}
        shown = modal_view(modal)
        if "external_id" in place:
            shown["external_id"] = view
        self._client.call("views.update", **place, view=shown)

    def tell(self, response_url: str, user: str, channel: str, text: str) -> None:
        """Say it through the response_url; once that is used up, as an ephemeral message."""
        if response_url and _posted(response_url, text):
            return
        if channel:
            self._client.call("chat.postEphemeral", channel=channel, user=user, text=text)


def _posted(url: str, text: str) -> bool:
    body = json.dumps({"response_type": "ephemeral", "replace_original": False, "text": text}).encode()
    request = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - the URL came in a signed request
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (URLError, OSError):
        return False
