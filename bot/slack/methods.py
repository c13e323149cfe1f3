"""How each Web API method that Lastcall calls takes its arguments.

Slack reads a JSON body on most methods that write, and on none that only read: those see no arguments, and
answer with a misleading error (`user_not_found`). `files.*` is sent as slack_sdk sends
it. https://docs.slack.dev/apis/web-api#post_bodies
"""

import json
from collections.abc import Mapping
from typing import Any

JSON = frozenset(
    {
        "chat.delete",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "views.open",
        "views.update",
    }
)
FORM = frozenset(
    {
        "auth.test",
        "chat.getPermalink",
        "conversations.history",
        "conversations.members",
        "conversations.replies",
        "dnd.info",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "usergroups.list",
        "usergroups.users.list",
        "users.info",
    }
)


def encoded(method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as slack_sdk's `api_call` takes them, without those that are None.

    Raises:
        LookupError: The method is not listed here.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    if method in JSON:
        return {"json": given}
    if method in FORM:
        return {"params": {name: _field(value) for name, value in given.items()}}
    raise LookupError(f"{method}: write down in bot/slack/methods.py how it takes its arguments")


def _field(value: Any) -> Any:
    """Form fields have no structure: Slack reads JSON in such a field."""
    return json.dumps(value) if isinstance(value, dict | list) else value
