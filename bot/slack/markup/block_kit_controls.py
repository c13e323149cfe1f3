"""Buttons, menus and fields as Block Kit elements.

https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.render.graphemes import cut, one_line
from bot.render.links.web_address import web_address
from bot.render.view import OVERFLOW_OPTIONS, Button, Confirm, Control, Input, Menu, Option
from bot.slack.markup import limits

Element = dict[str, Any]

_TEN_DIGITS = re.compile(r"[1-9][0-9]{9}")
# Plain text has no markup, but it passes through notifications and exports that might read some.
_ANGLES = str.maketrans({"<": "‹", ">": "›"})  # noqa: RUF001 - look-alikes on purpose


def plain_text(text: str, most: int) -> Element:
    """A plain_text object; never empty, since Slack refuses that."""
    shown = cut(one_line(text[: most * 2]), most).translate(_ANGLES)
    return {"type": "plain_text", "text": shown if shown.strip() else "-", "emoji": True}


def actions(block_id: str, controls: Sequence[Control]) -> list[Element]:
    """One actions block, or none when there is nothing to press."""
    elements = [element for control in controls if (element := _element(control))]
    return [{"type": "actions", "block_id": block_id, "elements": elements}] if elements else []


def input_block(field: Input) -> Element:
    """A field under its own name, as block id and action id: `state.values[name][name]`."""
    block: Element = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, limits.LABEL),
        "element": _field(field),
        "optional": field.optional,
    }
    return block | ({"hint": plain_text(field.hint, limits.HINT)} if field.hint else {})


def _element(control: Control) -> Element:
    match control:
        case Button():
            return _button(control)
        case Menu(action, placeholder, options, overflow):
            shown = options[: OVERFLOW_OPTIONS if overflow else limits.OPTIONS]
            if not shown:
                return {}
            menu: Element = {"action_id": action, "options": [_option(option) for option in shown]}
            if overflow:
                return {"type": "overflow", **menu}
            return {
                "type": "static_select",
                "placeholder": plain_text(placeholder, limits.PLACEHOLDER),
                **menu,
            }


def _button(button: Button) -> Element:
    element: Element = {
        "type": "button",
        "action_id": button.action,
        "text": plain_text(button.label, limits.BUTTON_TEXT),
        "value": button.value,
    }
    if button.style:
        element["style"] = button.style
    if button.confirm:
        element["confirm"] = _confirm(button.confirm)
    if button.url:
        # In a JSON field of its own a URL is no markup: only its scheme has to be safe.
        if not web_address(button.url):
            return {}
        element["url"] = button.url
    return element


def _confirm(confirm: Confirm) -> Element:
    return {
        "title": plain_text(confirm.title, limits.CONFIRM_TITLE),
        "text": plain_text(confirm.text, limits.CONFIRM_TEXT),
        "confirm": plain_text(confirm.yes, limits.CONFIRM_BUTTON),
        "deny": plain_text(confirm.no, limits.CONFIRM_BUTTON),
    }


def _option(option: Option) -> Element:
    return {"text": plain_text(option.label, limits.OPTION_TEXT), "value": option.value}


def _field(field: Input) -> Element:
    element: Element = {"action_id": field.name}
    if field.kind == "datetime":
        # Slack takes exactly ten digits: from 2001 to 2286.
        initial = {"initial_date_time": int(field.initial)} if _TEN_DIGITS.fullmatch(field.initial) else {}
        return {"type": "datetimepicker", **element, **initial}
    if field.kind == "choice":
        return {"type": "static_select", **element, **_choices(field)}
    text: Element = {"type": "plain_text_input", **element, "multiline": True, "max_length": 1_000}
    prefilled = cut(one_line(field.initial), 1_000)
    return text | ({"initial_value": prefilled} if prefilled else {})


def _choices(field: Input) -> Element:
    options = [_option(option) for option in field.options[: limits.OPTIONS]]
    initial = [option for option in options if option["value"] == field.initial]
    return {"options": options, **({"initial_option": initial[0]} if initial else {})}
