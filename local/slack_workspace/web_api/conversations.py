"""conversations.*: https://docs.slack.dev/reference/methods?family=conversations."""

from collections.abc import Sequence

from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json, Message, message_json
from local.slack_workspace.people import BOT_USER_ID, channel_json
from local.slack_workspace.reference import PUBLIC
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.web_api.granted import kinds_asked
from local.slack_workspace.web_api.paging import page
from local.slack_workspace.workspace import Workspace


def history(workspace: Workspace, call: ApiCall) -> Json:
    """Newest first; replies only where they were broadcast to the channel."""
    channel = workspace.readable(call.required("channel", "channel_not_found"))
    shown = [
        message
        for message in workspace.messages.in_channel(channel.id)
        if not message.is_reply or message.broadcast
    ]
    return _messages(workspace, call, _within(call, shown)[::-1])


def replies(workspace: Workspace, call: ApiCall) -> Json:
    """The root, then its replies, oldest first."""
    channel = workspace.readable(call.required("channel", "channel_not_found"))
    ts = call.required("ts", "thread_not_found")
    root = workspace.messages.find(channel.id, ts)
    answers = workspace.messages.replies(channel.id, ts)
    if root is None and not answers:
        raise ApiError("thread_not_found")
    first = [root] if root else []
    answer = _messages(workspace, call, [*first, *_within(call, answers)])
    for message in answer["messages"]:  # recorded in histories only: see tests of the recorded shapes
        message.pop("subtype", None)
    return answer


def _messages(workspace: Workspace, call: ApiCall, messages: Sequence[Message]) -> Json:
    """Metadata is shown to those who ask for it and were granted to see it."""
    metadata = call.flag("include_all_metadata") and "metadata.message:read" in workspace.scopes
    chosen, cursor = page(call, messages)
    more = bool(cursor["response_metadata"]["next_cursor"])
    shown = [
        message_json(message, workspace.messages.replies(message.channel, message.ts), metadata=metadata)
        for message in chosen
    ]
    return {"messages": shown, "has_more": more, **(cursor if more else {})}


def _within(call: ApiCall, messages: Sequence[Message]) -> list[Message]:
    """`oldest` and `latest` are left out themselves unless `inclusive`."""
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", float("inf"))
    edge = call.flag("inclusive")
    return [
        message
        for message in messages
        if oldest < float(message.ts) < latest or (edge and float(message.ts) in (oldest, latest))
    ]


def _moment(call: ApiCall, name: str, default: float) -> float:
    value = call.text(name)
    try:
        return float(value) if value else default
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


def info(workspace: Workspace, call: ApiCall) -> Json:
    return {"channel": channel_json(workspace.listed(call.required("channel", "channel_not_found")))}


def list_(workspace: Workspace, call: ApiCall) -> Json:
    kinds = kinds_asked(call)
    found = [
        channel
        for channel in workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == PUBLIC or BOT_USER_ID in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    chosen, cursor = page(call, found)
    return {"channels": [channel_json(channel) for channel in chosen], **cursor}


def members(workspace: Workspace, call: ApiCall) -> Json:
    channel = workspace.listed(call.required("channel", "channel_not_found"))
    chosen, cursor = page(call, sorted(channel.members))
    return {"members": chosen, **cursor}


def open_(workspace: Workspace, call: ApiCall) -> Json:
    """Direct messages with one person."""
    users = call.required("users", "users_list_not_supplied").split(",")
    if len(users) > 1:
        raise ApiError("not_enough_users", needed="this workspace knows direct messages with one person only")
    user = workspace.user(users[0])
    if user.deleted:
        raise ApiError("user_disabled")
    return {"channel": {"id": workspace.direct_channel(user.id).id}}


def join(workspace: Workspace, call: ApiCall) -> Json:
    channel = workspace.listed(call.required("channel", "channel_not_found"))
    if channel.is_im:
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    return {"channel": channel_json(workspace.join(channel, BOT_USER_ID))}
