"""The Web API client: one TLS context per container, explicit time-outs, no retries for posts.

slack_sdk parses the CA bundle for every call unless given a context (19 ms each), and its own retry repeats
a post whose answer was lost, which then shows twice. Both are settled here once.
"""

import ssl
from collections.abc import Callable
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import BotError
from bot.ports.channel import UnansweredError, UnauthorisedError
from bot.slack.methods import encoded
from bot.slack.refusals import fault_of

TIMEOUT_SECONDS = 8


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class SlackClient:
    """Calls Slack with the current token and turns every failure into one of the ports' faults.

    Args:
        token: Reads the bot token; called with True to re-read it after Slack refused it.
    """

    def __init__(self, api_url: str, token: Callable[[bool], str]) -> None:
        self._api_url = api_url
        self._token = token
        self._web: WebClient | None = None

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call; a refused token is re-read, and a different one tried once."""
        try:
            return self.once(method, **arguments)
        except UnauthorisedError:
            refused, self._web = self._web, None
            if refused is not None:
                self._web = self._connected(fresh=True)
                if self._web.token == refused.token:
                    raise
            return self.once(method, **arguments)

    def trusts(self, url: str) -> bool:
        """Whether data may be sent to a URL from Slack: it must be as safe as Slack's own."""
        scheme, _, rest = url.partition("://")
        return bool(rest) and scheme in {"https", self._api_url.partition("://")[0]}

    @property
    def tls(self) -> ssl.SSLContext:
        """The TLS context of every connection."""
        return _tls()

    def once(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call, and never a second one."""
        sent = encoded(method, arguments)
        if self._web is None:
            self._web = self._connected(fresh=False)
        try:
            answer = self._web.api_call(method, **sent)
        except SlackApiError as fault:
            raise fault_of(fault) from fault
        except (SlackClientError, URLError, OSError, HTTPException, ValueError) as fault:
            # HTTPException: not HTTP. ValueError: not JSON. Whether the call was accepted is unknown.
            raise UnansweredError(f"{method}: {type(fault).__name__}") from fault
        return answer.data if isinstance(answer.data, dict) else {}

    def _connected(self, *, fresh: bool) -> WebClient:
        try:
            token = self._token(fresh)
        except BotError as fault:
            raise UnauthorisedError(str(fault)) from fault
        tls = _tls() if self._api_url.startswith("https:") else None
        return WebClient(
            token=token, base_url=self._api_url, timeout=TIMEOUT_SECONDS, ssl=tls, retry_handlers=[]
        )
