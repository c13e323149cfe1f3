"""How an incident ends by itself: a queue that emptied because its messages expired is no healthy one."""

from dataclasses import replace

import pytest

from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.health import Health, Healthy
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Resolution
from bot.domain.lifecycle.resolution import resolution_of
from tests.unit.domain.incidents import HOUR, NOW

EMPTY = "orders-dlq is empty"
WORKER = "arn:aws:lambda:eu-west-1:111122223333:function:worker"
PLAIN = Evidence(taken_at=NOW)
KEEPER = "arn:aws:sqs:eu-west-1:111122223333:skipped"


def ends(how: str, note: str) -> Resolution:
    return Resolution(NOW, how, note=note)


def gone(proven: int, possible: int) -> Healthy:
    return Healthy(EMPTY, Expired(proven, possible, NOW - HOUR))


ENDINGS = {
    "empty, and nothing can have expired": (Healthy(EMPTY), ends("proven", EMPTY)),
    "empty, and all that left was deleted": (gone(0, 0), ends("proven", EMPTY)),
    "emptied by expiry": (gone(37, 37), ends("lost", f"{EMPTY}; 37 expired and are lost")),
    "emptied by expiry, among other things": (
        gone(4, 37),
        ends("lost", f"{EMPTY}; 4 expired and are lost, 33 more expired, were purged or moved by others"),
    ),
    "emptied, nobody knows how": (
        gone(0, 37),
        ends("unproven", f"{EMPTY}; 37 expired, were purged or moved by others: cannot tell which"),
    ),
    "empty, and how could not be read": (
        Healthy(EMPTY, Missing("denied")),
        ends("unproven", f"{EMPTY}; cannot tell whether messages expired: denied"),
    ),
    "not to be read at all": (Missing("denied"), ends("unproven", "the alarm says OK; unverified: denied")),
}


@pytest.mark.parametrize(("health", "ended"), ENDINGS.values(), ids=ENDINGS)
def test_an_end_says_what_it_proves(health: Health, ended: Resolution) -> None:
    assert resolution_of(health, PLAIN, NOW) == ended


SKIPS = {
    "kept, and by which incident": (
        Discarded(WORKER, KEEPER, arrived=240, lost=0, incident="K7Q2-M9TD"),
        ends("proven", "fine; 240 records were skipped and are kept in skipped (incident K7Q2-M9TD)"),
    ),
    "kept, by a sample": (
        Discarded(WORKER, KEEPER, arrived=1, sampled=True),
        ends("proven", "fine; at least 1 record was skipped and is kept in skipped"),
    ),
    "nobody can tell how many": (
        Discarded(WORKER, KEEPER, messages=1),
        ends("proven", "fine; some records were skipped, cannot tell how many: 1 message arrived in skipped"),
    ),
    "kept and lost": (
        Discarded(WORKER, KEEPER, arrived=2, lost=12),
        ends(
            "lost",
            "fine; 2 records were skipped and are kept in skipped; 12 records were skipped and are lost",
        ),
    ),
}


@pytest.mark.parametrize(("skipped", "ended"), SKIPS.values(), ids=SKIPS)
def test_an_end_by_skipping_says_how_many_and_where_they_are(skipped: Discarded, ended: Resolution) -> None:
    assert resolution_of(Healthy("fine", skipped=(skipped, skipped)), PLAIN, NOW) == ended


def test_that_nobody_can_tell_whether_anything_was_skipped_is_said() -> None:
    note = "fine; cannot tell whether records were skipped: denied"
    assert resolution_of(Healthy("fine", skipped=Missing("denied")), PLAIN, NOW) == ends("proven", note)


def test_what_was_skipped_on_the_way_is_counted() -> None:
    healthy = Healthy("worker has caught up")
    kept = replace(PLAIN, losses=Losses(HOUR, lost=0, dropped=12, destination=KEEPER))
    lost = replace(PLAIN, losses=Losses(HOUR, lost=12, dropped=12))
    unknown = replace(PLAIN, losses=Missing("denied"))
    notes = [resolution_of(healthy, evidence, NOW).note for evidence in (kept, lost, unknown, None)]
    assert notes == [
        "worker has caught up; 12 were skipped and are kept in skipped",
        "worker has caught up; 12 were skipped and are lost",
        *["worker has caught up"] * 2,
    ]
