"""Submitting and closing a modal, and what the app's answer does to it.

https://docs.slack.dev/surfaces/modals#updating_views
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from local.slack_workspace import payloads
from local.slack_workspace.acts import Outcome
from local.slack_workspace.blocks import view_fault
from local.slack_workspace.controls import NoSuchControlError, acting, view_of
from local.slack_workspace.courier import Courier
from local.slack_workspace.door import DoorClosedError, DoorResponse
from local.slack_workspace.errors import ApiError
from local.slack_workspace.form_state import missing_inputs, state_values
from local.slack_workspace.messages import Json
from local.slack_workspace.views import View, view_json
from local.slack_workspace.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Modals:
    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier

    def submit(self, user: str, view_id: str, given: Mapping[str, Any]) -> Outcome:
        """Press the submit button; `given` holds raw values, see `state_values`."""
        workspace = self._workspace
        with workspace.lock:
            who = payloads.person(acting(workspace, user), workspace.domains)
            view = view_of(workspace, user, view_id)
            if view.content.get("submit") is None:
                raise NoSuchControlError(f"view {view_id} has no submit button")
            values = state_values(view.content["blocks"], given)
            errors = missing_inputs(view.content["blocks"], values)
            if errors:
                return self._complain(view, Outcome(ok=False, errors=errors))
            trigger_id = workspace.triggers.give(user, from_view=view.id)
            shown = view_json(view, values=values)
            workspace.views.submit(view)
        payload = payloads.view_submission(who, view=shown, trigger_id=trigger_id)
        try:
            response = self._courier.deliver(payloads.interaction_body(payload))
        except DoorClosedError:
            workspace.views.answered(view)
            return self._complain(view, Outcome(ok=False, shown=TROUBLE))
        with workspace.lock:
            workspace.views.answered(view)
            return self._apply(view, response)

    def close(self, user: str, view_id: str, *, whole_stack: bool = False) -> Outcome:
        """Cancel a modal; the app hears of it where the view asked for that."""
        workspace = self._workspace
        with workspace.lock:
            who = payloads.person(acting(workspace, user), workspace.domains)
            view = view_of(workspace, user, view_id)
            cleared = whole_stack or bool(view.content.get("clear_on_close"))
            closed = workspace.views.close(view, whole_stack=cleared)
            workspace.changed()
        status: int | None = None
        for gone in closed:
            if gone.content.get("notify_on_close"):
                status = self._tell(payloads.view_closed(who, view=view_json(gone), is_cleared=cleared))
        return Outcome(ok=True, status=status)

    def _tell(self, payload: Json) -> int | None:
        try:
            return self._courier.deliver(payloads.interaction_body(payload)).status
        except DoorClosedError:
            return None

    def _apply(self, view: View, response: DoorResponse) -> Outcome:
        """The view may have been updated while the app was asked, so it is looked up again."""
        current = self._workspace.views.find(view_id=view.id) or view
        try:
            return self._obey(current, _answer(response), response.status)
        except ApiError:
            return self._complain(current, Outcome(ok=False, status=response.status, shown=TROUBLE))

    def _obey(self, view: View, answer: Json, status: int) -> Outcome:
        views = self._workspace.views
        match answer.get("response_action"):
            case None:
                views.close(view)
            case "clear":
                views.close(view, whole_stack=True)
            case "update":
                views.update(view, _valid_view(answer))
            case "push":
                views.push(view.user, _valid_view(answer))
            case "errors":
                return self._complain(view, Outcome(ok=False, status=status, errors=_errors(view, answer)))
            case _:
                raise ApiError("invalid_response_action")
        self._workspace.changed()
        return Outcome(ok=True, status=status)

    def _complain(self, view: View, outcome: Outcome) -> Outcome:
        with self._workspace.lock:
            current = self._workspace.views.find(view_id=view.id)
            if current is not None:
                self._workspace.views.complain(current, errors=outcome.errors, trouble=outcome.shown)
            self._workspace.changed()
        return outcome


def _answer(response: DoorResponse) -> Json:
    if response.status != HTTPStatus.OK:
        raise ApiError("dispatch_failed")
    text = response.body.decode(errors="replace").strip()
    try:
        answer = json.loads(text) if text else {}
    except ValueError:
        raise ApiError("invalid_response") from None
    if not isinstance(answer, dict):
        raise ApiError("invalid_response")
    return answer


def _valid_view(answer: Json) -> Json:
    view = answer.get("view")
    refused = view_fault(view, kind="modal")
    if refused:
        raise refused
    return dict(view or {})


def _errors(view: View, answer: Json) -> dict[str, str]:
    """Only an input can carry an error; an answer that names none is no answer."""
    inputs = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    given = answer.get("errors")
    if not isinstance(given, dict) or not given or not set(given) <= inputs:
        raise ApiError("invalid_errors")
    return {str(block_id): str(text) for block_id, text in given.items()}
