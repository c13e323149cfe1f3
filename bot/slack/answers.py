"""To the person who asked, and nobody else: ports.Answers."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from bot.domain.command import Click
from bot.render.block_kit import modal_view, reply_message
from bot.render.card import ModalView, ReplyView
from bot.slack.client import TIMEOUT_SECONDS, SlackClient


class SlackAnswers:
    def __init__(self, client: SlackClient) -> None:
        self._client = client

    def fill(self, view: str, modal: ModalView) -> None:
        """Fill a modal by its view id, or by the external id it was opened with."""
        place: dict[str, Any] = {"view_id": view} if view.startswith("V") else {"external_id": view}
        shown = modal_view(modal, external_id=place.get("external_id", ""))
        self._client.call("views.update", **place, view=shown)

    def tell(self, click: Click, reply: ReplyView) -> None:
        """Say it through the response_url; once that is used up, as an ephemeral message."""
        message = reply_message(reply)
        if click.response_url and _posted(click.response_url, message):
            return
        if click.channel:
            self._client.call("chat.postEphemeral", channel=click.channel, user=click.user, **message)


def _posted(url: str, message: Mapping[str, Any]) -> bool:
    body = json.dumps({"response_type": "ephemeral", "replace_original": False, **message}).encode()
    request = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - the URL came in a signed request
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (URLError, OSError):
        return False
