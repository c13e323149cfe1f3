"""What Slack sends to an app when a person acts; pure.

https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from local.slack_workspace.messages import Json, Message
from local.slack_workspace.people import APP_ID, BOT_USER_ID, TEAM_ID, Channel, User

VERIFICATION_TOKEN = "local-verification-token"  # noqa: S105  the long deprecated token, a constant of the payload


def person(user: User, domains: Mapping[str, str]) -> Json:
    """Who acted, and in whose workspace they live: a stranger's team is not the app's."""
    return {
        "team": {"id": user.team_id, "domain": domains.get(user.team_id, "")},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action(block_id: str, element: Mapping[str, Any], chosen: Json, action_ts: str) -> Json:
    kept = {name: value for name, value in element.items() if name not in ("options", "option_groups")}
    return {**kept, **chosen, "block_id": block_id, "action_ts": action_ts}


def message_container(message: Message, attachment: int | None) -> Json:
    place: Json = {
        "type": "message" if attachment is None else "message_attachment",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if attachment is not None:
        place |= {"attachment_id": attachment, "is_app_unfurl": False}
    if message.thread_ts:
        place["thread_ts"] = message.thread_ts
    return place


def message_surface(
    message: Message, *, shown: Json, channel: Channel, attachment: int | None, values: Json
) -> Json:
    """Where the person pressed; an ephemeral message is not repeated, only its container names it."""
    surface: Json = {
        "container": message_container(message, attachment),
        "channel": channel_of(channel),
        "state": {"values": values},
    }
    return surface if message.ephemeral_to is not None else surface | {"message": shown}


def view_surface(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def channel_of(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name}


def block_actions(who: Json, surface: Json, *, acted: Json, trigger_id: str) -> Json:
    return {"type": "block_actions", **who, **surface, "trigger_id": trigger_id, "actions": [acted]}


def view_submission(who: Json, *, view: Json, trigger_id: str) -> Json:
    return {"type": "view_submission", **who, "trigger_id": trigger_id, "view": view, "response_urls": []}


def view_closed(who: Json, *, view: Json, is_cleared: bool) -> Json:
    return {"type": "view_closed", **who, "view": view, "is_cleared": is_cleared}


def interaction_body(payload: Json) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def command_body(
    who: Json, *, channel: Channel, command: str, text: str, trigger_id: str, response_url: str
) -> bytes:
    """Whose team it names when a partner types it no source says: here ours, which gives nobody away."""
    form = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": "local",
        "channel_id": channel.id,
        "channel_name": channel_of(channel)["name"],
        "user_id": who["user"]["id"],
        "user_name": who["user"]["name"],
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }
    return urlencode(form).encode()


def home_opened(user: User, *, channel: Channel, view: Json | None, event_id: str, event_ts: str) -> Json:
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": "home",
        "event_ts": event_ts,
    }
    if view is not None:
        event["view"] = view
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(event_ts)),
        "event": event,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
