"""An incident's id survives being said, typed and misread."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.resource.grouping import as_incident_id, incident_id, longer_id

groups = st.text(st.characters(codec="utf-8"))


@given(group=groups)
def test_an_id_has_letters_that_cannot_be_taken_for_each_other(group: str) -> None:
    for shown, length in ((incident_id(group), 8), (longer_id(group), 16)):
        letters = shown.replace("-", "")
        assert len(letters) == length
        assert not set(letters) & set("ILOU")


@given(group=groups, data=st.data())
def test_an_id_is_found_however_it_is_typed(group: str, data: st.DataObject) -> None:
    shown = data.draw(st.sampled_from((incident_id(group), longer_id(group))))
    confused = "".join(
        data.draw(st.sampled_from({"0": "0Oo", "1": "1IiLl"}.get(letter, letter))) for letter in shown
    )
    dashes = data.draw(st.sampled_from((confused, confused.replace("-", ""), f"  {confused.lower()} ")))
    assert as_incident_id(dashes) == shown


@given(typed=st.text())
def test_whatever_is_typed_is_an_id_or_none(typed: str) -> None:
    read = as_incident_id(typed)
    assert read is None or as_incident_id(read) == read
