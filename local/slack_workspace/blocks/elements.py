"""Block elements: what a person can press, pick or fill in.

https://docs.slack.dev/reference/block-kit/block-elements
Elements that need a server of their own (external_select) or belong to workflows are not known here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.slack_workspace.blocks import composition as part
from local.slack_workspace.blocks.schema import (
    Check,
    array,
    boolean,
    fault,
    integer,
    one_of,
    pattern,
    shape,
    string,
)

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

date = pattern(lambda text: bool(_DATE.fullmatch(text)), "a date YYYY-MM-DD")
time = pattern(lambda text: bool(_TIME.fullmatch(text)), "a time HH:mm")
number = pattern(lambda text: bool(_NUMBER.fullmatch(text)), "a number")
epoch_seconds = integer(least=1_000_000_000, most=9_999_999_999)

_ACTION_ID: Mapping[str, Check] = {"action_id": part.identifier}
_ACTING: Mapping[str, Check] = {**_ACTION_ID, "confirm": part.confirm, "focus_on_load": boolean}
_PICKING: Mapping[str, Check] = {**_ACTING, "placeholder": part.plain_text(part.PLACEHOLDER)}

_TYPING: Mapping[str, Check] = {
    **_ACTION_ID,
    "placeholder": part.plain_text(part.PLACEHOLDER),
    "focus_on_load": boolean,
    "dispatch_action_config": shape(
        required={
            "trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), most=2),
        },
    ),
}
_CHOICE: Mapping[str, Check] = {
    **_PICKING,
    "options": array(part.plain_option, most=100),
    "option_groups": array(part.option_group, most=100),
}
_CHOICE_RULES = (part.options_or_groups, part.distinct_values, part.initial_is_offered)
_MARKED_RULES = (part.distinct_values, part.initial_is_offered)
_SEVERAL: Mapping[str, Check] = {"max_selected_items": integer(least=1, most=100)}


def _lengths_in_order(element: Any, pointer: str) -> Iterator[str]:
    if element.get("min_length", 0) > element.get("max_length", part.TEXT):
        yield fault("min_length must not be greater than max_length", pointer)


ELEMENTS: Mapping[str, Check] = {
    "button": shape(
        required={"text": part.plain_text(75)},
        optional={
            **_ACTION_ID,
            "url": string(longest=part.URL),
            "value": string(longest=2000, shortest=0),
            "style": one_of("primary", "danger"),
            "confirm": part.confirm,
            "accessibility_label": string(longest=75),
        },
    ),
    "overflow": shape(
        required={"options": array(part.overflow_option, most=5)},
        optional={**_ACTION_ID, "confirm": part.confirm},
        rules=(part.distinct_values,),
    ),
    "static_select": shape(optional={**_CHOICE, "initial_option": part.plain_option}, rules=_CHOICE_RULES),
    "multi_static_select": shape(
        optional={**_CHOICE, **_SEVERAL, "initial_options": array(part.plain_option, most=100)},
        rules=_CHOICE_RULES,
    ),
    "users_select": shape(optional={**_PICKING, "initial_user": part.identifier}),
    "multi_users_select": shape(
        optional={**_PICKING, **_SEVERAL, "initial_users": array(part.identifier, most=100)}
    ),
    "channels_select": shape(
        optional={**_PICKING, "initial_channel": part.identifier, "response_url_enabled": boolean}
    ),
    "conversations_select": shape(
        optional={
            **_PICKING,
            "initial_conversation": part.identifier,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
        }
    ),
    "radio_buttons": shape(
        required={"options": array(part.text_option, most=10)},
        optional={**_ACTING, "initial_option": part.text_option},
        rules=_MARKED_RULES,
    ),
    "checkboxes": shape(
        required={"options": array(part.text_option, most=10)},
        optional={**_ACTING, "initial_options": array(part.text_option, most=10)},
        rules=_MARKED_RULES,
    ),
    "datepicker": shape(optional={**_PICKING, "initial_date": date}),
    "timepicker": shape(optional={**_PICKING, "initial_time": time, "timezone": string(longest=100)}),
    "datetimepicker": shape(optional={**_ACTING, "initial_date_time": epoch_seconds}),
    "plain_text_input": shape(
        optional={
            **_TYPING,
            "initial_value": string(longest=3000, shortest=0),
            "multiline": boolean,
            "min_length": integer(least=0, most=3000),
            "max_length": integer(least=1, most=3000),
        },
        rules=(_lengths_in_order,),
    ),
    "number_input": shape(
        required={"is_decimal_allowed": boolean},
        optional={**_TYPING, "initial_value": number, "min_value": number, "max_value": number},
    ),
    "email_text_input": shape(optional={**_TYPING, "initial_value": string(longest=3000, shortest=0)}),
    "url_text_input": shape(optional={**_TYPING, "initial_value": string(longest=3000, shortest=0)}),
    "image": shape(
        required={"image_url": string(longest=part.URL), "alt_text": string(longest=2000)},
    ),
}

_SELECTS = ("static_select", "users_select", "channels_select", "conversations_select")
_MULTI_SELECTS = ("multi_static_select", "multi_users_select")
_PICKERS = ("datepicker", "timepicker")
_MARKS = ("radio_buttons", "checkboxes")
_TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")


def _among(*types: str) -> Mapping[str, Check]:
    return {name: ELEMENTS[name] for name in types}


ACCESSORIES = _among("button", "overflow", "image", *_SELECTS, *_MULTI_SELECTS, *_PICKERS, *_MARKS)
ACTIONS = _among("button", "overflow", *_SELECTS, *_PICKERS, "datetimepicker", *_MARKS)
INPUTS = _among(*_TYPED, *_SELECTS, *_MULTI_SELECTS, *_PICKERS, "datetimepicker", *_MARKS)
