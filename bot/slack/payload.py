"""A Slack payload as a press and a click, read tolerantly: it is signed, not trusted."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.domain.incident.command import Click
from bot.render.action_ids import Press, read_press
from bot.slack.verify import filled_in, first_action, identity_of, opens_modal, text


class Pressed(NamedTuple):
    """Attributes: press is None if the value is not ours, for instance from an old release's card."""

    press: Press | None
    click: Click
    fields: Mapping[str, str]


def pressed(payload: Mapping[str, Any], *, opened: bool) -> Pressed:
    """A button, a menu or a submission.

    Args:
        opened: Slack confirmed to the door that it shows the loading modal with the click's identity. It may
            show it unconfirmed: the answer came late, or the same press arrived before.
    """
    view = _mapping(payload.get("view"))
    if payload.get("type") == "view_submission":
        reference = text(view.get("private_metadata")).partition(" ")[0]
        press = read_press(text(view.get("callback_id")), reference)
        # The door answers with a view of this external id, which replaces the submitted one.
        click = _click(payload, identity_of(payload))._replace(window=text(view.get("id")))
        return Pressed(press, click, filled_in(view))
    action = first_action(payload)
    chosen = _mapping(action.get("selected_option")).get("value")
    press = read_press(text(action.get("action_id")), text(chosen) or text(action.get("value")))
    if view:
        return Pressed(press, _click(payload, text(view.get("id"))), {})
    filled = identity_of(payload) if opens_modal(action) else ""
    return Pressed(press, _click(payload, filled)._replace(opened=opened), {})


def commanded(form: Mapping[str, Any], identity: str) -> Click:
    """The click of a slash command."""
    return Click(
        identity=identity,
        user=str(form.get("user_id", "")),
        workspace=str(form.get("team_id", "")),
        response_url=str(form.get("response_url", "")),
        channel=str(form.get("channel_id", "")),
    )


def _click(payload: Mapping[str, Any], view: str) -> Click:
    user = _mapping(payload.get("user"))
    # In a shared channel, a person from the other workspace has their own team id, not the channel's.
    workspace = text(user.get("team_id")) or text(_mapping(payload.get("team")).get("id"))
    return Click(
        identity=identity_of(payload),
        user=text(user.get("id")),
        workspace=workspace,
        view=view,
        response_url=text(payload.get("response_url")),
        channel=text(_mapping(payload.get("channel")).get("id")) or _opened_in(payload),
        thread=_pressed_in_thread(payload),
    )


def _pressed_in_thread(payload: Mapping[str, Any]) -> str:
    """A root with replies names itself as its thread."""
    message = _mapping(payload.get("message"))
    root = text(message.get("thread_ts"))
    return root if root != text(message.get("ts")) else ""


def _opened_in(payload: Mapping[str, Any]) -> str:
    """The channel where the modal was opened that the person pressed in."""
    return text(_mapping(payload.get("view")).get("private_metadata")).partition(" ")[2]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
