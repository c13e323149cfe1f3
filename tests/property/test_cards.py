"""Cards of any evidence: Slack takes them, nothing foreign acts in them, nothing unread looks clean."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.inspection import LagInspection
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Verdict
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Bounds
from bot.domain.urgency.decision import decide
from bot.render.card.incident_card import incident_card
from bot.render.modals import inspect_lag_modal, inspect_modal
from bot.render.plain_text import plain_lines
from bot.render.runbooks.sample_incident import SAMPLE_NOW, SAMPLE_ROUTE, sample_incident
from bot.render.view import CardView
from bot.slack.markup.block_kit import card_message, modal_view
from tests.property.records import values_of
from tests.unit.render.views import markup, message_faults, nasty, view_faults

# Slack's own date markup begins with the same two characters as a mention of everybody.
_DATE = "<!date^"
_REASONS = st.sampled_from(
    [
        "denied: allow lambda:GetFunctionConfiguration on <!channel>",
        "denied: allow cloudwatch:GetMetricData on *",
        "AWS throttles logs:FilterLogEvents on orders-worker",
        "AWS did not answer within 8 s",
    ]
)
_kinds = st.sampled_from(KINDS)


def _shown(evidence: Evidence | None, kind: AlarmKind) -> CardView:
    # Its own name says "not-empty".
    incident = replace(sample_incident(), title="orders", kind=kind.name, evidence=evidence)
    return _card(incident, kind._replace(probes=("every",)))


def _card(incident: Incident, kind: AlarmKind, now: datetime = SAMPLE_NOW) -> CardView:
    return incident_card(
        incident, None, SAMPLE_ROUTE, kind, decide(incident, SAMPLE_ROUTE, now), now, bounds=Bounds()
    )


def _acts(payload: Any) -> list[str]:
    return [text for text in markup(payload) if "<!" in text.replace(_DATE, "")]


@given(values_of(Evidence), _kinds)
def test_slack_takes_the_card_of_any_evidence(evidence: Evidence, kind: AlarmKind) -> None:
    message = card_message(_shown(evidence, kind))
    assert message_faults(message) == []
    assert _acts(message) == []


@given(
    st.builds(Verdict, values_of(Verdict).map(lambda verdict: verdict.cause), nasty, st.tuples(nasty, nasty))
)
def test_no_verdict_acts_on_its_card(verdict: Verdict) -> None:
    evidence = Evidence(taken_at=SAMPLE_NOW, verdict=verdict)
    message = card_message(_shown(evidence, KINDS[0]))
    assert message_faults(message) == []
    assert _acts(message) == []


@given(values_of(Evidence), _kinds)
def test_a_card_has_at_most_three_lines_beside_its_verdict_and_one_primary_button(
    evidence: Evidence, kind: AlarmKind
) -> None:
    view = _shown(evidence, kind)
    assert len(view.why) <= 3
    assert sum(getattr(control, "style", "") == "primary" for control in view.controls) <= 1


@given(values_of(Evidence), st.lists(values_of(SampledMessage), max_size=4), st.integers(-1, 9), _kinds)
def test_slack_takes_inspect_of_any_evidence(
    evidence: Evidence, samples: list[SampledMessage], page: int, kind: AlarmKind
) -> None:
    incident = replace(sample_incident(), kind=kind.name, evidence=evidence)
    view = modal_view(inspect_modal(incident, kind, samples, page=page))
    assert view_faults(view) == []
    assert _acts(view) == []


@given(st.none() | values_of(Evidence), values_of(LagInspection))
def test_slack_takes_inspect_of_any_consumer_that_is_behind(
    evidence: Evidence | None, lag: LagInspection
) -> None:
    view = modal_view(inspect_lag_modal(replace(sample_incident(), evidence=evidence), lag))
    assert view_faults(view) == []
    assert _acts(view) == []


_PARTS = [
    field.name for field in fields(Evidence) if Missing in get_args(get_type_hints(Evidence)[field.name])
]
# Words by which a card says that something is well, or that there is none of it.
_CLEAN = (
    "empty",
    "no failure",
    "stopped",
    "recover",
    "nothing to do",
    "can wait",
    "caught up",
    "not lost",
    "would pass",
    " 0 ",
    ": no ",
    "healthy",
)


@given(st.lists(_REASONS, min_size=len(_PARTS), max_size=len(_PARTS)), _kinds)
def test_a_card_of_which_no_part_could_be_read_says_so_and_nothing_clean(
    reasons: list[str], kind: AlarmKind
) -> None:
    parts: dict[str, Any] = dict(zip(_PARTS, map(Missing, reasons), strict=True))
    view = _shown(Evidence(taken_at=SAMPLE_NOW, **parts), kind)
    text = plain_lines((view.headline, view.decision, view.verdict, *view.why)).lower()
    assert "could not read: " in text
    assert [word for word in _CLEAN if word in text] == []


@pytest.mark.parametrize("part", _PARTS)
def test_a_part_that_could_not_be_read_is_said_alone(part: str) -> None:
    unread: dict[str, Any] = {part: Missing("no answer within 8 s")}
    view = _shown(Evidence(taken_at=SAMPLE_NOW, **unread), KINDS[0])
    assert "Could not read: no answer within 8 s" in plain_lines(view.why)


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=20))
def test_what_could_not_be_read_takes_one_short_line(reasons: list[str]) -> None:
    unread: dict[str, Any] = dict(zip(_PARTS, map(Missing, reasons), strict=False))
    view = _shown(Evidence(taken_at=SAMPLE_NOW, **unread), KINDS[0])
    assert all(len(plain_lines((line,))) <= 300 for line in view.why)
