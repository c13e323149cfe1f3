"""Presses as Slack sends them, and as somebody might who is not Slack."""

import http.client
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from local.slack_workspace.door import FORM, sign
from tests.e2e.local_process import RunningLocal
from tests.e2e.story import CHANNEL, elements

Json = dict[str, Any]
WORKSPACE = "T0LOCAL01"
_presses = itertools.count(1)


def press_of(card: Json, action: str, user: str, **changed: Any) -> bytes:
    """The body of a press of a card's button; every press is a new one."""
    button = next(each for each in elements(card) if each.get("action_id") == "acknowledge")
    pressed = {
        "type": "button",
        "action_id": action,
        "block_id": "controls",
        "value": button["value"],
        "action_ts": f"{int(time.time())}.{next(_presses):06}",
    }
    payload = {
        "type": "block_actions",
        "user": {"id": user, "team_id": WORKSPACE},
        "team": {"id": WORKSPACE},
        "channel": {"id": CHANNEL},
        "container": {"type": "message", "message_ts": card["ts"], "channel_id": CHANNEL},
        "trigger_id": "1.2.abc",
        "actions": [pressed],
    }
    return urlencode({"payload": json.dumps(payload | changed)}).encode()


def knock(
    local: RunningLocal, body: bytes, *, stamp: str | None = None, secret: str = "", **headers: str
) -> int:
    """POST it to the Function URL, signed with the true secret unless another is given; the HTTP status."""
    stamp = str(int(time.time())) if stamp is None else stamp
    signed_at = int(stamp) if stamp.isascii() and stamp.isdigit() else 0
    sent = {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret or local["signing_secret"], signed_at, body),
    }
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    url = urlsplit(local["function_url"])
    connection = http.client.HTTPConnection(str(url.hostname), url.port, timeout=60)
    try:
        connection.request("POST", url.path, body, {name: value for name, value in sent.items() if value})
        return connection.getresponse().status
    finally:
        connection.close()
