"""Finding what a person presses: a control of a message (also an ephemeral one), a modal or the Home tab."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.slack_workspace import payloads
from local.slack_workspace.blocks import elements_of
from local.slack_workspace.form_state import Raw, is_stateful, state_values, value_of
from local.slack_workspace.messages import Json, Message, message_json
from local.slack_workspace.people import Channel, User
from local.slack_workspace.views import View, view_json
from local.slack_workspace.workspace import Workspace


class NoSuchControlError(ValueError):
    """A person cannot do that: said in one line that names what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Either `channel` and `ts`, or `view_id`; without `block_id` the first block with the action counts.

    `values` are the raw values that stand in the other inputs of the surface.
    """

    action_id: str
    block_id: str | None = None
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    target: Target
    block_id: str
    element: Json
    attachment: int | None = None
    message: Message | None = None
    view: View | None = None


def find(workspace: Workspace, user: str, target: Target) -> Control:
    if target.view_id is not None:
        view = view_of(workspace, user, target.view_id)
        blocks: Iterator[tuple[int | None, Json]] = ((None, block) for block in view.content["blocks"])
        return _matching(target, blocks, view=view)
    message = _message(workspace, user, target)
    return _matching(target, message.all_blocks(), message=message)


def view_of(workspace: Workspace, user: str, view_id: str) -> View:
    """A view that this person has open in front of them."""
    stack, home = workspace.views.stack_of(user), workspace.views.home_of(user)
    if stack and stack[-1].id == view_id:
        return stack[-1]
    if home is not None and home.id == view_id:
        return home
    raise NoSuchControlError(f"{user} has no view {view_id} open: it was closed or lies under another one")


def acting(workspace: Workspace, user_id: str) -> User:
    """A person who can act: known, a human, not deactivated."""
    user = workspace.users.get(user_id)
    if user is None or user.is_bot:
        raise NoSuchControlError(f"there is no person {user_id}: see `users` in /workspace/state")
    if user.deleted:
        raise NoSuchControlError(f"{user.name} is deactivated and can press nothing")
    return user


def room(workspace: Workspace, user: str, channel_id: str) -> Channel:
    channel = workspace.channels.get(channel_id)
    if channel is None or user not in channel.members:
        raise NoSuchControlError(f"{user} is not in channel {channel_id}")
    return channel


def _message(workspace: Workspace, user: str, target: Target) -> Message:
    room(workspace, user, target.channel or "")
    message = workspace.messages.find(target.channel or "", target.ts or "")
    ephemeral = workspace.messages.find_ephemeral(target.ts or "")
    if message is None and ephemeral is not None and ephemeral.ephemeral_to == user:
        message = ephemeral
    if message is None:
        raise NoSuchControlError(f"there is no message {target.ts} in channel {target.channel}")
    return message


def _matching(target: Target, blocks: Iterator[tuple[int | None, Json]], **place: Any) -> Control:
    for attachment, block in blocks:
        for element in elements_of(block):
            wanted = target.block_id in (None, block["block_id"])
            if wanted and element["action_id"] == target.action_id:
                return Control(
                    target=target,
                    block_id=block["block_id"],
                    element=element,
                    attachment=attachment,
                    **place,
                )
    raise NoSuchControlError(f"nothing there has the action {target.action_id!r} (block {target.block_id})")


def choose(control: Control, selected: Raw) -> tuple[Json, Json]:
    """What the action carries, and `state.values` of the surface after it."""
    blocks = (
        control.view.content["blocks"]
        if control.view
        else [block for _, block in (control.message.all_blocks() if control.message else ())]
    )
    given = dict(control.target.values)
    if is_stateful(control.element):
        inner = given.get(control.block_id)
        kept = dict(inner) if isinstance(inner, Mapping) else {}
        given[control.block_id] = {**kept, control.element["action_id"]: selected}
    return value_of(control.element, selected), state_values(blocks, given)


def surface(workspace: Workspace, control: Control, values: Json) -> Json:
    """The part of the payload that says where the person pressed."""
    if control.view is not None:
        return payloads.view_surface(view_json(control.view, values=values))
    message = control.message
    if message is None:
        raise NoSuchControlError("a control belongs to a message or a view")
    return payloads.message_surface(
        message,
        shown=message_json(message, workspace.messages.replies(message.channel, message.ts)),
        channel=workspace.channels[message.channel],
        attachment=control.attachment,
        values=values,
    )
