"""Layout blocks, and the rules that hold between the blocks of one surface.

https://docs.slack.dev/reference/block-kit/blocks
A block type the workspace cannot show (video, file, markdown, card, ...) is refused as unsupported.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local.slack_workspace.blocks import composition as part
from local.slack_workspace.blocks.elements import ACCESSORIES, ACTIONS, INPUTS
from local.slack_workspace.blocks.rich_text import RICH_TEXT
from local.slack_workspace.blocks.schema import (
    Check,
    anything,
    array,
    boolean,
    by_type,
    fault,
    shape,
    string,
)

_ID: Mapping[str, Check] = {"block_id": part.identifier}
_alt_text = string(longest=2000)
_image_url = string(longest=part.URL)


def _text_or_fields(block: Any, pointer: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield fault("must define either `text` or `fields`", pointer)


_raw_text = shape(required={"text": string(longest=part.TEXT, shortest=0)})
_context_element = by_type(
    {
        "image": shape(required={"image_url": _image_url, "alt_text": _alt_text}),
        "plain_text": part.plain_text(part.TEXT),
        "mrkdwn": part.text(),
    }
)

_DISPLAY: Mapping[str, Check] = {
    "section": shape(
        optional={
            **_ID,
            "text": part.text(),
            "fields": array(part.text(part.FIELD), most=10),
            "accessory": by_type(ACCESSORIES),
            "expand": boolean,
        },
        rules=(_text_or_fields,),
    ),
    "header": shape(required={"text": part.plain_text(150)}, optional=_ID),
    "divider": shape(optional=_ID),
    "context": shape(required={"elements": array(_context_element, most=10)}, optional=_ID),
    "image": shape(
        required={"image_url": _image_url, "alt_text": _alt_text},
        optional={**_ID, "title": part.plain_text(2000)},
    ),
    "rich_text": RICH_TEXT,
    "table": shape(
        required={
            "rows": array(array(by_type({"raw_text": _raw_text, "rich_text": RICH_TEXT}), most=20), most=100)
        },
        optional={**_ID, "column_settings": array(anything, most=20)},
    ),
}
_INTERACTIVE: Mapping[str, Check] = {
    "actions": shape(required={"elements": array(by_type(ACTIONS), most=25)}, optional=_ID),
    "input": shape(
        required={"label": part.plain_text(2000), "element": by_type(INPUTS)},
        optional={**_ID, "hint": part.plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}
BLOCK = by_type({**_DISPLAY, **_INTERACTIVE})


def elements_of(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements of a block, in order."""
    elements = [*block.get("elements", ())] if block.get("type") == "actions" else []
    elements += [block[slot] for slot in ("accessory", "element") if slot in block]
    return [element for element in elements if element.get("type") != "image"]


def across_blocks(blocks: Sequence[Mapping[str, Any]], pointer: str) -> Iterator[str]:
    """Ids are unique: block_id on the surface, action_id in its block. One table, one focus."""
    yield from _repeated([block.get("block_id") for block in blocks], "block_id", pointer)
    for index, block in enumerate(blocks):
        ids = [element.get("action_id") for element in elements_of(block)]
        yield from _repeated(ids, "action_id", f"{pointer}/{index}")
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield fault("only one table is allowed", pointer)
    focused = [element for block in blocks for element in elements_of(block) if element.get("focus_on_load")]
    if len(focused) > 1:
        yield fault("only one element may have focus_on_load", pointer)


def _repeated(ids: Sequence[str | None], name: str, pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for identifier in ids:
        if identifier is not None and identifier in seen:
            yield fault(f"`{name}` {identifier} already exists", pointer)
        elif identifier is not None:
            seen.add(identifier)


def blocks_of(value: Any, pointer: str, *, most: int, least: int = 0) -> list[str]:
    """All faults of the blocks of one surface."""
    faults = [*array(BLOCK, most=most, least=least)(value, pointer)]
    return faults or [*across_blocks(value, pointer)]
