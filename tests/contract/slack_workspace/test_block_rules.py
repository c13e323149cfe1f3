"""One case per rule of Block Kit: the neighbour that still passes, and the one that is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack_workspace.blocks import message_fault, view_fault
from tests.contract.slack_workspace.conftest import (
    actions,
    button,
    form,
    modal,
    mrkdwn,
    note_input,
    options,
    plain,
    section,
)

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
    pytest.param(
        [one(button(text=plain("x" * 75)))],
        [one(button(text=plain("x" * 76)))],
        "less than 76",
        id="button text",
    ),
    pytest.param(
        [one(button())],
        [one(button(text=mrkdwn("x")))],
        "unsupported type: mrkdwn",
        id="button text is plain",
    ),
    pytest.param(
        [one(button(value="x" * 2000))],
        [one(button(value="x" * 2001))],
        "less than 2001",
        id="button value",
    ),
    pytest.param(
        [one(button(url="u" * 3000))], [one(button(url="u" * 3001))], "less than 3001", id="button url"
    ),
    pytest.param(
        [one(button(style="danger"))],
        [one(button(style="success"))],
        "must be one of primary, danger",
        id="button style",
    ),
    pytest.param([one(button("x" * 255))], [one(button("x" * 256))], "less than 256", id="action_id"),
    pytest.param(
        [section(block_id="x" * 255)], [section(block_id="x" * 256)], "less than 256", id="block_id"
    ),
    pytest.param(
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
        "`block_id` a already exists",
        id="block_id is unique",
    ),
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
        [one(select(options=options(*map(str, range(100)))))],
        [one(select(options=options(*map(str, range(101)))))],
        "no more than 100 items",
        id="100 options",
    ),
    pytest.param(
        [one(select())], [one(select(options=[]))], "no fewer than 1", id="a select offers something"
    ),
    pytest.param(
        [one(select(options=[{"text": plain("x" * 75), "value": "a"}]))],
        [one(select(options=[{"text": plain("x" * 76), "value": "a"}]))],
        "less than 76",
        id="option text",
    ),
    pytest.param(
        [one(select(options=[{"text": plain("x"), "value": "v" * 150}]))],
        [one(select(options=[{"text": plain("x"), "value": "v" * 151}]))],
        "less than 151",
        id="option value",
    ),
    pytest.param(
        [one(select())],
        [one(select(options=options("a", "a")))],
        "option values must be unique",
        id="option values are unique",
    ),
    pytest.param(
        [one(select(initial_option=options("a")[0]))],
        [one(select(initial_option=options("z")[0]))],
        "must match one of the options",
        id="initial option is offered",
    ),
    pytest.param(
        [one({"type": "static_select", "option_groups": [GROUP]})],
        [one(select(option_groups=[GROUP]))],
        "either `options` or `option_groups`",
        id="options or groups",
    ),
    pytest.param(
        [one(select(placeholder=plain("x" * 150)))],
        [one(select(placeholder=plain("x" * 151)))],
        "less than 151",
        id="placeholder",
    ),
    pytest.param([one(overflow(5))], [one(overflow(6))], "no more than 5 items", id="5 overflow options"),
    pytest.param([one(overflow(1))], [one(overflow(0))], "no fewer than 1", id="1 overflow option"),
    pytest.param(
        [one({**overflow(1), "options": [{**options("a")[0], "url": "u" * 3000}]})],
        [one(select(options=[{**options("a")[0], "url": "u"}]))],
        "invalid additional property: url",
        id="only overflow options link",
    ),
    pytest.param([one(radio(10))], [one(radio(11))], "no more than 10 items", id="10 radio buttons"),
    pytest.param(
        [one(radio(1, mrkdwn("*x*")))],
        [one(select(options=[{"text": mrkdwn("x"), "value": "a"}]))],
        "unsupported type: mrkdwn",
        id="only marks take mrkdwn",
    ),
    pytest.param(
        [one(button(confirm=confirm(title=100)))],
        [one(button(confirm=confirm(title=101)))],
        "less than 101",
        id="confirm title",
    ),
    pytest.param(
        [one(button(confirm=confirm(text=300)))],
        [one(button(confirm=confirm(text=301)))],
        "less than 301",
        id="confirm text",
    ),
    pytest.param(
        [one(button(confirm=confirm(yes=30, no=30)))],
        [one(button(confirm=confirm(no=31)))],
        "less than 31",
        id="confirm buttons",
    ),
    pytest.param(
        [one(button(confirm=confirm(style="danger")))],
        [one(button(confirm={"title": plain("x")}))],
        "missing required field: text",
        id="confirm is complete",
    ),
    pytest.param(
        [one({"type": "datepicker", "initial_date": "2030-03-01"})],
        [one({"type": "datepicker", "initial_date": "01.03.2030"})],
        "must be a date",
        id="date",
    ),
    pytest.param(
        [one({"type": "timepicker", "initial_time": "23:59"})],
        [one({"type": "timepicker", "initial_time": "24:00"})],
        "must be a time",
        id="time",
    ),
    pytest.param(
        [one({"type": "datetimepicker", "initial_date_time": 1_900_000_000})],
        [one({"type": "datetimepicker", "initial_date_time": 1_900_000})],
        "must be between",
        id="date and time",
    ),
    pytest.param(
        [with_input({"type": "plain_text_input", "min_length": 2, "max_length": 3})],
        [with_input({"type": "plain_text_input", "min_length": 4, "max_length": 3})],
        "min_length must not be greater",
        id="lengths in order",
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
    pytest.param(
        [one(select(focus_on_load=True))],
        [
            actions(select(focus_on_load=True), block_id="a"),
            actions(select(focus_on_load=True), block_id="b"),
        ],
        "only one element may have focus_on_load",
        id="one focus",
    ),
]


@pytest.mark.parametrize(("valid", "invalid", "complaint"), RULES)
def test_the_last_valid_neighbour_passes_and_the_first_invalid_one_is_named(
    valid: list[Block], invalid: list[Block], complaint: str
) -> None:
    assert message_fault(text="x", blocks=valid) is None

    refused = message_fault(text="x", blocks=invalid)

    assert refused is not None
    assert refused.error == "invalid_blocks"
    assert any(complaint in message for message in refused.details["errors"]), refused.details


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


@pytest.mark.parametrize(
    ("attachment", "complaint"),
    [
        pytest.param(
            {"blocks": [section("x" * 3001)]}, "/attachments/0/blocks/0/text/text", id="blocks in it"
        ),
        pytest.param({"blocks": [section()] * 51}, "no more than 50 items", id="50 blocks"),
        pytest.param({"blocks": [section()], "color": "red-ish"}, "must be a colour", id="colour"),
        pytest.param(
            {"blocks": [section()], "title": "x"}, "additional property: title", id="blocks or older"
        ),
        pytest.param({"blocks": []}, "no fewer than 1", id="empty blocks"),
        pytest.param({"fallback": ""}, "more than 0 characters", id="empty fallback"),
    ],
)
def test_an_attachment_is_checked_like_a_message(attachment: Block, complaint: str) -> None:
    refused = message_fault(text=None, attachments=[attachment])

    assert refused is not None
    assert refused.error == "invalid_attachments"
    assert complaint in " ".join(refused.details["errors"])


def test_a_block_id_is_unique_across_attachments() -> None:
    twice = [{"blocks": [section(block_id="a")]}, {"blocks": [section(block_id="a")]}]

    refused = message_fault(text=None, attachments=twice)

    assert refused is not None
    assert refused.error == "invalid_attachments"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param({"text": None}, "no_text", id="nothing at all"),
        pytest.param({"text": ""}, "no_text", id="an empty text"),
        pytest.param({"text": "x" * 40_001}, "msg_too_long", id="a text over 40,000"),
        pytest.param(
            {"text": "x", "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long", id="13,200 in all"
        ),
        pytest.param(
            {"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments", id="101 attachments"
        ),
    ],
)
def test_a_message_is_refused_as_a_whole(content: Any, error: str) -> None:
    refused = message_fault(**content)

    assert refused is not None
    assert refused.error == error


def test_a_message_just_below_the_limits_passes() -> None:
    assert message_fault(text="x" * 40_000, blocks=[section("x" * 2900)] * 4) is None


VIEW_RULES = [
    pytest.param(
        modal(*[section()] * 100), modal(*[section()] * 101), "no more than 100 items", id="100 blocks"
    ),
    pytest.param(modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "less than 25", id="title"),
    pytest.param(
        modal(title=plain("x")), modal(title=mrkdwn("x")), "unsupported type: mrkdwn", id="plain title"
    ),
    pytest.param(modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "less than 25", id="submit"),
    pytest.param(modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "less than 25", id="close"),
    pytest.param(
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
        "less than 3001",
        id="private_metadata",
    ),
    pytest.param(
        modal(callback_id="x" * 255), modal(callback_id="x" * 256), "less than 256", id="callback_id"
    ),
    pytest.param(
        modal(external_id="x" * 255), modal(external_id="x" * 256), "less than 256", id="external_id"
    ),
    pytest.param(form(), modal(note_input()), "must define `submit`", id="an input needs submit"),
    pytest.param(modal(), modal(colour="red"), "invalid additional property: colour", id="unknown property"),
    pytest.param(modal(), {"type": "home", "blocks": []}, "must be a modal view", id="a home is no modal"),
]


@pytest.mark.parametrize(("valid", "invalid", "complaint"), VIEW_RULES)
def test_a_view_is_refused_as_invalid_arguments(valid: Block, invalid: Block, complaint: str) -> None:
    assert view_fault(valid, kind="modal") is None

    refused = view_fault(invalid, kind="modal")

    assert refused is not None
    assert refused.error == "invalid_arguments"
    assert complaint in " ".join(refused.details["errors"])


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    options_of_many = [
        select(options=[{"text": plain("x" * 75), "value": f"{n}" + "v" * 140} for n in range(100)])
    ]
    blocks = [actions(*options_of_many, block_id=f"b{n}") for n in range(12)]

    refused = view_fault(modal(*blocks), kind="modal")

    assert refused is not None
    assert refused.error == "view_too_large"


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
types = st.sampled_from(["section", "actions", "input", "button", "static_select", "mrkdwn", "rich_text"])
keys = st.sampled_from(["type", "text", "elements", "element", "options", "fields", "accessory", "value"])
nonsense = st.recursive(
    scalars | types,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(nonsense)
def test_no_json_whatever_makes_the_rules_crash(value: Any) -> None:
    message_fault(text="x", blocks=value, attachments=[{"blocks": value}])
    view_fault(value, kind="modal")
    view_fault({"type": "modal", "title": plain("x"), "blocks": value}, kind="modal")


@pytest.mark.parametrize("value", ["x", 1, {}, [1], [None], [[]], [{"type": []}]])
def test_what_is_no_list_of_blocks_is_refused(value: Any) -> None:
    refused = message_fault(text="x", blocks=value)

    assert refused is not None
    assert refused.error == "invalid_blocks"
