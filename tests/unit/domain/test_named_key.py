"""A key that the error names and every payload lacks."""

import pytest

from bot.domain.evidence.named_key import NamedKey, lacked, named_by
from bot.domain.evidence.payload_keys import key_paths

NEW = key_paths({"order": {"firstname": "A", "lastname": "B"}, "lines": [{"sku": 1}]})
OLD = key_paths({"order": {"fullname": "A B"}})


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ("KeyError 'fullname'", "fullname"),
        ("KeyError: 'fullname'", "fullname"),
        ("TypeError Cannot read properties of undefined (reading 'fullname')", "fullname"),
        ('JSONException JSONObject["fullname"] not found.', "fullname"),
        ("KeyError key not found: :fullname", "fullname"),
        ("ValidationError missing required field 'fullname'", "fullname"),
        ("ValidationError 'fullname' is a required property", "fullname"),
        ("KeyError #", ""),
        pytest.param("KeyError 'order_#'", "", id="a key of which a part was taken out"),
        ("KeyError 'address_line_2'", "address_line_2"),
        ("ValueError invalid literal for int()", ""),
        ("Task timed out after # seconds", ""),
    ],
)
def test_the_key_is_the_one_the_error_names(error: str, key: str) -> None:
    assert named_by(error) == key


def test_what_every_payload_lacks_is_said_with_what_they_have_in_its_place() -> None:
    assert lacked("fullname", [NEW] * 10) == NamedKey("fullname", 10, ("firstname", "lastname"))


def test_a_key_that_some_payload_has_is_not_why_all_failed() -> None:
    assert lacked("fullname", [NEW, OLD]) is None
    assert lacked("sku", [NEW]) is None


def test_without_a_key_or_a_payload_nothing_is_lacked() -> None:
    assert lacked("", [NEW]) is None
    assert lacked("fullname", []) is None


def test_only_what_all_of_them_have_stands_beside_it() -> None:
    other = key_paths({"order": {"first_name": "A"}})
    assert lacked("firstName", [NEW, other]) == NamedKey("firstName", 2)
    assert lacked("full_name", [OLD]) == NamedKey("full_name", 1, ("fullname",))
