"""One case per rule of layout blocks: the neighbour that still passes, and the one that is refused."""

import pytest

from local.slack_workspace.blocks import message_fault
from tests.contract.slack_workspace.blocks import actions, button, mrkdwn, note_input, plain, section
from tests.contract.slack_workspace.shapes import (
    IMAGE,
    Block,
    accessory,
    assert_last_valid_and_first_invalid,
    context,
    one,
    preformatted,
    rich,
    table,
    with_input,
)

RULES = [
    pytest.param([section()] * 50, [section()] * 51, "no more than 50 items", id="50 blocks"),
    pytest.param([section("x" * 3000)], [section("x" * 3001)], "less than 3001", id="section text"),
    pytest.param([section("x")], [section("")], "more than 0 characters", id="empty text"),
    pytest.param(
        [{"type": "section", "fields": [mrkdwn("x")]}],
        [{"type": "section"}],
        "must define either `text` or `fields`",
        id="section needs text or fields",
    ),
    pytest.param(
        [section(fields=[mrkdwn("x")] * 10)],
        [section(fields=[mrkdwn("x")] * 11)],
        "no more than 10 items",
        id="10 fields",
    ),
    pytest.param(
        [section(fields=[mrkdwn("x" * 2000)])],
        [section(fields=[mrkdwn("x" * 2001)])],
        "less than 2001",
        id="field text",
    ),
    pytest.param(
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
        "less than 151",
        id="header text",
    ),
    pytest.param(
        [{"type": "header", "text": plain("x")}],
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn",
        id="header is plain text",
    ),
    pytest.param([context(10)], [context(11)], "no more than 10 items", id="10 context elements"),
    pytest.param([context(1)], [context(0)], "no fewer than 1", id="context is not empty"),
    pytest.param(
        [actions(*(button(f"b{n}") for n in range(25)))],
        [actions(*(button(f"b{n}") for n in range(26)))],
        "no more than 25 items",
        id="25 actions",
    ),
    pytest.param([one(button())], [actions()], "no fewer than 1", id="actions are not empty"),
    pytest.param([one(button("x" * 255))], [one(button("x" * 256))], "less than 256", id="action_id"),
    pytest.param(
        [actions(button("a"), button("b"))],
        [actions(button("a"), button("a"))],
        "`action_id` a already exists",
        id="action_id is unique in its block",
    ),
    pytest.param(
        [one(button())],
        [one(button(disabled=True))],
        "invalid additional property: disabled",
        id="unknown property",
    ),
    pytest.param([section()], [{"type": "carousel"}], "unsupported type: carousel", id="unknown block"),
    pytest.param([section()], [{"text": plain("x")}], "missing required field: type", id="no type"),
    pytest.param(
        [one(button())],
        [one({"type": "plain_text_input", "action_id": "a"})],
        "unsupported type: plain_text_input",
        id="a text input is no action",
    ),
    pytest.param([accessory(IMAGE)], [one(IMAGE)], "unsupported type: image", id="an image is no action"),
    pytest.param(
        [IMAGE],
        [{key: value for key, value in IMAGE.items() if key != "alt_text"}],
        "missing required field: alt_text",
        id="image needs alt_text",
    ),
    pytest.param(
        [IMAGE | {"alt_text": "x" * 2000}],
        [IMAGE | {"alt_text": "x" * 2001}],
        "less than 2001",
        id="alt_text",
    ),
    pytest.param(
        [with_input({"type": "plain_text_input"})],
        [with_input(button())],
        "unsupported type: button",
        id="a button is no input",
    ),
    pytest.param(
        [note_input(label=plain("x" * 2000))],
        [note_input(label=plain("x" * 2001))],
        "less than 2001",
        id="input label",
    ),
    pytest.param(
        [rich(preformatted("x"))], [rich(mrkdwn("x"))], "unsupported type", id="rich text holds its own"
    ),
    pytest.param([table()], [table(), table()], "only one table", id="one table"),
    pytest.param([table(20)], [table(21)], "no more than 20 items", id="20 columns"),
]


@pytest.mark.parametrize(("valid", "invalid", "complaint"), RULES)
def test_the_last_valid_neighbour_passes_and_the_first_invalid_one_is_named(
    valid: list[Block], invalid: list[Block], complaint: str
) -> None:
    assert_last_valid_and_first_invalid(valid, invalid, complaint)


def test_a_fault_names_its_place_and_is_repeated_the_way_slack_marks_it() -> None:
    refused = message_fault(text="x", blocks=[section(), section("x" * 3001)])

    assert refused is not None
    message = "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    assert refused.answer() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [message],
        "response_metadata": {"messages": [f"[ERROR] {message}"]},
    }
