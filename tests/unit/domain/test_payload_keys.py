"""Keys that failed payloads lack or have beyond healthy ones."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.payload_keys import (
    DEEPEST,
    LONGEST_KEY,
    MOST_PATHS,
    MOST_TOLD,
    difference,
    key_paths,
)

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)


def test_keys_are_dotted_paths_and_elements_of_a_list_share_one() -> None:
    document = {"id": 1, "lines": [{"sku": "a"}, {"sku": "b", "count": 2}], "customer": {"name": "?"}}
    assert key_paths(document) == {
        "id", "lines", "lines[].sku", "lines[].count", "customer", "customer.name",
    }  # fmt: skip


def test_a_key_that_every_healthy_payload_has_is_missing_where_it_is_not() -> None:
    failed = [key_paths({"id": 1}), key_paths({"id": 1, "fullname": "?"}), key_paths({})]
    healthy = [key_paths({"id": 1, "fullname": "?", "note": ""}), key_paths({"id": 1, "fullname": "?"})]
    assert difference(failed, healthy) == ((("fullname", 2), ("id", 1)), ())


def test_a_key_that_no_healthy_payload_has_is_extra() -> None:
    failed = [key_paths({"id": 1, "name": "?"})]
    assert difference(failed, [key_paths({"id": 1})]) == ((), (("name", 1),))


def test_of_a_missing_object_its_own_key_is_told_and_not_all_that_lie_in_it() -> None:
    healthy = [key_paths({"customer": {"name": "?", "address": {"city": "?"}}})]
    assert difference([key_paths({})], healthy) == ((("customer", 1),), ())


def test_with_nothing_healthy_nothing_is_extra() -> None:
    assert difference([key_paths({"id": 1})], []) == ((), ())


def test_a_payload_that_uses_its_keys_as_data_ends_somewhere() -> None:
    assert len(key_paths({str(n): {str(m): m for m in range(1000)} for n in range(1000)})) == MOST_PATHS


def test_a_deep_payload_ends_somewhere() -> None:
    deep: object = 1
    for _ in range(500):
        deep = {"a": deep}
    assert len(key_paths(deep)) == DEEPEST + 1


@given(DOCUMENTS)
def test_a_payload_does_not_differ_from_itself(document: object) -> None:
    paths = key_paths(document)
    assert difference([paths], [paths]) == ((), ())


@given(st.lists(DOCUMENTS, max_size=5), st.lists(DOCUMENTS, max_size=5))
def test_counts_are_of_the_failed_payloads_and_few_are_told(
    failed: list[object], healthy: list[object]
) -> None:
    for told in difference([key_paths(each) for each in failed], [key_paths(each) for each in healthy]):
        assert len(told) <= MOST_TOLD
        assert all(0 < count <= len(failed) for _, count in told)
        assert json.dumps(told)


def test_a_key_of_a_megabyte_is_cut_before_it_becomes_a_path() -> None:
    (path,) = key_paths({"." * 1_000_000: 1})
    assert path == "." * LONGEST_KEY
