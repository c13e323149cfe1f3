"""What holds for a message or a view as a whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.slack_workspace.blocks import message_fault, view_fault
from tests.contract.slack_workspace.blocks import actions, form, modal, mrkdwn, note_input, plain, section
from tests.contract.slack_workspace.shapes import (
    Block,
    select,
)


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
