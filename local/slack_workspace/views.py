"""Modals and Home tabs: each person has at most one stack of three modals, and one Home.

https://docs.slack.dev/surfaces/modals
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json, with_block_ids
from local.slack_workspace.people import APP_ID, BOT_ID, TEAM_ID

DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`errors` are by block id; `trouble` is what Slack itself says when the app did not answer."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def external_id(self) -> str:
        return str(self.content.get("external_id") or "")


def view_json(view: View, *, values: Mapping[str, Any] | None = None) -> Json:
    """The view object of views.open and of payloads; `values` is what the person filled in."""
    content = view.content
    answer: Json = {
        "id": view.id,
        "team_id": TEAM_ID,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "external_id": view.external_id,
        "state": {"values": dict(values or {})},
        "hash": view.hash,
        "title": content.get("title"),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "submit_disabled": content.get("submit_disabled", False),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }
    return answer


class Views:
    """An external id names one view for ever; a closed view is found by nothing."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._external_ids: set[str] = set()
        self._submitted: set[str] = set()
        self._count = 0

    def open(self, user: str, content: Json) -> View:
        self._claim(content, None)
        view_id = self._next_id()
        view = View(id=view_id, user=user, content=_named(content), hash=self._next_hash(), root_id=view_id)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, content: Json) -> View:
        stack = self._stacks.get(user) or []
        if not stack:
            raise ApiError("view_not_found")
        if len(stack) >= DEEPEST:
            raise ApiError("push_limit_reached")
        self._claim(content, None)
        view = View(
            id=self._next_id(),
            user=user,
            content=_named(content),
            hash=self._next_hash(),
            root_id=stack[0].id,
            previous_id=stack[-1].id,
        )
        stack.append(view)
        return view

    def update(self, view: View, content: Json, *, expected_hash: str | None = None) -> View:
        """Refuse a stale hash: someone updated the view in between."""
        if expected_hash is not None and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        self._claim(content, view)
        kept = {"external_id": view.external_id} | content if view.external_id else content
        updated = replace(view, content=_named(kept), hash=self._next_hash(), errors={}, trouble=None)
        self._replace(updated)
        return updated

    def publish(self, user: str, content: Json, *, expected_hash: str | None = None) -> View:
        current = self._homes.get(user)
        if current is not None:
            updated = self.update(current, content, expected_hash=expected_hash)
            self._homes[user] = updated
            return updated
        self._claim(content, None)
        view_id = self._next_id()
        view = View(id=view_id, user=user, content=_named(content), hash=self._next_hash(), root_id=view_id)
        self._homes[user] = view
        return view

    def complain(
        self, view: View, *, errors: Mapping[str, str] | None = None, trouble: str | None = None
    ) -> None:
        """Show faults under the inputs, or that the app gave no answer."""
        self._replace(replace(view, errors=dict(errors or {}), trouble=trouble))

    def close(self, view: View, *, whole_stack: bool = False) -> list[View]:
        """Close a view and all above it; return what was closed, the top one first."""
        stack = self._stacks.get(view.user, [])
        keep = (
            0 if whole_stack else next((n for n, kept in enumerate(stack) if kept.id == view.id), len(stack))
        )
        closed = stack[keep:]
        self._stacks[view.user] = stack[:keep]
        return closed[::-1]

    def stack_of(self, user: str) -> list[View]:
        return list(self._stacks.get(user, ()))

    def home_of(self, user: str) -> View | None:
        return self._homes.get(user)

    def submit(self, view: View) -> None:
        """Until the app's answer to the submission was processed no call finds the view.

        https://github.com/slackapi/bolt-python/issues/916
        """
        self._submitted.add(view.id)

    def answered(self, view: View) -> None:
        self._submitted.discard(view.id)

    def called(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """As views.update finds one."""
        view = self.find(view_id=view_id, external_id=external_id)
        return None if view is None or view.id in self._submitted else view

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        for view in [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]:
            if view_id and view.id == view_id:
                return view
            if not view_id and external_id and view.external_id == external_id:
                return view
        return None

    def _claim(self, content: Json, own: View | None) -> None:
        external_id = content.get("external_id") or ""
        if not external_id or (own is not None and own.external_id == external_id):
            return
        if external_id in self._external_ids:
            raise ApiError("duplicate_external_id")
        self._external_ids.add(external_id)

    def _replace(self, view: View) -> None:
        if view.user in self._homes and self._homes[view.user].id == view.id:
            self._homes[view.user] = view
        stack = self._stacks.get(view.user, [])
        self._stacks[view.user] = [view if kept.id == view.id else kept for kept in stack]

    def _next_id(self) -> str:
        self._count += 1
        return f"V0LOCAL{self._count:05d}"

    def _next_hash(self) -> str:
        self._count += 1
        return f"{self._count}.{secrets.token_hex(4)}"


def _named(content: Json) -> Json:
    return {**content, "blocks": with_block_ids(content["blocks"])}
