"""The exact text of a member."""

import pytest

from bot.parsing.raw_json import raw_member


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param('{"a": 1.10}', "1.10", id="a number as it was written"),
        pytest.param('{"a": 1e400}', "1e400", id="a number no float can hold"),
        pytest.param('{"b": {"a": 1}, "a" :  [ 1,2 ] }', "[ 1,2 ]", id="of the object itself, not within"),
        pytest.param('{"a": 1, "a": 2}', "2", id="the last of two"),
        pytest.param('{"A": 3}', "3", id="in another case"),
        pytest.param('{"A": 3, "a": 4}', "4", id="in its own case first"),
        pytest.param('\n { "\\u0061": null } ', "null", id="a key with an escape"),
        pytest.param('{"b": 1}', "", id="not there"),
        pytest.param("{}", "", id="nothing there"),
        pytest.param("[1]", "", id="a list"),
        pytest.param('{"b": 1, }', "", id="no key behind a comma"),
        pytest.param('{"a": ', "", id="cut off"),
        pytest.param('{"a": ' + "[" * 100_000, "", id="too deep"),
    ],
)
def test_a_members_text_is_what_stands_in_the_document(document: str, text: str) -> None:
    assert raw_member(document, "a") == text
