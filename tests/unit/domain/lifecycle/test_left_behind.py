"""A resolution says what it leaves behind: records that were skipped, settings that are still changed."""

from dataclasses import replace

from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.health import Healthy
from bot.domain.incident.episode import Recovery
from bot.domain.lifecycle.recovery import heal
from tests.amended import amended
from tests.unit.domain.incidents import ANA, BEN, HOUR, MINUTE, NOW, OPEN, ROUTE
from tests.unit.domain.people import resolve
from tests.unit.domain.test_mitigation_life import SET

SKIPPED = (
    Discarded(
        "arn:aws:lambda:eu-west-1:111122223333:function:clicks",
        "arn:aws:sqs:eu-west-1:111122223333:clicks-skipped",
        arrived=1,
        incident="ZTPK-6JPY",
    ),
)
HEALTHY = Healthy("clicks: read to the end", skipped=SKIPPED)


def test_who_resolves_by_hand_is_told_what_was_skipped_and_what_is_in_force() -> None:
    change = resolve(replace(OPEN, mitigations=SET.mitigations), BEN, "fixed", HEALTHY, NOW + HOUR)
    (entry,) = change.entries  # type: ignore[union-attr] # it is not refused
    assert "1 record was skipped and is kept in clicks-skipped (incident ZTPK-6JPY)" in entry.what
    assert f"in force until undone: queue orders-dlq: 14 d by {ANA.name}" in entry.what


def test_a_proof_tells_it_too() -> None:
    recovering = amended(
        OPEN,
        mitigations=SET.mitigations,
        recovering_since=NOW,
        recovery=Recovery(NOW, NOW + MINUTE),
        alarms={},
    )
    ended, (entry,), _ = heal(recovering, HEALTHY, ROUTE, NOW + 2 * HOUR)
    assert ended.resolution is not None
    assert "in force until undone: queue orders-dlq: 14 d by ana" in entry.what
    assert "1 record was skipped" in ended.resolution.note


def test_nothing_left_behind_is_not_spoken_of() -> None:
    change = resolve(OPEN, BEN, "fixed", Healthy("empty"), NOW)
    assert "in force" not in change.entries[0].what  # type: ignore[union-attr] # it is not refused
