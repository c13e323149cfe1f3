"""What a person let skip calls nobody before a loss is near; anything beside it is called for as ever."""

from dataclasses import replace

import pytest

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    ON_FAILURE,
    MitigationKind,
    MitigationRecord,
    MitigationState,
)
from bot.domain.incident.own_skip import let_skip, press_behind, told_of
from bot.domain.lifecycle.escalation.next_notification import next_notification_at
from bot.domain.policy.by import NOBODY
from bot.domain.policy.policy import Escalation, Route, Step, Target
from tests.amended import amended
from tests.unit.domain.incidents import ANA, HOUR, MINUTE, NOW, OPEN

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:clicks-skipped"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"
COUNTER = "arn:aws:lambda:eu-west-1:111122223333:function:clicks-counter"
MAPPING = EventSource("u-1", STREAM, COUNTER, "Enabled")
OURS = Feeder("stream", STREAM, "stream_pointer", COUNTER, confirmed=True, messages=2, records=2, let_by=ANA)
ANOTHERS = OURS._replace(arn=f"{STREAM}-2", messages=1, let_by=NOBODY)
LOSS = LossClock(NOW + 24 * HOUR, NOW + 24 * HOUR, "by the records")
SKIPPED = Evidence(taken_at=NOW, depth=Depth(2), sampled=2, feeders=(OURS,), loss=LOSS)
ROUTE = Route(name="shop", channel="C0", escalation=Escalation((Step(0 * MINUTE, (Target("channel"),)),)))
TAKEN = MitigationRecord(
    id="press",
    kind=MitigationKind.BISECT,
    target="arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:u-1",
    subject="mapping of clicks to clicks-counter",
    before={},
    after={ON_FAILURE: QUEUE},
    template="",
    by=ANA,
    at=NOW - MINUTE,
    why="",
    asked_by="press",
    asked_at=NOW - MINUTE,
    state=MitigationState.SET,
)


def unanswered(evidence: Evidence) -> Incident:
    return amended(OPEN, evidence=evidence, evidence_wanted=None, escalation=EscalationPosition(NOW))


def test_the_first_call_waits_until_a_loss_is_near() -> None:
    assert next_notification_at(unanswered(SKIPPED), ROUTE) == NOW + 23 * HOUR


@pytest.mark.parametrize(
    "evidence",
    [
        replace(SKIPPED, feeders=(OURS, ANOTHERS), depth=Depth(3), sampled=3),
        replace(SKIPPED, depth=Depth(3)),
        replace(SKIPPED, depth=Missing("denied")),
        replace(SKIPPED, feeders=Missing("denied")),
        replace(SKIPPED, feeders=(OURS._replace(let_by=NOBODY),)),
        replace(SKIPPED, loss=None),
        replace(SKIPPED, loss=Missing("no message was sampled")),
    ],
    ids=[
        "another's too",
        "more than seen",
        "uncounted",
        "writers unread",
        "nobody's",
        "no clock",
        "unread clock",
    ],
)
def test_in_any_doubt_the_call_comes_at_once(evidence: Evidence) -> None:
    assert next_notification_at(unanswered(evidence), ROUTE) == NOW


def test_a_queue_that_nothing_is_known_of_was_not_filled_by_anybodys_press() -> None:
    assert let_skip(None) == let_skip(replace(SKIPPED, feeders=())) == NOBODY


def test_the_press_is_that_which_stood_when_the_records_came() -> None:
    held = replace(OPEN, mitigations=(TAKEN,))
    assert press_behind(held, (MAPPING,), QUEUE, (NOW,)) is TAKEN
    assert press_behind(held, (MAPPING,), QUEUE, (NOW - HOUR, NOW)) is None
    assert press_behind(held, (MAPPING,), f"{QUEUE}-2", (NOW,)) is None
    assert press_behind(held, (MAPPING._replace(uuid="u-2"),), QUEUE, (NOW,)) is None
    assert press_behind(held, (MAPPING,), QUEUE, ()) is None
    undone = replace(OPEN, mitigations=(TAKEN._replace(ended_at=NOW),))
    assert press_behind(undone, (MAPPING,), QUEUE, (NOW,)) is not None
    assert press_behind(undone, (MAPPING,), QUEUE, (NOW + MINUTE,)) is None


def test_its_thread_is_told_once_and_nobody_is_called() -> None:
    skipper, caused = replace(OPEN, mitigations=(TAKEN,)), replace(OPEN, id="JKPW-SZ1R")
    told = told_of(skipper, OURS._replace(let_as="press"), caused, NOW)
    assert told is not None
    (entry,) = told.entries
    assert entry.what == "2 records were skipped, as ana allowed: see orders-dlq (incident JKPW-SZ1R)"
    assert (entry.thread, entry.mentions) == (True, ())
    assert told_of(told.incident, OURS._replace(let_as="press"), caused, NOW) is None
    assert told_of(skipper, OURS._replace(let_as="another"), caused, NOW) is None
