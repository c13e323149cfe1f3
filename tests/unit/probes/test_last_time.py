"""The probe of how the group's last incident ended."""

from datetime import timedelta

from bot.domain.evidence.evidence import LastTime
from bot.domain.incident.episode import Resolution
from bot.domain.policy.by import By
from bot.probes.last_time import PROBE
from tests.fakes.clock import NOON
from tests.unit.probes.examples import World, evidence

LAST_WEEK = NOON - timedelta(days=7)


def test_how_it_ended_last_is_told_with_who_and_what_they_said() -> None:
    ended = Resolution(LAST_WEEK, "by hand", By("U0ANA00001", "ana"), "rolled back v38")
    seen = evidence(PROBE.look(World().context(last_resolution=ended)))
    assert seen.last_time == LastTime(LAST_WEEK, "by hand", "ana", "rolled back v38")


def test_the_first_incident_of_a_group_has_no_last_time() -> None:
    assert evidence(PROBE.look(World().context())).last_time is None
