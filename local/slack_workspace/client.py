"""The workspace seen from another process: what a person sees and does, for tests and scripts."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from local.slack_workspace.site import CALLER_HEADER, token_in

Json = dict[str, Any]
Found = TypeVar("Found")
_TIMEOUT = 30.0


class RefusedError(Exception):
    """The workspace did not do it; the message is its one line."""


class WorkspaceClient:
    """Acts as the page does: with the token of the run, which the page's document holds."""

    def __init__(self, page_url: str) -> None:
        self._page_url = page_url
        self._base = page_url.rstrip("/") + "/workspace/"
        self._token = ""

    def state(self) -> Json:
        """See `snapshot.snapshot` for its keys."""
        return self._get("state")

    def messages(self, channel: str) -> list[Json]:
        """Root messages of a channel, oldest first, each with its `replies`."""
        found: list[Json] = self.state()["messages"][channel]
        return found

    def views(self, user: str) -> list[Json]:
        """The modals open before a person, the top one last."""
        found: list[Json] = self.state()["views"][user]
        return found

    def calls(self, method: str | None = None) -> list[Json]:
        calls: list[Json] = self._get("calls")["calls"]
        return [call for call in calls if method in (None, call["method"])]

    def deliveries(self) -> list[Json]:
        found: list[Json] = self._get("deliveries")["deliveries"]
        return found

    def click(self, user: str, action_id: str, **target: Any) -> Json:
        """`channel` and `ts`, or `view_id`; `block_id`, `selected` and `values` where they matter."""
        return self._post("click", {"user": user, "action_id": action_id, **target})

    def submit(self, user: str, view_id: str, values: Mapping[str, Any] | None = None) -> Json:
        """`values` are raw values by block_id or action_id: text, option value, date, list of options."""
        return self._post("submit", {"user": user, "view_id": view_id, "values": dict(values or {})})

    def close(self, user: str, view_id: str) -> Json:
        return self._post("close", {"user": user, "view_id": view_id})

    def command(self, user: str, channel: str, text: str) -> Json:
        """`text` begins with the command's name: `/lastcall list`."""
        return self._post("command", {"user": user, "channel": channel, "text": text})

    def open_home(self, user: str) -> Json:
        return self._post("home", {"user": user})

    def panel(self) -> Json:
        """What stands beside the workspace: its title and sections."""
        return self._get("panel")

    def press(self, button: str) -> str:
        """Press a button of the panel; return the line it says."""
        return str(self._post("press", {"id": button})["said"])

    def set_faults(self, faults: Sequence[Json]) -> Json:
        """Each fault is the JSON of `faults.Fault`: at least `kind`."""
        return self._post("faults", {"faults": list(faults)})

    def limit_posts(self, *, posts: int, seconds: float) -> Json:
        """Answer 429 to more posts per channel than that."""
        return self._post("faults", {"post_rate": {"posts": posts, "seconds": seconds}})

    def limit_ordinarily(self, *, on: bool) -> Json:
        """Answer 429 as often as the real Slack would: see `limits.Limits`."""
        return self._post("faults", {"ordinary_limits": on})

    def clear_faults(self) -> Json:
        return self._post("faults", {"clear": True})

    def replay(self, index: int = -1) -> Json:
        """Send one of the past deliveries again, byte for byte."""
        return self._post("replay", {"index": index})

    def wait_for(
        self,
        look: Callable[[Json], Found | None],
        *,
        within: timedelta = timedelta(seconds=10),
        what: str = "what the test waits for",
    ) -> Found:
        """Return what `look` finds in the state, looked at anew after every change."""
        end = time.monotonic() + within.total_seconds()
        while True:
            state = self.state()
            found = look(state)
            if found:
                return found
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come within {within.total_seconds():g} s")
            self._wait_for_change(state["revision"], end)

    def _wait_for_change(self, revision: int, end: float) -> None:
        remaining = max(0.05, min(_TIMEOUT, end - time.monotonic()))
        try:
            self._get(f"events?since={revision}", timeout=remaining)
        except TimeoutError:
            return

    def _get(self, path: str, *, timeout: float = _TIMEOUT) -> Json:
        return self._ask(Request(self._base + path), timeout)  # noqa: S310  the address is the workspace's own

    def _post(self, path: str, body: Json) -> Json:
        request = Request(  # noqa: S310  the address is the workspace's own
            self._base + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        return self._ask(request, _TIMEOUT)

    def _ask(self, request: Request, timeout: float) -> Json:
        request.add_header(CALLER_HEADER, self._token or self._learn_token())
        try:
            with urlopen(request, timeout=timeout) as response:  # noqa: S310  the same
                answer: Json = json.load(response)
                return answer
        except HTTPError as refused:
            text = refused.read().decode()
            line = json.loads(text)["refused"] if text.startswith("{") else text.strip()
            raise RefusedError(line) from refused

    def _learn_token(self) -> str:
        with urlopen(self._page_url, timeout=_TIMEOUT) as page:  # noqa: S310  the same
            self._token = token_in(page.read().decode())
        return self._token
