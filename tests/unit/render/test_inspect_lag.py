"""The modal of Inspect for work that stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.consumer import EventSource
from bot.domain.evidence import Evidence, Missing, ResolvedRecord
from bot.domain.incident import Incident
from bot.domain.lag import Lag, ShardAge
from bot.domain.lag_inspection import LagInspection, LoggedLine, StuckAt
from bot.render import action_ids as ids
from bot.render.block_kit import modal_view
from bot.render.card import Button, Controls, ModalView, Preformatted
from bot.render.modals import inspect_lag_modal
from bot.render.plain_text import plain_lines
from tests.unit.render import incidents
from tests.unit.render.incidents import NOW
from tests.unit.render.views import lines_in, view_faults

STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/orders"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:orders-worker"
AGE = timedelta(hours=2, minutes=14)
BEHIND = replace(
    incidents.open_incident, evidence=Evidence(taken_at=NOW, lag=Lag("IteratorAge", AGE, at=NOW))
)
RECORD = ResolvedRecord("4957", NOW - AGE, "7", '{"order": 7}')
SEEN = LagInspection(
    lines=(LoggedLine(NOW, FUNCTION, "[ERROR] KeyError: 'fullname'", ("4957",)),),
    mappings=(EventSource("u", STREAM, FUNCTION, "Enabled", last_result="PROBLEM: Function call failed"),),
    shards=(ShardAge("shardId-000000000003", AGE), ShardAge("shardId-000000000001", None)),
    can_read=True,
)


def text(lag: LagInspection, incident: Incident = BEHIND) -> str:
    modal = inspect_lag_modal(incident, lag)
    assert view_faults(modal_view(modal, "click")) == []
    code = [part.text for part in modal.parts if isinstance(part, Preformatted)]
    return "\n".join([plain_lines(lines_in(modal.parts)), *code])


def buttons(modal: ModalView) -> list[str]:
    controls = [each for part in modal.parts if isinstance(part, Controls) for each in part.controls]
    return [each.action for each in controls if isinstance(each, Button)]


def test_age_shards_settings_and_last_errors_are_shown() -> None:
    shown = text(SEEN)
    for told in (
        "2 h 14 min behind by IteratorAge",
        "shardId-000000000003: 2 h 14 min",
        "shardId-000000000001: no datapoint",
        "orders to orders-worker: Enabled",
        "PROBLEM: Function call failed",
        "retries without end",
        "without a failure destination",
        "sequence numbers 4957",
        "KeyError: 'fullname'",
    ):
        assert told in shown


def test_the_record_is_shown_only_when_asked_for() -> None:
    assert buttons(inspect_lag_modal(BEHIND, SEEN)) == [ids.SHOW_RECORD]
    assert buttons(inspect_lag_modal(BEHIND, SEEN._replace(can_read=False))) == []


def test_what_pressing_asks_for_is_the_record_of_this_incident() -> None:
    press = ids.read_press(ids.SHOW_RECORD, ids.reference(BEHIND))
    assert press == ids.Press(ids.SHOW_RECORD, BEHIND.id, BEHIND.episode)


@pytest.mark.parametrize(
    ("probably", "title"), [(True, "Probably the record it stands at"), (False, "The record its error names")]
)
def test_a_record_found_by_time_is_labelled_as_probable(title: str, *, probably: bool) -> None:
    shown = text(SEEN._replace(record=StuckAt("shardId-000000000003", RECORD, probably)))
    assert title in shown
    assert '{"order": 7}' in shown


def test_a_record_that_cannot_be_seen_says_why_and_how_it_could() -> None:
    assert "Cannot see the record: because" in text(
        SEEN._replace(record=Missing("cannot see the record: because"))
    )
    assert "let the function log the sequence number" in text(SEEN._replace(can_read=False))


def test_what_could_not_be_read_is_never_shown_as_clean() -> None:
    blind = LagInspection(
        Missing("denied: allow logs"), Missing("denied: allow lambda"), Missing("enable it")
    )
    shown = text(
        blind, replace(BEHIND, evidence=Evidence(taken_at=NOW, lag=Missing("denied: allow metrics")))
    )
    for told in ("denied: allow logs", "denied: allow lambda", "enable it", "denied: allow metrics"):
        assert told in shown


def test_without_evidence_it_says_so() -> None:
    assert "No evidence has been gathered yet" in text(LagInspection(()), replace(BEHIND, evidence=None))
