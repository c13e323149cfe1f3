"""Documents that do not fit are refused; those of another release are read."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Episode
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Hours, Policy, Route
from bot.domain.redrive.job import Job, JobState
from bot.parsing.documents import from_document, to_document
from bot.parsing.policy_document import dump_policy, load_policy
from tests.amended import amended
from tests.unit.domain.incidents import QUIET

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def test_defaults_are_left_out() -> None:
    assert to_document(Depth(3)) == {"is": "Depth", "visible": 3}


def test_a_field_that_this_release_does_not_know_is_ignored() -> None:
    assert from_document(Depth, {"visible": 3, "invented_later": 1}) == Depth(3)


def test_a_field_that_is_not_there_takes_its_default() -> None:
    assert from_document(Evidence, {"taken_at": "2026-03-01T03:00:00+00:00"}) == Evidence(taken_at=NOW)


@pytest.mark.parametrize("depth", [Depth(3), Missing("denied"), None])
def test_one_of_several_types_comes_back_as_the_one_it_was(depth: Depth | Missing | None) -> None:
    evidence = Evidence(taken_at=NOW, depth=depth)
    assert from_document(Evidence, to_document(evidence)) == evidence


def test_a_list_and_the_reason_why_there_is_none_are_told_apart() -> None:
    evidence = Evidence(
        taken_at=NOW, history=(1, None, 3), sources=Missing("denied"), loss=LossClock(NOW, None, "x")
    )
    assert from_document(Evidence, to_document(evidence)) == evidence


def test_an_inner_record_may_stand_among_the_fields_of_its_outer_one() -> None:
    opened = amended(QUIET, number=2, fire_count=3)
    document = to_document(opened)
    assert (document["episode"], document["fire_count"], "number" in document) == (2, 3, False)
    assert from_document(Incident, document) == opened


def test_of_an_inner_record_among_the_others_nothing_is_written_while_it_is_at_rest() -> None:
    document = to_document(replace(QUIET, episode=Episode()))
    assert "episode" not in document
    assert from_document(Incident, document) == QUIET


def test_what_stands_among_the_others_has_no_name_of_theirs() -> None:
    inner = {each.name for each in fields(Episode)} - {"number"} | {"episode"}
    assert not inner & ({each.name for each in fields(Incident)} - {"episode"})


def test_a_tuple_of_fixed_length_comes_back() -> None:
    hours = Hours("UTC", (0, 1), 540, 1080)
    assert from_document(Hours, to_document(hours)) == hours


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        pytest.param(Depth, {"visible": "3"}, id="text for a number"),
        pytest.param(Depth, {"visible": True}, id="true for a number"),
        pytest.param(Depth, {"visible": 1.5}, id="a fraction for a whole number"),
        pytest.param(Depth, [3], id="a list for a record"),
        pytest.param(Depth, {}, id="a field without default missing"),
        pytest.param(Missing, {"reason": 5}, id="a number for text"),
        pytest.param(Evidence, {"taken_at": 5}, id="a number for a time"),
        pytest.param(Evidence, {"taken_at": "soon"}, id="no time"),
        pytest.param(
            Evidence, {"taken_at": NOW.isoformat(), "retention": 1e300}, id="a duration without end"
        ),
        pytest.param(Evidence, {"taken_at": NOW.isoformat(), "retention": "1d"}, id="a duration in words"),
        pytest.param(Evidence, {"taken_at": NOW.isoformat(), "history": {"0": 1}}, id="a mapping for a list"),
        pytest.param(
            Evidence, {"taken_at": NOW.isoformat(), "depth": {"is": "Guess"}}, id="a record not known"
        ),
        pytest.param(
            Evidence, {"taken_at": NOW.isoformat(), "depth": 5}, id="a number for one of two records"
        ),
        pytest.param(Job, {"state": "asleep"}, id="a state that does not exist"),
        pytest.param(Incident, {"alarms": ["a"]}, id="a list for a mapping"),
        pytest.param(JobState, "asleep", id="a word that is no member"),
        pytest.param(tuple[int, str], [1], id="a tuple that is too short"),
        pytest.param(float, "1.0", id="text for a fraction"),
    ],
)
def test_a_document_that_does_not_fit_is_refused(kind: Any, document: object) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_document(kind, document)


def test_a_fraction_may_be_written_as_a_whole_number() -> None:
    assert from_document(float, 1) == 1.0


def test_a_document_cannot_hold_what_json_cannot() -> None:
    with pytest.raises(TypeError, match="cannot hold a bytes"):
        to_document({"body": b"\x00"}["body"])


def test_durations_and_enums_are_written_as_json_has_them() -> None:
    assert to_document((timedelta(minutes=1), JobState.DONE)) == [60.0, "done"]


def test_a_policy_comes_back_from_the_artefact_as_it_was_built_in() -> None:
    policy = Policy(routes=(Route("all", "C0123456789", hours=Hours("Europe/Berlin", (0, 4), 540, 1080)),))
    assert load_policy(dump_policy(policy)) == policy
