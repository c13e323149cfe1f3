"""Small Block Kit pieces, for the tables of rules."""

from typing import Any

from local.slack_workspace.blocks import message_fault
from tests.contract.slack_workspace.blocks import actions, mrkdwn, note_input, options, plain, section

Block = dict[str, Any]


def accessory(element: Block) -> Block:
    return section(accessory=element)


def with_input(element: Block) -> Block:
    return note_input(element=element)


def select(**more: Any) -> Block:
    return {"type": "static_select", "action_id": "pick", "options": options("a", "b"), **more}


def overflow(count: int) -> Block:
    return {"type": "overflow", "action_id": "more", "options": options(*map(str, range(count)))}


def context(count: int) -> Block:
    return {"type": "context", "elements": [mrkdwn("x")] * count}


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1, **more: Any) -> Block:
    return {
        "title": plain("x" * title),
        "text": plain("x" * text),
        "confirm": plain("x" * yes),
        "deny": plain("x" * no),
        **more,
    }


def one(element: Block) -> Block:
    return actions(element)


def radio(count: int, text: Block | None = None) -> Block:
    marks = [{"text": text or plain(f"{n}"), "value": f"{n}"} for n in range(count)]
    return {"type": "radio_buttons", "action_id": "mark", "options": marks}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def preformatted(text: str) -> Block:
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}


def table(columns: int = 1) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns]}


IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
GROUP = {"label": plain("g"), "options": options("a")}


def assert_last_valid_and_first_invalid(valid: list[Block], invalid: list[Block], complaint: str) -> None:
    assert message_fault(text="x", blocks=valid) is None

    refused = message_fault(text="x", blocks=invalid)

    assert refused is not None
    assert refused.error == "invalid_blocks"
    assert any(complaint in message for message in refused.details["errors"]), refused.details
