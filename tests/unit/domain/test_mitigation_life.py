"""What becomes of a mitigation is what AWS has there, whoever answered or died in between."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alarm_kinds import kind_named
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.incident.change import Change
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    ENABLED,
    MAXIMUM,
    RETENTION_SECONDS,
    Mitigation,
    MitigationKind,
    MitigationRecord,
    MitigationState,
    Values,
    newest_of_each,
)
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.next_due import attention_at
from bot.domain.mitigation.life import ask, ask_undo, fail, settle, undo_loses
from bot.domain.mitigation.offers import OfferContext, mapping_arn
from bot.domain.policy.policy import Bounds
from tests.amended import amended
from tests.unit.domain.incidents import ANA, BEN, HOUR, MINUTE, NOW, OPEN, QUEUE, ROUTE, kept
from tests.unit.domain.mitigations import OF_QUEUE, STREAM, evidence, lagging, wanted

SHORT, LONG, OTHER = ({RETENTION_SECONDS: str(days * 86_400)} for days in (4, 14, 7))
RAISE = wanted(
    OfferContext(
        Evidence(taken_at=NOW, retention=timedelta(days=4)), QUEUE, kind_named("dead_letters"), Bounds()
    ),
    MitigationKind.RAISE_QUEUE_RETENTION,
)
MORE = wanted(lagging(evidence(OF_QUEUE)), MitigationKind.RAISE_MAXIMUM_CONCURRENCY)
STOP = wanted(lagging(evidence(OF_QUEUE)), MitigationKind.DISABLE_MAPPING)
MAPPING = mapping_arn(OF_QUEUE)


def asked(incident: Incident = OPEN, wanted: Mitigation = RAISE, click: str = "c1") -> Incident:
    return kept(ask(incident, wanted, ANA, "buys time", click, NOW))


def seen(incident: Incident, live: Values | Missing, minutes: int = 0, target: str = QUEUE.arn) -> Incident:
    settled = settle(incident, {target: live}, NOW + minutes * MINUTE)
    assert settled is not None
    return settled.incident


def told(incident: Incident, live: Values | Missing, minutes: int = 0, target: str = QUEUE.arn) -> list[str]:
    settled = settle(incident, {target: live}, NOW + minutes * MINUTE)
    return [entry.what for entry in settled.entries if entry.thread] if settled else []


def newest(incident: Incident) -> MitigationRecord:
    return incident.mitigations[-1]


def undone(incident: Incident, live: Values = LONG) -> Change | Refused:
    return ask_undo(incident, newest(incident), live, BEN, "it is fixed", "c2", NOW + HOUR)


SET = seen(asked(), LONG)


def test_what_is_about_to_be_done_is_recorded_with_what_stands_there() -> None:
    change = ask(OPEN, RAISE, ANA, "buys time", "c1", NOW)
    assert isinstance(change, Change)
    taken = newest(change.incident)
    assert (taken.before, taken.after, taken.by, taken.why) == (SHORT, LONG, ANA, "buys time")
    assert taken.state is MitigationState.ASKED
    (entry,) = change.entries
    assert (entry.event, entry.by, entry.why, entry.thread) == (
        Event.MITIGATION_ASKED,
        ANA,
        "buys time",
        False,
    )


def test_it_stands_once_it_was_read_back_and_the_thread_says_how_to_keep_it() -> None:
    assert newest(SET).state is MitigationState.SET
    (said,) = told(asked(), LONG)
    assert said == (
        "ana set queue orders-dlq: 4 d → 14 d, read back. It stays until someone undoes it; "
        "a deployment does so only if it changes this very setting in the template. "
        "To keep it: MessageRetentionPeriod: 1209600 (of the AWS::SQS::Queue)"
    )


@pytest.mark.parametrize(
    ("wanted", "before", "minutes", "standing"),
    [
        pytest.param(RAISE, SHORT, 15, MitigationState.ASKED, id="SQS takes a quarter of an hour"),
        pytest.param(RAISE, SHORT, 16, MitigationState.FAILED, id="and no longer"),
        pytest.param(MORE, {MAXIMUM: "5"}, 0, MitigationState.ASKED, id="Lambda shows a change at once"),
        pytest.param(MORE, {MAXIMUM: "5"}, 1, MitigationState.FAILED, id="or within a minute"),
    ],
)
def test_what_does_not_show_in_its_time_was_not_done(
    wanted: Mitigation, before: Values, minutes: int, standing: MitigationState
) -> None:
    after = seen(asked(wanted=wanted), before, minutes, wanted.target)
    assert newest(after).state is standing
    if standing is MitigationState.FAILED:
        assert "Press again." in told(asked(wanted=wanted), before, minutes, wanted.target)[0]


@pytest.mark.parametrize("incident", [asked(), SET, kept(undone(SET))], ids=["asked", "set", "undoing"])
def test_what_cannot_be_read_decides_nothing_and_is_read_again(incident: Incident) -> None:
    after = seen(incident, Missing("denied"), 5)
    assert newest(after).state is newest(incident).state
    assert attention_at(after, ROUTE) is not None


def test_a_mapping_that_is_being_updated_decides_nothing() -> None:
    after = seen(asked(wanted=STOP), {ENABLED: ""}, 5, MAPPING)
    assert newest(after).state is MitigationState.ASKED


def test_a_value_that_is_neither_is_somebody_elses() -> None:
    assert newest(seen(asked(), OTHER)).state is MitigationState.REPLACED
    assert newest(seen(SET, OTHER)).state is MitigationState.REPLACED
    assert told(SET, OTHER) == [
        "Changed by a deployment or someone else: queue orders-dlq is 7 d, no longer 14 d"
    ]


def test_a_deployment_that_sets_it_back_is_told_once() -> None:
    assert told(SET, SHORT) == ["Undone by a deployment or someone else: queue orders-dlq is 4 d again"]
    over = seen(SET, SHORT)
    assert settle(over, {QUEUE.arn: SHORT}, NOW + HOUR) is None
    assert newest(over).look_at is None


def test_what_stands_is_looked_at_again_and_not_spoken_of() -> None:
    assert told(SET, LONG, 15) == []
    assert newest(seen(SET, LONG, 15)).look_at == NOW + 30 * MINUTE


def test_after_two_weeks_nobody_looks_any_more() -> None:
    assert newest(seen(SET, LONG, 14 * 24 * 60)).look_at is None


def test_an_undo_goes_back_to_what_stood_there_before() -> None:
    undoing = kept(undone(SET))
    assert newest(undoing).goal == SHORT
    assert told(undoing, SHORT) == ["ben undid it, read back: queue orders-dlq is 4 d again"]
    assert newest(seen(undoing, SHORT)).state is MitigationState.UNDONE


def test_an_undo_that_did_not_happen_leaves_it_in_force() -> None:
    after = seen(kept(undone(SET)), LONG, 60 + 16)
    assert newest(after).state is MitigationState.SET
    assert newest(after).look_at is not None


@pytest.mark.parametrize(
    ("incident", "live", "why"),
    [
        pytest.param(SET, OTHER, "is 7 d now, not 14 d as set here", id="another value stands there"),
        pytest.param(SET, SHORT, "is 4 d now, not 14 d", id="it is back already"),
        pytest.param(asked(), LONG, "no longer in force", id="it was never proven"),
        pytest.param(seen(SET, SHORT), LONG, "no longer in force", id="it is over"),
        pytest.param(kept(undone(SET)), LONG, "no longer in force", id="it is being undone"),
    ],
)
def test_an_undo_is_refused(incident: Incident, live: Values, why: str) -> None:
    refused = undone(incident, live)
    assert isinstance(refused, Refused)
    assert why in refused.why


def test_an_undo_is_refused_where_nobody_can_say_what_stands_there() -> None:
    refused = ask_undo(SET, newest(SET), Missing("denied"), BEN, "", "c2", NOW)
    assert refused == Refused("Could not read the current setting (denied), so nothing was undone.")


def test_what_was_never_proven_makes_room_for_the_same_asked_again() -> None:
    again = asked(asked(), click="c2")
    assert [(each.id, each.before) for each in again.mitigations] == [("c2", SHORT)]


def test_another_change_of_the_same_setting_waits_for_one_that_is_under_way() -> None:
    start = STOP._replace(kind=MitigationKind.ENABLE_MAPPING, before=STOP.after, after=STOP.before)
    assert isinstance(ask(asked(wanted=STOP), start, BEN, "", "c2", NOW), Refused)
    assert isinstance(ask(kept(undone(SET)), RAISE, BEN, "", "c3", NOW), Refused)


def test_of_two_that_stand_upon_each_other_the_newer_is_undone_first() -> None:
    once = seen(asked(wanted=MORE), MORE.after, target=MAPPING)
    more = MORE._replace(before=MORE.after, after={MAXIMUM: "20"})
    twice = seen(asked(once, more, "c2"), more.after, target=MAPPING)
    older, newer = twice.mitigations
    assert newest_of_each(twice.mitigations) == (newer,)
    assert isinstance(ask_undo(twice, older, more.after, BEN, "", "c3", NOW), Refused)
    back = seen(kept(ask_undo(twice, newer, more.after, BEN, "", "c3", NOW)), more.before, target=MAPPING)
    assert [each.state for each in back.mitigations] == [MitigationState.SET, MitigationState.UNDONE]
    assert newest_of_each(back.mitigations) == (back.mitigations[0],)


def test_changes_of_different_settings_of_one_mapping_stand_side_by_side() -> None:
    both = asked(asked(wanted=MORE), STOP, "c2")
    assert len(newest_of_each(both.mitigations)) == 2
    settled = seen(both, {**MORE.after, **STOP.after}, target=MAPPING)
    assert [each.state for each in settled.mitigations] == [MitigationState.SET, MitigationState.SET]


def test_a_refusal_by_aws_leaves_it_as_it_stood() -> None:
    after = fail(asked(), newest(asked()), "denied: allow sqs:SetQueueAttributes", NOW)
    assert newest(after.incident).state is MitigationState.FAILED
    assert "denied: allow sqs:SetQueueAttributes" in after.entries[0].what
    undoing = kept(undone(SET))
    assert newest(fail(undoing, newest(undoing), "denied", NOW).incident).state is MitigationState.SET


def test_what_is_over_is_kept_for_a_while_and_what_stands_for_ever() -> None:
    incident = SET
    for number in range(20):
        incident = seen(asked(incident, MORE, f"more-{number}"), {MAXIMUM: "7"}, target=MAPPING)
    assert incident.mitigations[0] == SET.mitigations[0]
    assert len(incident.mitigations) <= 8


def test_a_resolved_incident_is_watched_on() -> None:
    quiet = amended(SET, resolution=None, number=0, card_check_at=None)
    assert attention_at(quiet, ROUTE) == newest(SET).look_at


BEHIND = Lag("IteratorAge", timedelta(hours=30))
EXTENDED = newest(SET)._replace(
    kind=MitigationKind.EXTEND_STREAM_RETENTION, target=STREAM, before={"RetentionPeriodHours": "24"}
)


@pytest.mark.parametrize(
    ("taken", "lag", "held", "live", "loses"),
    [
        pytest.param(newest(SET), None, 0, True, "", id="an empty queue loses nothing"),
        pytest.param(newest(SET), None, 3, False, "3 messages are", id="messages do, resolved or not"),
        pytest.param(
            newest(SET), None, Missing("denied"), True, "not known how many messages are", id="not looked"
        ),
        pytest.param(EXTENDED, BEHIND, None, True, "older than", id="readers a day behind"),
        pytest.param(EXTENDED, None, None, True, "not known how far", id="readers nobody looked at"),
        pytest.param(EXTENDED, BEHIND._replace(age=HOUR), None, True, "", id="readers an hour behind"),
        pytest.param(EXTENDED, None, None, False, "", id="a resolved incident"),
    ],
)
def test_an_undo_that_would_delete_what_can_be_saved_says_so(
    taken: MitigationRecord,
    lag: Lag | None,
    held: int | Missing | None,
    *,
    live: bool,
    loses: str,
) -> None:
    said = undo_loses(taken, Evidence(taken_at=NOW, lag=lag), held, live=live)
    assert loses in said
    assert bool(said) is bool(loses)


def test_what_was_concluded_of_the_settings_before_does_not_outlive_them() -> None:
    throttled = Verdict(Cause.THROTTLED_MAPPING, "held back", ("2 at once",), next="Raise it")
    known = replace(OPEN, evidence=Evidence(taken_at=NOW, verdict=throttled), evidence_wanted=None)
    pending = asked(known)
    waiting = seen(pending, SHORT)
    assert waiting.evidence is not None
    assert (waiting.evidence.verdict, waiting.evidence_wanted) == (throttled, None)
    done = seen(pending, LONG)
    assert done.evidence is not None
    assert (done.evidence.verdict, done.evidence_wanted) == (None, NOW)


def test_a_look_at_nothing_changes_nothing() -> None:
    nowhere: Mapping[str, Values | Missing] = {}
    assert settle(SET, nowhere, NOW) is None
