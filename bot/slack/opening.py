"""Open the loading modal from the door: one call, no slack_sdk, well inside Slack's three seconds."""

import json
import logging
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from bot.slack.loading import loading_view

log = logging.getLogger("lastcall")

# The trigger lives three seconds; a slower answer than this would cost the acknowledgement.
TIMEOUT_SECONDS = 0.8


class ModalOpener:
    """Keeps its connection between presses; a stale connection is reopened once."""

    def __init__(self, api_url: str) -> None:
        self._url = urlsplit(api_url)
        self._connection: HTTPConnection | None = None

    def __call__(self, token: str, trigger: str, external_id: str) -> bool:
        """Open it; False if Slack did not: the answer then goes elsewhere."""
        body = json.dumps({"trigger_id": trigger, "view": loading_view(external_id)})
        try:
            answer = self._post("views.open", token, body)
        except (HTTPException, OSError, ValueError) as fault:
            log.warning("modal not opened", extra={"why": type(fault).__name__})
            return False
        if not answer.get("ok"):
            log.warning("modal not opened", extra={"why": str(answer.get("error"))})
        return bool(answer.get("ok"))

    def _post(self, method: str, token: str, body: str) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        kept = self._connection
        connection = kept or self._connect()
        try:
            connection.request("POST", f"{self._url.path}{method}", body, headers)
            response = connection.getresponse()
        except (HTTPException, OSError):
            connection.close()
            self._connection = None
            if kept is None:
                raise
            # A trigger works once, so retrying an accepted opening is refused, not doubled.
            return self._post(method, token, body)
        self._connection = connection
        answer = json.loads(response.read())
        return answer if isinstance(answer, dict) else {}

    def _connect(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.netloc, timeout=TIMEOUT_SECONDS)
