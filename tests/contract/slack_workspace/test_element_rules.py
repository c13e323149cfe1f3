"""One case per rule of block elements: the neighbour that still passes, and the one that is refused."""

import pytest

from tests.contract.slack_workspace.blocks import actions, button, mrkdwn, options, plain, section
from tests.contract.slack_workspace.shapes import (
    GROUP,
    Block,
    assert_last_valid_and_first_invalid,
    confirm,
    one,
    overflow,
    radio,
    select,
    with_input,
)

RULES = [
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
    assert_last_valid_and_first_invalid(valid, invalid, complaint)
