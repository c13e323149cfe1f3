"""What is written to the table is read back as it was."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.evidence.evidence import Evidence
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.projection import Card
from bot.domain.policy.policy import Policy
from bot.domain.redrive.job import Job
from bot.parsing.documents import from_document, to_document
from tests.property.any_json import any_json
from tests.property.records import values_of

KINDS = (Incident, Job, Card, Policy, Evidence, TimelineEntry, AlarmTransition)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_a_value_comes_back_from_json_as_it_was(kind: type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    read: Any = from_document(kind, json.loads(json.dumps(to_document(value))))
    assert read == value
    assert repr(read) == repr(value)  # records of different types may be equal; their names are not


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_a_document_with_one_field_spoilt_is_read_or_refused(kind: type, data: st.DataObject) -> None:
    document = to_document(data.draw(values_of(kind)))
    document[data.draw(st.sampled_from(sorted(document)))] = data.draw(any_json)
    with suppress(ValueError, KeyError, TypeError):  # nothing else may be raised
        assert isinstance(from_document(kind, document), kind)
