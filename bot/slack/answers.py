"""To the person who asked, and no one else: ports.Answers."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from bot.domain.errors import Permanent
from bot.domain.incident.command import Click
from bot.domain.policy.policy import NO_RULES, Redaction
from bot.ports.channel import MessageGoneError
from bot.render.view import ModalView, ReplyView
from bot.render.without_secrets import without_secrets
from bot.slack.client import TIMEOUT_SECONDS, SlackClient
from bot.slack.markup.block_kit import modal_view, reply_message

log = logging.getLogger("lastcall")

# A command may be faster than the answer that opens its modal: it waits for that, briefly.
WAITS = (0.1, 0.2, 0.4)


class SlackAnswers:
    def __init__(
        self,
        client: SlackClient,
        sleep: Callable[[float], None] = time.sleep,
        rules: Redaction = NO_RULES,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._rules = rules

    def fill(self, click: Click, modal: ModalView) -> None:
        gone: MessageGoneError | None = None
        for wait, place in _places(click):
            if wait:
                self._sleep(wait)
            try:
                view = modal_view(
                    without_secrets(modal, self._rules), place.get("external_id", ""), click.channel
                )
                self._client.call("views.update", view=view, **place)
            except MessageGoneError as fault:
                gone = fault
            else:
                return
        raise gone or MessageGoneError("no window was asked for")

    def tell(self, click: Click, reply: ReplyView) -> None:
        message = reply_message(without_secrets(reply, self._rules))
        # Where they pressed: a response to the press itself would go to the channel, even from a thread
        # (https://github.com/slackapi/bolt-js/issues/963).
        if click.thread and self._whispered(click, {**message, "thread_ts": click.thread}):
            return
        if click.response_url and _posted(click.response_url, message):
            return
        if click.channel and self._whispered(click, message):
            return
        try:
            self._client.call("chat.postMessage", channel=click.user, **message)
        except Permanent:
            log.exception("nothing reaches whoever pressed", extra={"user": click.user})

    def _whispered(self, click: Click, message: Mapping[str, Any]) -> bool:
        """False if the bot, or the person, is not in the channel."""
        try:
            self._client.call("chat.postEphemeral", channel=click.channel, user=click.user, **message)
        except Permanent:
            return False
        return True


def _places(click: Click) -> Iterator[tuple[float, dict[str, str]]]:
    """Where to look for the modal, each with the time to wait before.

    By its external id, which exists only once Slack shows the door's answer: anything earlier would be
    overwritten by that. Slack does not say whether the answer to a submission gives a view its external
    id; the view's own id stays whatever it shows, and by then the answer has long been processed.
    """
    if click.view.startswith("V"):
        yield 0, {"view_id": click.view}
        return
    for wait in (0, *WAITS) if click.view else ():
        yield wait, {"external_id": click.view}
    for wait in (0, WAITS[-1]) if click.window else ():
        yield wait, {"view_id": click.window}


def _posted(url: str, message: Mapping[str, Any]) -> bool:
    body = json.dumps({"response_type": "ephemeral", "replace_original": False, **message}).encode()
    request = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - the URL came in a signed request
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (URLError, OSError):
        return False
