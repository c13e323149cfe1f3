"""What a person does in the workspace, and what Slack shows them for it.

The lock is never held while the app is asked: the app calls back before it answers.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from local.slack_workspace import controls, payloads, replies
from local.slack_workspace.controls import NoSuchControlError
from local.slack_workspace.courier import TIMED_OUT, Courier
from local.slack_workspace.door import JSON, DoorClosedError, DoorResponse
from local.slack_workspace.errors import ApiError
from local.slack_workspace.form_state import Raw
from local.slack_workspace.messages import Json, Message
from local.slack_workspace.response_urls import Origin
from local.slack_workspace.views import view_json
from local.slack_workspace.workspace import ClickWarning, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the person sees at once: `shown` is Slack's own complaint, `errors` are by block id."""

    ok: bool
    status: int | None = None
    shown: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> Json:
        return asdict(self)


class Acts:
    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier
        self.response_base = ""

    def click(self, user: str, target: controls.Target, selected: Raw = None) -> Outcome:
        """Press or pick a control of a message or a view."""
        with self._workspace.lock:
            who = self._who(user)
            self._workspace.forget_warnings(user)
            control = controls.find(self._workspace, user, target)
            body = payloads.interaction_body(self._block_actions(who, user, control, selected))
        outcome = self._deliver(body)
        if not outcome.ok:
            self._workspace.warn(
                ClickWarning(
                    user=user,
                    text=outcome.shown or "",
                    channel=target.channel,
                    ts=target.ts,
                    view_id=target.view_id,
                    block_id=control.block_id,
                    action_id=control.element["action_id"],
                )
            )
        return outcome

    def _block_actions(self, who: Json, user: str, control: controls.Control, selected: Raw) -> Json:
        workspace = self._workspace
        chosen, values = controls.choose(control, selected)
        acted = payloads.action(control.block_id, control.element, chosen, workspace.timestamps.next())
        trigger_id = workspace.triggers.give(user, from_view=control.view.id if control.view else None)
        surface = controls.surface(workspace, control, values)
        payload = payloads.block_actions(who, surface, acted=acted, trigger_id=trigger_id)
        message = control.message
        if message is None:
            return payload
        secret = workspace.response_urls.give(
            user=user,
            channel=message.channel,
            ts=message.ts,
            ephemeral=message.ephemeral_to is not None,
            thread_ts=message.thread_ts,
        )
        return payload | {"response_url": self.response_base + secret}

    def command(self, user: str, channel: str, text: str) -> Outcome:
        """Type a slash command; `text` begins with its name, as in `/lastcall list`."""
        workspace = self._workspace
        command, _, rest = text.strip().partition(" ")
        if not command.startswith("/"):
            raise NoSuchControlError(f"a command begins with a slash: {text!r}")
        if command not in workspace.manifest.commands:
            return Outcome(ok=False, shown=f"{command} is not a valid command.")
        with workspace.lock:
            who = self._who(user)
            room = controls.room(workspace, user, channel)
            origin = Origin(user=user, channel=room.id, given_at=workspace.clock())
            secret = workspace.response_urls.give(user=user, channel=room.id)
            body = payloads.command_body(
                who,
                channel=room,
                command=command,
                text=rest.strip(),
                trigger_id=workspace.triggers.give(user),
                response_url=self.response_base + secret,
            )
            ts = workspace.timestamps.next()
        try:
            response = self._courier.deliver(body)
        except DoorClosedError:
            return Outcome(ok=False, shown=f'{command} failed with the error "operation_timeout"')
        shown = self._command_answer(origin, response, ts)
        if shown:
            return Outcome(
                ok=False, status=response.status, shown=f'{command} failed with the error "{shown}"'
            )
        return Outcome(ok=True, status=response.status)

    def _command_answer(self, origin: Origin, response: DoorResponse, ts: str) -> str | None:
        """Show the answer where the command was typed; return the name of what was wrong with it.

        What came through the response_url meanwhile stands below it.
        """
        if response.status != HTTPStatus.OK:
            return "dispatch_failed"
        text = response.body.decode(errors="replace")
        if not text.strip():
            return None
        try:
            is_json = response.headers.get("content-type", "").startswith(JSON)
            content = json.loads(text) if is_json else {"text": text}
            with self._workspace.lock:
                replies.place(self._workspace, origin, content, ts=ts)
        except ApiError as refused:
            return refused.error
        except (ValueError, AttributeError):
            return "dispatch_unknown_error"
        return None

    def say(self, user: str, channel: str, text: str) -> str:
        """Write a message as a person does; return its timestamp."""
        workspace = self._workspace
        with workspace.lock:
            self._who(user)
            room = controls.room(workspace, user, channel)
            message = Message(channel=room.id, ts=workspace.timestamps.next(), user=user, text=text)
            workspace.post(message)
        return message.ts

    def open_home(self, user: str) -> Outcome:
        """Open the app's Home tab; Slack repeats an event at once when it was not taken."""
        workspace = self._workspace
        if not workspace.manifest.home_tab:
            raise NoSuchControlError("the app has no Home tab")
        with workspace.lock:
            self._who(user)
            person = workspace.users[user]
            home = workspace.views.home_of(user)
            event_ts = workspace.timestamps.next()
            event = payloads.home_opened(
                person,
                channel=workspace.direct_channel(user),
                view=view_json(home) if home else None,
                event_id="Ev" + event_ts.replace(".", ""),
                event_ts=event_ts,
            )
        outcome = self._event(event, {})
        if outcome.ok:
            return outcome
        reason = "http_timeout" if outcome.status is None else "http_error"
        return self._event(event, {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason})

    def verify_url(self, challenge: str) -> bool:
        """Ask what Slack asks when a request URL is entered: does the app return the challenge?"""
        body = {"token": payloads.VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        try:
            response = self._courier.deliver(json.dumps(body).encode(), content_type=JSON)
        except DoorClosedError:
            return False
        text = response.body.decode(errors="replace")
        return text == challenge or (text.startswith("{") and json.loads(text).get("challenge") == challenge)

    def _event(self, event: Json, headers: Mapping[str, str]) -> Outcome:
        return self._deliver(json.dumps(event).encode(), content_type=JSON, headers=headers)

    def _deliver(self, body: bytes, **how: Any) -> Outcome:
        try:
            response = self._courier.deliver(body, **how)
        except DoorClosedError:
            return Outcome(ok=False, shown=TIMED_OUT)
        if response.status != HTTPStatus.OK:
            shown = f"This app responded with Status Code {response.status}."
            return Outcome(ok=False, status=response.status, shown=shown)
        return Outcome(ok=True, status=response.status)

    def _who(self, user_id: str) -> Json:
        return payloads.person(controls.acting(self._workspace, user_id), self._workspace.domains)
