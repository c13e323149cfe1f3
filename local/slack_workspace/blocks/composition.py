"""Composition objects: texts, options, confirmation dialogs.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from collections.abc import Iterator, Mapping
from typing import Any

from local.slack_workspace.blocks.schema import (
    Check,
    array,
    boolean,
    by_type,
    fault,
    one_of,
    shape,
    string,
)

TEXT, FIELD = 3000, 2000
OPTION_TEXT, OPTION_VALUE, OPTION_URL = 75, 150, 3000
IDENTIFIER, PLACEHOLDER, URL = 255, 150, 3000

identifier = string(longest=IDENTIFIER)


def plain_text(longest: int) -> Check:
    """A slot that refuses mrkdwn."""
    return by_type(
        {"plain_text": shape(required={"text": string(longest=longest)}, optional={"emoji": boolean})}
    )


def text(longest: int = TEXT) -> Check:
    """A slot that takes plain_text and mrkdwn."""
    return by_type(
        {
            "plain_text": shape(required={"text": string(longest=longest)}, optional={"emoji": boolean}),
            "mrkdwn": shape(required={"text": string(longest=longest)}, optional={"verbatim": boolean}),
        }
    )


def option(label: Check, *, extra: Mapping[str, Check] | None = None) -> Check:
    return shape(
        required={"text": label, "value": string(longest=OPTION_VALUE)},
        optional={"description": label, **(extra or {})},
    )


plain_option = option(plain_text(OPTION_TEXT))
text_option = option(text(OPTION_TEXT))
overflow_option = option(plain_text(OPTION_TEXT), extra={"url": string(longest=OPTION_URL)})
option_group = shape(
    required={"label": plain_text(OPTION_TEXT), "options": array(plain_option, most=100)},
)
confirm = shape(
    required={
        "title": plain_text(100),
        "text": text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    optional={"style": one_of("primary", "danger")},
)


def options_of(element: Mapping[str, Any]) -> list[Any]:
    """All options of a select, grouped or not."""
    groups = [group.get("options", []) for group in element.get("option_groups", [])]
    return [*element.get("options", []), *(option for group in groups for option in group)]


def distinct_values(element: Any, pointer: str) -> Iterator[str]:
    values = [option["value"] for option in options_of(element)]
    if len(values) != len(set(values)):
        yield fault("option values must be unique", f"{pointer}/options")


def initial_is_offered(element: Any, pointer: str) -> Iterator[str]:
    """An initial option must be one of the options, to the letter."""
    offered = options_of(element)
    if "initial_option" in element and element["initial_option"] not in offered:
        yield fault("must match one of the options", f"{pointer}/initial_option")
    for index, chosen in enumerate(element.get("initial_options", ())):
        if chosen not in offered:
            yield fault("must match one of the options", f"{pointer}/initial_options/{index}")


def options_or_groups(element: Any, pointer: str) -> Iterator[str]:
    if ("options" in element) == ("option_groups" in element):
        yield fault("must define either `options` or `option_groups`", pointer)
