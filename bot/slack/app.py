"""The Bolt app: handles every act (bot/domain/acts) that is pressed, chosen, submitted or typed.

Bolt routes behind the queue. It does not verify requests (the door has), does not test the token (it makes
no calls of its own), and an exception in a listener reaches the queue, which delivers again. Except for an
unreadable incident, which would be unreadable then too: the person gets an answer at once.
"""

import logging
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.domain.errors import Permanent, UnreadableError
from bot.render import action_ids as ids
from bot.slack.handlers import Desk
from bot.slack.handlers.at_once import AT_ONCE
from bot.slack.handlers.windows import SHOWN, SUBMITTED
from bot.slack.payload import Pressed, commanded, pressed
from bot.slack.verify import ParsedRequest, read

log = logging.getLogger("lastcall")

Body = Mapping[str, Any]


class SlackApp:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._app = App(
            # Without a name Bolt reads the source of every calling frame to find one.
            name="lastcall",
            logger=logging.getLogger("lastcall.bolt"),
            authorize=_authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
        )
        self._app.error(_raise)
        self._listen()

    def __call__(self, body: str, content_type: str, *, opened: bool) -> None:
        """Route one request that the door admitted. Raises when it must be delivered again."""
        entry = read(body.encode(), content_type)
        if not isinstance(entry, ParsedRequest):
            raise Permanent(f"CommandQueue holds what the door would not admit: {entry.why}")
        request = BoltRequest(
            body=body,
            headers={"content-type": [content_type]},
            context={"opened": opened, "identity": entry.identity},
        )
        response = self._app.dispatch(request)
        if response.status == 404:  # noqa: PLR2004 - Bolt found no listener
            # An action from an older or newer release: its card is redrawn soon.
            log.warning("nobody listens", extra={"kind": entry.kind})

    def _listen(self) -> None:
        presses = self._desk.presses
        for action in (*AT_ONCE, *SHOWN, ids.MORE):
            self._app.action(action)(self._on_press(presses.pressed))
        self._app.action(ids.LINK)(_nothing)
        for form in SUBMITTED:
            self._app.view(form)(self._on_press(partial(presses.submitted, form)))
        # The Slack app chooses the command's name: several stacks in one workspace have different ones.
        self._app.command(re.compile("/"))(self._on_command)

    def _on_press(self, do: Callable[[Pressed], None]) -> Callable[..., None]:
        def listener(ack: Callable[[], Any], body: Body, context: Body) -> None:
            ack()
            asked = pressed(body, opened=bool(context.get("opened")))
            try:
                do(asked)
            except UnreadableError as fault:
                self._desk.telling.left_alone(asked.click, fault)

        return listener

    def _on_command(self, ack: Callable[[], Any], body: Body, context: Body) -> None:
        ack()
        click = commanded(body, str(context.get("identity")))
        try:
            self._desk.command(str(body.get("command") or ""), str(body.get("text") or ""), click)
        except UnreadableError as fault:
            self._desk.telling.left_alone(click, fault)


def _authorize(**_context: Any) -> AuthorizeResult:
    """Bolt wants an identity to act for; nothing here uses Bolt's own client."""
    return AuthorizeResult(enterprise_id=None, team_id=None, bot_token="unused")  # noqa: S106 - no secret


def _nothing(ack: Callable[[], Any]) -> None:
    ack()


def _raise(error: Exception) -> None:
    raise error
