"""What holds for every card, whatever the incident."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.consumer import ConsumerHealth, FunctionFacts
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Acknowledgement, EscalationPosition, Recovery, Resolution
from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import WITHIN, Notification, NotificationState
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.acts.mitigate import OPEN_MITIGATE
from bot.domain.lifecycle.acts.redrive import OPEN_REDRIVE
from bot.domain.lifecycle.acts.resolve import OPEN_RESOLVE
from bot.domain.lifecycle.acts.stop_redrive import STOP
from bot.domain.policy.policy import Bounds, Target
from bot.domain.redrive.job import Job, JobState
from bot.domain.urgency.decision import decide
from bot.render.action_ids import read_press
from bot.render.card.incident_card import incident_card
from bot.render.plain_text import plain, plain_lines
from bot.render.runbooks.sample_incident import sample_evidence
from bot.render.view import Button, CardView, Link, Menu
from bot.slack.markup.block_kit import card_message
from bot.slack.markup.block_kit_controls import actions
from tests.amended import amended
from tests.unit.render import incidents, troubles
from tests.unit.render.incidents import ANA, NOW, ROUTE, card, ended_job, job
from tests.unit.render.views import message_faults, nasty

_AT = NOW + timedelta(minutes=20)
SENT_BACK = FollowUp(Event.REDRIVE_ENDED, _AT, moved=37, back_by=_AT + timedelta(minutes=4))
_offsets = st.integers(-3_000, 3_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
_missing = st.just(Missing("denied"))
_clocks = st.builds(
    LossClock, st.none() | _offsets, st.none() | _offsets, st.just("from the oldest message sampled")
)
_evidence = st.builds(
    Evidence,
    taken_at=_offsets,
    depth=st.none() | _missing | st.builds(Depth, st.integers(0, 10**7)),
    history=_missing | st.lists(st.none() | st.integers(0, 10**7), max_size=60).map(tuple),
    loss=st.none() | _missing | _clocks,
    shapes=_missing | st.lists(st.builds(ErrorShape, nasty, st.integers(1, 9)), max_size=6).map(tuple),
    failing=st.none()
    | _missing
    | st.builds(Failing, st.integers(0, 10**6), st.just(timedelta(minutes=15)), st.none() | _offsets),
    sample_note=st.just("") | nasty,
)
_recovery = st.builds(Recovery, st.none() | _offsets, _offsets, st.just("") | nasty)
_incidents = st.builds(
    amended,
    st.just(incidents.open_incident),
    title=nasty,
    reason=nasty,
    evidence=st.none() | _evidence,
    evidence_wanted=st.none() | _offsets,
    acknowledgement=st.none()
    | st.builds(Acknowledgement, st.just(ANA), _offsets, _offsets, st.none() | _offsets),
    resolution=st.none()
    | st.builds(Resolution, _offsets, st.sampled_from(["proven", "unproven", "by hand"])),
    snoozed_until=st.none() | _offsets,
    recovering_since=st.none() | _offsets,
    recovery=st.none() | _recovery,
    escalation=st.none()
    | st.builds(
        EscalationPosition,
        _offsets,
        st.integers(0, 3),
        st.integers(0, 9),
        st.none() | _offsets,
        wakes=st.none() | _offsets,
        # Of a named tuple every field is drawn, and times without a zone with them.
        notifications=st.just(()),
    ),
    live_job=st.sampled_from(["", "01J"]),
)
_jobs = st.none() | st.builds(job, state=st.sampled_from(JobState), verdict=nasty, moved=st.integers(0, 37))
_cards = st.builds(
    lambda incident, redrive, kind: (incident, kind, _card_of(incident, redrive, kind)),
    _incidents,
    _jobs,
    st.sampled_from(KINDS),
)
_Shown = tuple[Incident, AlarmKind, CardView]


def _card_of(incident: Incident, redrive: Job | None, kind: AlarmKind) -> CardView:
    route = ROUTE._replace(impact="<!channel> & more")
    return incident_card(incident, redrive, route, kind, decide(incident, route, NOW), NOW, bounds=Bounds())


@given(_cards)
def test_slack_takes_the_card_of_any_incident(shown: _Shown) -> None:
    message = card_message(shown[2])
    assert message_faults(message) == []
    assert "<!channel>" not in f"{message}"


@given(_cards)
def test_there_are_at_most_four_buttons_and_one_primary(shown: _Shown) -> None:
    controls = shown[2].controls
    assert len(controls) <= 4
    assert sum(isinstance(control, Button) and control.style == "primary" for control in controls) <= 1


@given(_cards)
def test_a_live_incident_has_its_decision_on_the_second_line_and_an_ended_one_no_buttons(
    shown: _Shown,
) -> None:
    incident, _, view = shown
    assert plain(view.decision).strip()
    assert bool(view.controls) is incident.live
    # How long is left is told where it can be brought up to date.
    decision = plain(view.decision)
    assert decision.startswith(view.fallback.splitlines()[-1]) or "\n" in decision


@given(_cards)
def test_every_button_carries_identifiers_of_this_incident_only(shown: _Shown) -> None:
    incident, _, view = shown
    for control in view.controls:
        values = (
            [control.value] if isinstance(control, Button) else [option.value for option in control.options]
        )
        for value in values:
            press = read_press(control.action, value)
            assert press is not None
            assert (press.incident, press.episode) == (incident.id, incident.episode.number)


@given(_cards)
def test_no_menu_is_empty_and_no_choice_is_offered_twice(shown: _Shown) -> None:
    for control in shown[2].controls:
        if isinstance(control, Menu):
            values = [option.value for option in control.options]
            assert values
            assert len(set(values)) == len(values)


def _acts(view: CardView) -> set[str]:
    buttons = {control.action for control in view.controls if isinstance(control, Button)}
    menus = [
        option.value for control in view.controls if isinstance(control, Menu) for option in control.options
    ]
    return buttons | {value.rpartition(":")[0] for value in menus}


@given(_cards)
def test_a_running_redrive_can_be_stopped_and_nothing_refused_meanwhile_is_offered(shown: _Shown) -> None:
    incident, _, view = shown
    if incident.live and incident.live_job:
        assert STOP.id in _acts(view)
        assert not {OPEN_REDRIVE.id, OPEN_RESOLVE.id} & _acts(view)
    else:
        assert STOP.id not in _acts(view)


@pytest.mark.parametrize(
    "incident", [incidents.recovering, amended(incidents.recovering, acknowledgement=None)]
)
def test_a_queue_that_looks_empty_is_not_offered_for_redrive(incident: Incident) -> None:
    assert OPEN_REDRIVE.id not in _acts(card(incident, ended_job))


def test_evidence_that_could_not_be_read_is_said_and_never_shown_as_clean() -> None:
    view = card(incidents.blind)
    text = plain_lines((view.headline, view.decision, *view.why))
    assert "Could not read: sqs:ReceiveMessage is denied" in text
    assert "0 dead letters" not in text
    assert "No failure" not in text
    assert "stopped" not in text


def _why(evidence: Evidence) -> str:
    return plain_lines(card(replace(incidents.open_incident, evidence=evidence)).why)


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        (Failing(45, timedelta(minutes=15), NOW), "Still failing"),
        (Failing(4, timedelta(minutes=15), NOW - timedelta(minutes=6)), "Last failure logged at 02:56 UTC"),
        (Failing(0, timedelta(minutes=15), None), "No failure logged lately"),
    ],
)
def test_whether_it_still_fails_is_said_with_its_time(failing: Failing, said: str) -> None:
    why = _why(replace(sample_evidence(), failing=failing))
    assert said in why
    assert why.endswith("as of 2025-11-21 03:02 UTC")


def _counted(*, logged: datetime | None, counted: datetime, log_group: str = "") -> str:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
    facts = FunctionFacts(arn, timedelta(seconds=3), 128, log_group=log_group)
    worker = ConsumerHealth(facts, timedelta(hours=1), errors=3, last_error_at=counted)
    failing = Failing(0, timedelta(minutes=15), logged, read_since=NOW - timedelta(minutes=30))
    return _why(replace(sample_evidence(), failing=failing, consumers=(worker,)))


def test_what_lambda_counted_and_no_line_tells_is_said_with_where_to_read() -> None:
    why = _counted(logged=None, counted=NOW - timedelta(minutes=9))
    assert (
        "Last failure counted at 02:53 UTC, but no log line found shows why: read /aws/lambda/orders" in why
    )
    assert "No failure logged" not in why
    assert "read /team/orders" in _counted(
        logged=None, counted=NOW - timedelta(minutes=9), log_group="/team/orders"
    )


def test_what_was_counted_before_the_log_was_read_is_not_said_to_be_missing_there() -> None:
    why = _counted(logged=None, counted=NOW - timedelta(minutes=40))
    assert "Last failure counted at 02:22 UTC" in why
    assert "no line" not in why


def test_a_failure_that_was_counted_later_than_any_line_is_not_said_to_be_logged() -> None:
    why = _counted(logged=NOW - timedelta(minutes=20), counted=NOW - timedelta(minutes=9))
    assert "Last failure counted at 02:53 UTC" in why


def test_a_count_is_never_shown_without_its_age() -> None:
    blind_but_for_the_count = replace(sample_evidence(), failing=None, history=(), shapes=())
    assert _why(blind_but_for_the_count) == "Counted 2025-11-21 03:02 UTC"


@pytest.mark.parametrize(
    ("history", "bars"),
    [
        pytest.param((0, None, 4, 9), "Depth ▁·▄█ ", id="a gap is shown as a gap"),
        pytest.param((None, None, 0, 4, 9), "Depth ▁▄█ ", id="what lies before the first value is none"),
    ],
)
def test_the_history_of_the_depth_is_drawn(history: tuple[int | None, ...], bars: str) -> None:
    assert bars in _why(replace(sample_evidence(), history=history))


@pytest.mark.parametrize("history", [(), (None, None), (None, 12), (0, 12), (12, 12, 12)])
def test_a_history_without_a_trend_is_not_drawn(history: tuple[int | None, ...]) -> None:
    assert "Depth" not in _why(replace(sample_evidence(), history=history))


def test_what_a_redrive_does_never_displaces_what_could_not_be_read() -> None:
    evidence = replace(sample_evidence(), sources=Missing("sqs:ListDeadLetterSourceQueues is denied"))
    view = card(replace(incidents.redriving, evidence=evidence), job())
    assert len(view.why) <= 3
    assert "Could not read: sqs:ListDeadLetterSourceQueues" in plain_lines(view.why)


@pytest.mark.parametrize("known", [{"depth": Depth(0)}, {"sources": ()}], ids=["empty", "no way back"])
def test_no_redrive_is_offered_where_one_would_be_refused(known: dict[str, Any]) -> None:
    evidence = incidents.acknowledged.evidence or sample_evidence()
    offered, refused = (
        plain_controls(card(replace(incidents.acknowledged, evidence=each)))
        for each in (evidence, replace(evidence, **known))
    )
    assert OPEN_REDRIVE.id in offered
    assert OPEN_REDRIVE.id not in refused


def plain_controls(view: CardView) -> str:
    """Every act and every choice of a card."""
    return repr(view.controls)


def test_what_failed_before_does_not_stand_beside_that_all_is_well_so_far() -> None:
    well = incidents.recovering
    assert "Still failing" in plain_lines(card(incidents.open_incident).why)
    assert well.evidence is not None
    assert "failing" not in plain_lines(card(replace(well, evidence=sample_evidence())).why)


def test_an_empty_queue_means_nothing_to_anybody() -> None:
    evidence = replace(sample_evidence(), depth=Depth(0))
    view = card(replace(incidents.open_incident, evidence=evidence))
    assert ROUTE.impact not in plain_lines((view.headline,))
    assert ROUTE.impact in plain_lines((card(incidents.open_incident).headline,))


@pytest.mark.parametrize(
    ("incident", "now", "decision"),
    [
        pytest.param(
            incidents.open_incident,
            NOW,
            "Can wait until 2025-11-21 08:00 UTC: first message deleted 2025-11-23 07:02 UTC at the latest",
            id="can wait",
        ),
        pytest.param(
            incidents.open_incident,
            NOW + timedelta(hours=7),
            "Can be done in working hours: first message deleted",
            id="while people work",
        ),
        pytest.param(
            incidents.urgent,
            NOW,
            "Act before 2025-11-21 04:02 UTC: first message deleted between then and 2025-11-21 06:02 UTC",
            id="act",
        ),
        pytest.param(
            incidents.emptied,
            NOW,
            "Empty when last read, 2025-11-21 03:02 UTC: it will be read again",
            id="emptied",
        ),
        pytest.param(incidents.losing, NOW, "Already lost since 2025-11-21 02:57 UTC", id="lost"),
        pytest.param(incidents.gathering, NOW, "Deadline not known yet: gathering evidence…", id="gathering"),
        pytest.param(incidents.blind, NOW, "Deadline unknown, so treat it as near: sqs", id="denied"),
        pytest.param(incidents.generic, NOW, "No deadline known", id="no clock for the kind"),
        pytest.param(
            incidents.recovering, NOW, "Nothing to do now: every alarm has been OK since", id="recovering"
        ),
        pytest.param(
            amended(incidents.recovering, follow_ups=(SENT_BACK,)),
            SENT_BACK.at,
            "Wait until 03:26 UTC: 37 messages were sent back; what fails again will be here by then",
            id="recovering by a redrive",
        ),
        pytest.param(
            amended(incidents.recovering, follow_ups=(SENT_BACK,)),
            SENT_BACK.at + timedelta(minutes=4),
            "Nothing to do now: every alarm has been OK since",
            id="recovering after what a redrive may bring back",
        ),
        pytest.param(
            amended(incidents.recovering, recovery=None),
            NOW,
            "Every alarm has said OK since 03:22 UTC: not yet verified by a fresh read",
            id="recovering by the alarms alone",
        ),
        pytest.param(
            replace(incidents.recovering, alarms=incidents.muted),
            NOW,
            "Nothing to do now: every alarm still firing has been muted since",
            id="muted",
        ),
        pytest.param(incidents.not_healthy, NOW, "Can wait until", id="not healthy yet"),
        pytest.param(incidents.resolved, NOW, "Proven healthy: the queue has been empty", id="resolved"),
    ],
)
def test_the_decision_says_what_to_do_and_why(incident: Incident, now: datetime, decision: str) -> None:
    assert plain(card(incident, now=now).decision).startswith(decision)


def test_the_card_links_to_its_alarm_and_to_the_log_lines_of_its_failures() -> None:
    view = card(incidents.open_incident)
    links = {
        span.text: span.url for line in (*view.why, view.footer) for span in line if isinstance(span, Link)
    }
    assert links["alarm"].endswith("alarmsV2:alarm/orders-dlq-not-empty")
    known = replace(sample_evidence(), consumers=(troubles.FAILING_ALWAYS,))
    view = card(replace(incidents.open_incident, evidence=known))
    links |= {span.text: span.url for line in view.why for span in line if isinstance(span, Link)}
    assert links["Failures logged"].endswith("log-group/$252Faws$252Flambda$252Fclicks-worker")
    two = (troubles.FAILING_ALWAYS, troubles.consumer("other"))
    view = card(replace(incidents.open_incident, evidence=replace(known, consumers=two)))
    assert not any(isinstance(span, Link) for line in view.why for span in line)


def test_what_no_alarm_told_links_to_none() -> None:
    notice = {
        name: alarm._replace(arn="arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/orders")
        for name, alarm in incidents.open_incident.alarms.items()
    }
    footer = card(replace(incidents.open_incident, alarms=notice)).footer
    assert not any(isinstance(span, Link) for span in footer)


def test_a_lower_bound_that_has_passed_is_not_named() -> None:
    loss = LossClock(NOW - timedelta(hours=1), NOW + timedelta(hours=3), "from the oldest message sampled")
    bounded = replace(incidents.open_incident, evidence=replace(sample_evidence(), loss=loss))
    assert plain(card(bounded).decision).startswith(
        "Act before 2025-11-21 06:02 UTC: first message deleted then at the latest"
    )


@pytest.mark.parametrize("name", troubles.EVERY)
def test_every_choice_of_a_menu_has_room_in_it(name: str) -> None:
    held = amended(troubles.EVERY[name], acknowledgement=Acknowledgement(ANA, NOW, NOW))
    for control in (*card(held).controls, *card(troubles.EVERY[name]).controls):
        if isinstance(control, Menu):
            shown = actions("controls", (control,))[0]["elements"][0]["options"]
            assert len(shown) == len(control.options)


def test_without_a_known_deadline_only_the_shortest_snooze_is_offered() -> None:
    menus = [
        control
        for control in card(incidents.blind).controls
        if isinstance(control, Menu) and not control.overflow
    ]
    assert [option.label for option in menus[0].options] == ["Snooze for 30 min", "Pick a time…"]


def test_the_first_snooze_is_the_longest_safe_one_and_said_in_the_teams_own_zone() -> None:
    menus = [control for control in card(incidents.open_incident).controls if isinstance(control, Menu)]
    assert menus[0].options[0].label == "Snooze until Fri 09:00 (CET)"


def test_who_could_not_be_reached_stands_on_the_card() -> None:
    calls = (
        Notification(Target("owner"), NotificationState.REFUSED, 0, NOW, "ben is in Do Not Disturb"),
        Notification(
            Target("topic", "arn:aws:sns:eu-west-1:123456789012:sms"), NotificationState.DELIVERED, 0, NOW
        ),
        Notification(Target("channel"), NotificationState.OWED, 0, NOW - WITHIN),
        Notification(
            Target("user", "U1"),
            NotificationState.UNPROVEN,
            0,
            NOW,
            "cleo: dnd.info needs the scope dnd:read",
        ),
    )
    position = EscalationPosition(NOW, steps=1, last_at=NOW, notifications=calls)
    footer = plain(card(amended(incidents.open_incident, escalation=position)).footer)
    assert "notified: sms" in footer
    assert "not reached: ben is in Do Not Disturb; the channel (Slack has not accepted the mention)" in footer
    assert "may not have been reached: cleo: dnd.info needs the scope dnd:read" in footer


def _places(incident: Incident, action: str) -> tuple[int | None, bool]:
    """Which button it is, and whether it stands among the three dots."""
    controls = card(incident).controls
    buttons = [each.action for each in controls if isinstance(each, Button)]
    among = [option.value for each in controls if isinstance(each, Menu) for option in each.options]
    return (
        buttons.index(action) if action in buttons else None,
        any(value.startswith(f"{action}:") for value in among),
    )


def test_whoever_holds_it_finds_the_mitigation_that_the_verdict_calls_for_first() -> None:
    held = Acknowledgement(ANA, NOW, NOW)
    assert _places(troubles.stuck, OPEN_MITIGATE.id) == (None, True)
    assert _places(amended(troubles.stuck, acknowledgement=held), OPEN_MITIGATE.id) == (0, False)


def test_a_mitigation_that_nothing_calls_for_stays_among_the_three_dots() -> None:
    assert troubles.catching_up.acknowledgement
    assert _places(troubles.catching_up, OPEN_MITIGATE.id) == (None, True)


def test_what_brings_messages_back_comes_before_what_buys_time() -> None:
    held = amended(troubles.close_look, acknowledgement=Acknowledgement(ANA, NOW, NOW))
    assert _places(held, OPEN_REDRIVE.id) == (1, False)
    assert _places(held, OPEN_MITIGATE.id)[0] is None
