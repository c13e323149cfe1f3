"""An alarm on the age of what was read, and Lastcall among the readers: whose age it is, who is called."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Metric
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import Lag, OwnReads
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.own_reading import RINGS, rings_above
from bot.domain.lifecycle.escalation.next_notification import next_notification_at
from tests.amended import amended
from tests.unit.domain.incidents import MINUTE, NOW, QUIET, ROUTE, after, heard, taking

SECOND = timedelta(seconds=1)
AGE = Metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {"StreamName": "clicks"}, "Maximum")
READ = NOW - 2 * MINUTE
OURS = OwnReads((READ,), others=2 * SECOND, others_at=NOW)


def rang(alarm: str = "clicks-late", **fields: Any) -> AlarmTransition:
    told: dict[str, Any] = {"metrics": (AGE,), "threshold": 60_000.0, "comparison": "GreaterThanThreshold"}
    return replace(heard(alarm=alarm), **told | fields)


def looked(
    incident: Incident, own: OwnReads | None = OURS, taken_at: datetime = NOW, **parts: Any
) -> Incident:
    lag = Lag(AGE.name, 2 * SECOND, own=own)
    evidence = Evidence(taken_at=taken_at, **{"lag": lag, **parts})
    return replace(incident, evidence=evidence, evidence_wanted=None)


LATE = looked(after(QUIET, rang()))


def test_an_alarm_rung_by_our_own_reading_calls_nobody_until_that_has_passed() -> None:
    assert next_notification_at(LATE, ROUTE) == READ + RINGS


def test_an_age_below_which_the_alarm_is_silent_is_no_doubt() -> None:
    almost = looked(after(QUIET, rang()), OURS._replace(others=59 * SECOND))
    assert next_notification_at(almost, ROUTE) == READ + RINGS


CALLED = (
    pytest.param(looked(after(QUIET, rang()), None), id="no read of ours"),
    pytest.param(looked(after(QUIET, rang()), OURS._replace(at=(NOW + MINUTE,))), id="a read after it rang"),
    pytest.param(
        looked(after(QUIET, rang()), OURS._replace(at=(NOW - RINGS - SECOND,))), id="a read of long before"
    ),
    pytest.param(looked(after(QUIET, rang()), OURS._replace(others=None)), id="no other minute is known"),
    pytest.param(
        looked(after(QUIET, rang()), OURS._replace(others_at=NOW - 4 * MINUTE)),
        id="the other minutes are of before",
    ),
    pytest.param(
        looked(after(QUIET, rang()), OURS._replace(others=60 * SECOND)), id="they would ring it by themselves"
    ),
    pytest.param(looked(after(QUIET, rang()), lag=Missing("denied")), id="the age could not be read"),
    pytest.param(looked(after(QUIET, rang()), taken_at=NOW - SECOND), id="looked before it rang"),
    pytest.param(looked(after(QUIET, rang(), heard())), id="another alarm watches something else"),
    pytest.param(replace(LATE, evicted=1), id="an alarm of which nothing is known any more"),
    pytest.param(looked(after(QUIET, rang(metrics=(AGE, AGE)))), id="an alarm that reckons"),
    pytest.param(looked(after(QUIET, rang(comparison=""))), id="how it compares was not told"),
    pytest.param(looked(after(QUIET, rang(comparison="LessThanThreshold"))), id="it rings below"),
    pytest.param(looked(after(QUIET, rang(threshold=None))), id="its threshold was not told"),
    pytest.param(looked(after(QUIET, rang(threshold=float("nan")))), id="its threshold is no number"),
    pytest.param(
        looked(after(QUIET, rang(metrics=(AGE._replace(statistic="SampleCount"),)))), id="it counts"
    ),
    pytest.param(
        looked(after(QUIET, rang(metrics=(AGE._replace(name="GetRecords.Success"),)))), id="no age at all"
    ),
    pytest.param(
        looked(after(QUIET, rang(metrics=(AGE._replace(namespace="Acme/Kinesis"),)))),
        id="somebody's own metric",
    ),
)


@pytest.mark.parametrize("incident", CALLED)
def test_in_any_doubt_somebody_is_called_at_once(incident: Incident) -> None:
    assert next_notification_at(incident, ROUTE) == NOW


def test_a_loss_that_is_near_is_called_for_whoever_read() -> None:
    near = looked(after(QUIET, rang()), loss=LossClock(None, NOW + 10 * MINUTE, "from the age"))
    assert next_notification_at(near, ROUTE) == NOW + 5 * MINUTE


def test_only_the_first_call_is_held() -> None:
    called = amended(LATE, escalation=EscalationPosition(NOW - 14 * MINUTE, 1, 0, NOW - 14 * MINUTE))
    assert next_notification_at(called, ROUTE) == NOW + MINUTE


def test_every_alarm_that_fires_must_have_been_rung_by_us() -> None:
    two = looked(after(QUIET, rang(), rang("clicks-later", threshold=120_000.0)))
    assert next_notification_at(two, ROUTE) == READ + RINGS
    over = looked(after(QUIET, rang(), replace(heard(), state=AlarmState.OK)))
    assert next_notification_at(over, ROUTE) == READ + RINGS


def test_what_an_alarm_watches_is_known_whichever_copy_of_its_transition_comes_first() -> None:
    told, untold = rang(), rang(comparison="", threshold=None)
    one, other = after(after(QUIET, told), untold), after(after(QUIET, untold), told)
    assert [each.rings_above for each in one.alarms.values()] == [MINUTE]
    assert one.alarms == other.alarms
    assert taking(one, told).change is None


def test_what_it_watches_now_is_what_counts() -> None:
    changed = rang(at=NOW + MINUTE, threshold=1_000.0)
    assert [each.rings_above for each in after(QUIET, rang(), changed).alarms.values()] == [SECOND]
    assert [each.rings_above for each in after(QUIET, changed, rang()).alarms.values()] == [SECOND]


def test_an_age_that_no_clock_can_hold_is_none() -> None:
    assert rings_above(rang(threshold=float("inf"))) is None
    assert rings_above(rang(threshold=1e300)) is None
