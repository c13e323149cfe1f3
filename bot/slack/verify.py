"""The door: is this request from Slack, and what does it need within three seconds?

Pure, and free of slack_sdk: importing its verifier costs a cold start 86 ms. Signature:
https://api.slack.com/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from bot.domain.incident.reason import unsaid

# Slack's own requests are far smaller; nothing larger is hashed.
LARGEST_BODY = 512 * 1024
OLDEST = 300
FURTHEST_AHEAD = 60

# The request has some hundred bytes, its challenge some fifty letters and digits.
LARGEST_CHALLENGE = 4096
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}")

# Slack answers an action that opens a modal only within three seconds, so the door opens it.
OPENS = "open:"


class SlackRequest(NamedTuple):
    """A request from the Function URL; header names in lower case."""

    method: str
    headers: Mapping[str, str]
    body: bytes


class Rejected(NamedTuple):
    """Attributes: why is for the log, never for the sender."""

    status: int
    why: str


class ParsedRequest(NamedTuple):
    """A parsed request, signed or not.

    Attributes:
        kind: `click`, `submission`, `command`, or `nothing` (answered here, nothing follows).
        identity: What makes this press unique; the external id of the modal it opens.
        trigger: Trigger id if the press opens a modal, else empty.
        field: First field of a submission, where an error can be shown without losing what was typed.
        errors: What is wrong with the input, by block.
        answer: The body to answer with at once, for kind `nothing`.
    """

    kind: str
    identity: str = ""
    trigger: str = ""
    field: str = ""
    errors: Mapping[str, str] = {}
    answer: str = ""


def verify(request: SlackRequest, secret: str, now: datetime) -> Rejected | None:
    """Check the shape before anything is hashed, then the time, then the signature over the raw bytes."""
    if request.method != "POST":
        return Rejected(405, "not a POST")
    if len(request.body) > LARGEST_BODY:
        return Rejected(413, "body too large")
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and signature.startswith("v0=")):  # noqa: PLR2004 - more digits are no time in seconds
        return Rejected(401, "no usable timestamp or signature")
    age = now.timestamp() - int(stamp)
    if not -FURTHEST_AHEAD <= age <= OLDEST:
        return Rejected(401, "timestamp too old or ahead")
    return (
        None if signed(request.body, stamp, secret, signature) else Rejected(401, "signature does not match")
    )


def signed(body: bytes, stamp: str, secret: str, signature: str) -> bool:
    """Compare in constant time; an empty secret signs nothing."""
    if not secret:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), signature.encode())


def read(body: bytes, content_type: str) -> ParsedRequest | Rejected:
    """The kind of request. OnCommand, behind the queue, reads everything else."""
    try:
        whole = body.decode()
        if content_type.startswith("application/json"):
            return _event(json.loads(whole))
        form = {name: values[-1] for name, values in parse_qs(whole, keep_blank_values=True).items()}
        if "payload" in form:
            return _interaction(json.loads(form["payload"]))
    except (ValueError, RecursionError):
        return Rejected(400, "unreadable body")
    if "ssl_check" in form:
        return ParsedRequest("nothing")
    if "command" in form:
        return ParsedRequest("command", identity=_hash("command", form.get("trigger_id", whole)))
    return Rejected(400, "neither an interaction, a command nor an event")


def challenge(request: SlackRequest) -> str:
    """What Slack expects back when it is given our URL, maybe before we have its secret.

    Only a word that looks like Slack's is echoed: the sender could be anyone.
    https://docs.slack.dev/reference/events/url_verification
    """
    if request.method != "POST" or len(request.body) > LARGEST_CHALLENGE:
        return ""
    entry = read(request.body, request.headers.get("content-type", ""))
    return entry.answer if isinstance(entry, ParsedRequest) and _CHALLENGE.fullmatch(entry.answer) else ""


def identity_of(payload: Mapping[str, Any]) -> str:
    """What makes a press unique: user, time and action; for a submission, the view and its hash."""
    if text(payload.get("type")) in {"view_submission", "view_closed"}:
        view = _mapping(payload.get("view"))
        return _hash("submission", text(view.get("id")), text(view.get("hash")))
    action = first_action(payload)
    user = text(_mapping(payload.get("user")).get("id"))
    return _hash("click", user, text(action.get("action_ts")), text(action.get("action_id")))


def _interaction(payload: Any) -> ParsedRequest | Rejected:
    if not isinstance(payload, dict):
        return Rejected(400, "unreadable payload")
    match payload.get("type"):
        case "block_actions":
            opens = opens_modal(first_action(payload))
            trigger = text(payload.get("trigger_id")) if opens and "view" not in payload else ""
            return ParsedRequest("click", identity=identity_of(payload), trigger=trigger)
        case "view_submission":
            blocks = _blocks(payload.get("view"))
            wrong = unsaid(filled_in(payload.get("view")))
            errors = {
                block: wrong[name] for block, fields in blocks.items() for name in fields if name in wrong
            }
            return ParsedRequest(
                "submission", identity=identity_of(payload), field=next(iter(blocks), ""), errors=errors
            )
        case "view_closed":
            return ParsedRequest("nothing")
        case _:
            return Rejected(400, "an interaction Lastcall does not know")


def _event(payload: Any) -> ParsedRequest | Rejected:
    if not isinstance(payload, dict):
        return Rejected(400, "unreadable event")
    if payload.get("type") == "url_verification":
        return ParsedRequest("nothing", answer=text(payload.get("challenge")))
    # Lastcall subscribes to none.
    return ParsedRequest("nothing")


def opens_modal(action: Mapping[str, Any]) -> bool:
    """Whether the door opens a modal for a button, or for a menu choice."""
    chosen = _mapping(action.get("selected_option")).get("value")
    return text(action.get("action_id")).startswith(OPENS) or text(chosen).startswith(OPENS)


def first_action(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    actions = payload.get("actions")
    return _mapping(actions[0]) if isinstance(actions, list) and actions else {}


def filled_in(view: Any) -> dict[str, str]:
    """The input by field name; times as epoch seconds, several choices joined by commas."""
    return {
        name: filled
        for fields in _blocks(view).values()
        for name, field in fields.items()
        if (filled := _filled(_mapping(field)))
    }


def _blocks(view: Any) -> dict[str, Mapping[str, Any]]:
    """The fields of a form by their block."""
    values = _mapping(_mapping(_mapping(view).get("state")).get("values"))
    return {block: _mapping(fields) for block, fields in values.items()}


def _filled(field: Mapping[str, Any]) -> str:
    if "selected_options" in field:
        several = field["selected_options"]
        chosen = several if isinstance(several, list) else []
        return ",".join(text(_mapping(each).get("value")) for each in chosen)
    one = text(_mapping(field.get("selected_option")).get("value")) or text(field.get("value"))
    at = field.get("selected_date_time")
    return one or (str(at) if type(at) is int else "")


def text(value: Any) -> str:
    """A string safe to pass on, without lone surrogates; empty for anything else."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
