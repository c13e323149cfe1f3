"""What a person filled in: raw values of controls <-> Slack's `state.values` and action values.

A raw value is a string (text, chosen option, date, id), a number (datetimepicker) or a list (options).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from local.slack_workspace.blocks.composition import options_of
from local.slack_workspace.blocks.layout import elements_of
from local.slack_workspace.messages import Json

Raw = Any


class NotOfferedError(ValueError):
    """A value that the control does not offer."""


_ONE_VALUE = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
}
_ONE_OPTION = ("static_select", "radio_buttons", "overflow")
_SEVERAL_OPTIONS = ("checkboxes", "multi_static_select")


def value_of(element: Mapping[str, Any], raw: Raw) -> Json:
    """The keys that carry what was chosen, as in `actions[0]` and in `state.values`."""
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"selected_option": None if raw in (None, "") else _option(element, raw)}
    if kind in _SEVERAL_OPTIONS:
        return {"selected_options": [_option(element, value) for value in raw or []]}
    if kind == "datetimepicker":
        return {"selected_date_time": None if raw in (None, "") else int(raw)}
    if kind in _ONE_VALUE:
        return {_ONE_VALUE[kind][0]: raw or None}
    return {}


def initial_of(element: Mapping[str, Any]) -> Json:
    """What the control holds before anybody touches it."""
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"selected_option": element.get("initial_option")}
    if kind in _SEVERAL_OPTIONS:
        return {"selected_options": element.get("initial_options", [])}
    key, initial = _ONE_VALUE[kind]
    return {key: element.get(initial)}


def _option(element: Mapping[str, Any], value: Raw) -> Json:
    for option in options_of(element):
        if option["value"] == value:
            return {name: part for name, part in option.items() if name != "url"}
    offered = ", ".join(option["value"] for option in options_of(element))
    raise NotOfferedError(f"{value!r} is not offered by {element.get('action_id')}: choose one of {offered}")


def is_stateful(element: Mapping[str, Any]) -> bool:
    return element["type"] not in ("button", "overflow")


def state_values(blocks: Iterable[Json], given: Mapping[str, Any] | None = None) -> Json:
    """`state.values` of a surface.

    `given` holds raw values by block_id, by action_id, or by block_id and then action_id.
    """
    values: Json = {}
    for block in blocks:
        for element in filter(is_stateful, elements_of(block)):
            action_id = element["action_id"]
            found, raw = _lookup(given or {}, block["block_id"], action_id)
            held = value_of(element, raw) if found else initial_of(element)
            values.setdefault(block["block_id"], {})[action_id] = {"type": element["type"], **held}
    return values


def _lookup(given: Mapping[str, Any], block_id: str, action_id: str) -> tuple[bool, Raw]:
    inner = given.get(block_id)
    if isinstance(inner, Mapping):
        return action_id in inner, inner.get(action_id)
    if block_id in given:
        return True, inner
    return action_id in given, given.get(action_id)


def missing_inputs(blocks: Iterable[Json], values: Mapping[str, Any]) -> dict[str, str]:
    """What Slack's own client refuses before the app hears of it, by block id."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        held = values[block["block_id"]][element["action_id"]]
        filled = next((value for key, value in held.items() if key != "type"), None)
        if not filled and not block.get("optional"):
            errors[block["block_id"]] = "Please complete this required field."
        elif isinstance(filled, str) and not _fits(element, filled):
            errors[block["block_id"]] = f"Enter {_span(element)} characters."
    return errors


def _fits(element: Mapping[str, Any], text: str) -> bool:
    if element["type"] != "plain_text_input":
        return True
    return int(element.get("min_length", 0)) <= len(text) <= int(element.get("max_length", 3000))


def _span(element: Mapping[str, Any]) -> str:
    return f"{element.get('min_length', 0)} to {element.get('max_length', 3000)}"
