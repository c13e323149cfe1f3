"""What the page and tests in other processes ask for: everything under `/workspace/`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from local.slack_workspace.acts import Acts, Outcome
from local.slack_workspace.controls import NoSuchControlError, Target
from local.slack_workspace.courier import Courier
from local.slack_workspace.door import DoorClosedError
from local.slack_workspace.faults import Fault, parse_fault
from local.slack_workspace.gateway import Gateway
from local.slack_workspace.limits import PostRate
from local.slack_workspace.modals import Modals
from local.slack_workspace.panel import Panel
from local.slack_workspace.snapshot import snapshot
from local.slack_workspace.workspace import Workspace

LONGEST_WAIT = 25.0
Json = dict[str, Any]


class PageApi:
    def __init__(
        self,
        *,
        workspace: Workspace,
        gateway: Gateway,
        courier: Courier,
        acts: Acts,
        modals: Modals,
        panel: Panel | None,
    ) -> None:
        self._workspace = workspace
        self._gateway = gateway
        self._courier = courier
        self._acts = acts
        self._panel = panel
        self._reads: Mapping[str, Callable[[Mapping[str, str]], Json]] = {
            "state": lambda _: snapshot(workspace) | {"panel": panel.title if panel else None},
            "events": self._events,
            "calls": lambda _: {"calls": [call.as_json() for call in gateway.calls]},
            "deliveries": lambda _: {"deliveries": [sent.as_json() for sent in courier.deliveries]},
            "panel": lambda _: self._panel_now(),
        }
        self._writes: Mapping[str, Callable[[Json], Json]] = {
            "click": self._click,
            "submit": lambda given: _shown(
                modals.submit(given["user"], given["view_id"], given.get("values") or {})
            ),
            "close": lambda given: _shown(
                modals.close(given["user"], given["view_id"], whole_stack=bool(given.get("whole_stack")))
            ),
            "command": lambda given: _shown(acts.command(given["user"], given["channel"], given["text"])),
            "home": lambda given: _shown(acts.open_home(given["user"])),
            "say": lambda given: {"ok": True, "ts": acts.say(given["user"], given["channel"], given["text"])},
            "faults": self._faults,
            "replay": self._replay,
            "press": self._press,
        }

    def read(self, name: str, query: Mapping[str, str]) -> tuple[int, Json]:
        if name not in self._reads:
            return 404, _refused(f"there is no /workspace/{name}; there are {', '.join(self._reads)}")
        try:
            return 200, self._reads[name](query)
        except ValueError as refused:
            return 400, _refused(str(refused))

    def write(self, name: str, body: bytes) -> tuple[int, Json]:
        """Do what a person does; what a person could not do is a 400 with one line."""
        if name not in self._writes:
            return 404, _refused(f"there is no POST /workspace/{name}; there are {', '.join(self._writes)}")
        try:
            return 200, self._writes[name](json.loads(body))
        except KeyError as missing:
            return 400, _refused(f"/workspace/{name} needs {missing}")
        except (NoSuchControlError, TypeError, ValueError) as refused:
            return 400, _refused(str(refused))

    def _events(self, query: Mapping[str, str]) -> Json:
        """Answer as soon as something changed since the revision asked about."""
        since = int(query.get("since", "-1"))
        return {"revision": self._workspace.wait_for_change(since, seconds=LONGEST_WAIT)}

    def _click(self, given: Json) -> Json:
        target = Target(
            action_id=given["action_id"],
            block_id=given.get("block_id"),
            channel=given.get("channel"),
            ts=given.get("ts"),
            view_id=given.get("view_id"),
            values=given.get("values") or {},
        )
        return _shown(self._acts.click(given["user"], target, given.get("selected")))

    def _faults(self, given: Json) -> Json:
        """`faults` are added, `clear` takes all away first, `post_rate` has `posts` and `seconds`.

        `ordinary_limits` turns Slack's own limits on or off.
        """
        if given.get("clear"):
            self._gateway.faults.clear()
        parsed: list[Fault] = [parse_fault(fault) for fault in given.get("faults", ())]
        self._gateway.faults.set(*parsed)
        if rate := given.get("post_rate"):
            window = timedelta(seconds=rate["seconds"])
            self._gateway.faults.limit_posts(PostRate(posts=rate["posts"], window=window))
        if "ordinary_limits" in given:
            self._gateway.faults.limits.on = bool(given["ordinary_limits"])
        return {"ok": True, "pending": self._gateway.faults.pending()}

    def _replay(self, given: Json) -> Json:
        """Send one of the past deliveries again, byte for byte."""
        deliveries = self._courier.deliveries
        if not deliveries:
            raise NoSuchControlError("nothing has been delivered that could be replayed")
        try:
            response = self._courier.send(deliveries[int(given.get("index", -1))].request)
        except DoorClosedError as closed:
            return {"ok": False, "status": None, "shown": str(closed)}
        return {"ok": True, "status": response.status}

    def _panel_now(self) -> Json:
        if self._panel is None:
            return {"title": None, "sections": []}
        return {"title": self._panel.title, "sections": [asdict(each) for each in self._panel.sections()]}

    def _press(self, given: Json) -> Json:
        if self._panel is None:
            raise NoSuchControlError("this workspace has no panel")
        return {"ok": True, "said": self._panel.press(given["id"])}


def _shown(outcome: Outcome) -> Json:
    return outcome.as_json()


def _refused(line: str) -> Json:
    return {"ok": False, "refused": line}
