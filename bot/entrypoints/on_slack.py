"""The Function URL: verify, open the modal where one is wanted, enqueue, answer. Decides nothing."""

import base64
import json
import logging
from collections.abc import Mapping
from typing import Any

from bot.aws.secrets import SetUpUnfinishedError
from bot.domain.errors import BotError
from bot.entrypoints import started
from bot.slack.loading import working_view
from bot.slack.verify import ParsedRequest, Rejected, SlackRequest, challenge, read, text, verify
from bot.wiring.on_slack import SlackWiring, lambda_door

log = logging.getLogger("lastcall")

Answer = dict[str, Any]

NOT_ACCEPTED = "Lastcall could not accept this just now. Nothing was done: try again in a moment."
UNFINISHED = "Lastcall's set-up is unfinished: put Slack's signing secret into Secrets Manager (see README)."


class OnSlack:
    def __init__(self, wired: SlackWiring) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], _context: Any) -> Answer:
        try:
            request = _request(event)
        except ValueError:
            return _plain(400)
        try:
            rejected = self._rejected(request)
        except SetUpUnfinishedError:
            if said := challenge(request):
                return _plain(200, said)
            log.exception("set-up unfinished")
            return _plain(503, UNFINISHED)
        except BotError:
            log.exception("the signing secret could not be read")
            return _plain(503, NOT_ACCEPTED)
        if rejected:
            log.warning("turned away", extra={"status": rejected.status, "why": rejected.why})
            return _plain(rejected.status)
        content_type = request.headers.get("content-type", "")
        entry = read(request.body, content_type)
        if isinstance(entry, Rejected):
            log.warning("turned away", extra={"status": entry.status, "why": entry.why})
            return _plain(entry.status)
        return _at_once(entry) or self._accept(entry, request.body.decode(), content_type)

    def _rejected(self, request: SlackRequest) -> Rejected | None:
        now = self._wired.clock()
        secret = self._wired.signing_secret(fresh=False)
        rejected = verify(request, secret, now)
        if rejected and rejected.why == "signature does not match":
            # The secret may have been rotated: it is read again, once a minute at most.
            return verify(request, self._wired.signing_secret(fresh=True), now)
        return rejected

    def _accept(self, entry: ParsedRequest, body: str, content_type: str) -> Answer:
        opened = bool(entry.trigger) and self._wired.open_modal(entry.trigger, entry.identity)
        accepted = self._wired.enqueue(
            {
                "slack": {
                    "body": body,
                    "content_type": content_type,
                    "opened": opened,
                }
            }
        )
        return _accepted(entry) if accepted else _refused(entry)


def _at_once(entry: ParsedRequest) -> Answer | None:
    """What can be answered right away; a form with an error stays as it was filled in."""
    if entry.errors:
        return _json({"response_action": "errors", "errors": dict(entry.errors)})
    return _plain(200, entry.answer) if entry.kind == "nothing" else None


def _accepted(entry: ParsedRequest) -> Answer:
    match entry.kind:
        case "submission":
            return _json({"response_action": "update", "view": working_view(entry.identity)})
        case _:
            # A typed command gets no answer here: Slack would not replace it, but show both
            # (https://github.com/slackapi/bolt-python/issues/1268).
            return _plain(200)


def _refused(entry: ParsedRequest) -> Answer:
    """Slack shows its own warning for a click that got a 503; elsewhere we say it ourselves."""
    match entry.kind:
        case "submission" if entry.field:
            return _json({"response_action": "errors", "errors": {entry.field: NOT_ACCEPTED}})
        case "command":
            return _json({"response_type": "ephemeral", "text": NOT_ACCEPTED})
        case _:
            return _plain(503)


def _request(event: Any) -> SlackRequest:
    """Function URLs send header names in lower case, and the body as base64 when they see fit.

    What has not the shape that AWS gives it counts as not there, so that nothing sent can raise.
    """
    body = _inside(event, "body")
    # A body that is not base64 counts as empty: it will not be signed.
    given = body.encode() if isinstance(body, str) else b""
    raw = base64.b64decode(given) if _inside(event, "isBase64Encoded") else given
    headers = _inside(event, "headers")
    named = headers.items() if isinstance(headers, Mapping) else ()
    method = _inside(event, "requestContext", "http", "method")
    return SlackRequest(text(method), {text(name).lower(): text(value) for name, value in named}, raw)


def _inside(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _plain(status: int, said: str = "") -> Answer:
    return {"statusCode": status, "headers": {"content-type": "text/plain"}, "body": said}


def _json(body: Mapping[str, Any]) -> Answer:
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


handler = started(OnSlack(lambda_door()))
