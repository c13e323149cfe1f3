"""To the person who asked, and nobody else: ports.Answers."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from bot.domain.command import Click
from bot.ports.channel import MessageGoneError
from bot.render.block_kit import modal_view, reply_message
from bot.render.card import ModalView, ReplyView
from bot.slack.client import TIMEOUT_SECONDS, SlackClient

# A command may be quicker than the answer that opens its window: it waits for it, not for long.
WAITS = (0.1, 0.2, 0.4)


class SlackAnswers:
    def __init__(self, client: SlackClient, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def fill(self, view: str, modal: ModalView) -> None:
        """Fill a modal by its view id, or by the external id it was opened with."""
        if view.startswith("V"):
            self._client.call("views.update", view_id=view, view=modal_view(modal))
            return
        for wait in (*WAITS, None):
            try:
                self._client.call("views.update", external_id=view, view=modal_view(modal, external_id=view))
            except MessageGoneError:
                if wait is None:
                    raise
                self._sleep(wait)
            else:
                return

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
