"""DynamoDB's typed JSON as plain JSON."""

from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.attribute_values import plain_item


def test_every_type_becomes_what_it_stands_for() -> None:
    image = {
        "s": {"S": "a"}, "n": {"N": "1"}, "b": {"B": "AA=="}, "yes": {"BOOL": True}, "none": {"NULL": True},
        "list": {"L": [{"S": "a"}, {"M": {"x": {"N": "2"}}}]}, "set": {"SS": ["a", "b"]},
    }  # fmt: skip
    assert plain_item(image) == {
        "s": "a", "n": "1", "b": "AA==", "yes": True, "none": None, "list": ["a", {"x": "2"}],
        "set": ["a", "b"],
    }  # fmt: skip


def test_what_is_no_item_stays_as_it_is() -> None:
    assert plain_item("text") == "text"
    assert plain_item({"a": {"Q": 1}, "b": 2}) == {"a": {"Q": 1}, "b": 2}


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["S", "N", "L", "M", "NULL", "x"]), inner, max_size=3)
        ),
    )
)
def test_anything_at_all_gives_something(image: object) -> None:
    plain_item(image)
