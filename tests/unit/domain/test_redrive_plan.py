"""What a redrive would do, before anything moves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.alarm_kinds import kind_named
from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.trial import Trial
from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event
from bot.domain.redrive.plan import RedrivePlan, may_redrive, may_try, plan_redrive
from tests.amended import amended
from tests.unit.domain.incidents import HOUR, MINUTE, NOW, OPEN

KIND = kind_named("dead_letters")
SOURCE = "arn:aws:sqs:eu-west-1:111122223333:orders"
QUEUE = QueueFacts("arn:aws:sqs:eu-west-1:111122223333:orders-dlq", "https://q", 3, 0, 0, 345600, 30)


def plan(
    incident: Incident = OPEN,
    queue: QueueFacts | Missing = QUEUE,
    sources: tuple[str, ...] | Missing = (SOURCE,),
) -> RedrivePlan | Refused:
    return plan_redrive(incident, KIND, queue, sources, NOW)


def test_everything_that_stands_there_now_goes_back_to_its_sources() -> None:
    made = plan(queue=QUEUE._replace(in_flight=2, delayed=1))
    assert isinstance(made, RedrivePlan)
    assert (made.queue, made.destinations, made.planned, made.sent_before) == (QUEUE.arn, (SOURCE,), 6, NOW)


def test_a_kind_without_dead_letters_has_nothing_to_redrive() -> None:
    answer = plan_redrive(OPEN, kind_named("generic"), QUEUE, (SOURCE,), NOW)
    assert isinstance(answer, Refused)
    assert "not about a dead-letter queue" in answer.why


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(plan(replace(OPEN, live_job="1")), "already running", id="a redrive runs"),
        pytest.param(
            plan(queue=Missing("denied")), "Could not read the queue: denied", id="the queue unread"
        ),
        pytest.param(
            plan(sources=Missing("denied")),
            "No way back is open: denied",
            id="its sources unread",
        ),
        pytest.param(plan(sources=()), "no known way back", id="no sources"),
        pytest.param(plan(queue=QUEUE._replace(visible=0)), "The queue is empty", id="nothing there"),
    ],
)
def test_there_is_no_plan(answer: RedrivePlan | Refused, why: str) -> None:
    assert isinstance(answer, Refused)
    assert why in answer.why


LONG_AGO = Deployment("worker", NOW - 30 * HOUR)


def warnings(failing: Failing | Missing | None, queue: QueueFacts = QUEUE) -> str:
    made = plan(replace(OPEN, evidence=Evidence(taken_at=NOW, failing=failing, deployment=LONG_AGO)), queue)
    assert isinstance(made, RedrivePlan)
    return " ".join(made.warnings)


@pytest.mark.parametrize("failing", [None, Missing("denied")], ids=["never looked", "could not look"])
def test_it_warns_when_nobody_knows_whether_the_consumer_still_fails(failing: Missing | None) -> None:
    assert "Could not read" in warnings(failing)


def test_it_warns_without_any_evidence() -> None:
    made = plan()
    assert isinstance(made, RedrivePlan)
    assert any("Could not read" in warning for warning in made.warnings)


def test_it_warns_when_the_consumer_failed_lately() -> None:
    assert "they come back unless" in warnings(Failing(3, HOUR, NOW - MINUTE))


@pytest.mark.parametrize("last_at", [None, NOW - timedelta(minutes=5)], ids=["never", "minutes ago"])
def test_the_silence_of_a_consumer_is_no_reason_not_to_warn(last_at: datetime | None) -> None:
    said = warnings(Failing(0, HOUR, last_at))
    assert "nothing shows that these would pass now: they may come back" in said


def test_it_warns_that_nothing_was_tried_with_the_code_as_it_is_now() -> None:
    mended = Evidence(
        taken_at=NOW,
        failing=Failing(3, HOUR, NOW - 9 * MINUTE),
        deployment=Deployment("worker", NOW - 5 * MINUTE),
    )
    made = plan(replace(OPEN, evidence=mended))
    assert isinstance(made, RedrivePlan)
    assert made.warnings[0] == (
        "The consumer was changed after its last failure, 9 min before the last look; they may come back: "
        "none of these is known to have been tried since."
    )


def test_it_always_says_that_messages_may_be_seen_twice() -> None:
    assert "must be idempotent" in warnings(Failing(0, HOUR, None))


def test_it_warns_of_changed_order_and_of_messages_in_flight() -> None:
    said = warnings(Failing(0, HOUR, None), QUEUE._replace(fifo=True, in_flight=2))
    assert "Order will change" in said
    assert "2 are in flight" in said


@pytest.mark.parametrize(
    ("failing", "first"),
    [
        pytest.param(Failing(3, HOUR, NOW - MINUTE), "they come back unless", id="it fails"),
        pytest.param(Missing("denied"), "Could not read", id="could not look"),
    ],
)
def test_what_does_most_harm_is_said_first(failing: Failing | Missing, first: str) -> None:
    said = warnings(failing, QUEUE._replace(fifo=True, in_flight=2))
    places = [said.index(each) for each in (first, "Order will change", "idempotent", "in flight")]
    assert places == sorted(places)


def message(**system: str) -> ReceivedMessage:
    return ReceivedMessage("m-1", "r", "{}", system, {})


BEFORE = str(int((NOW - MINUTE).timestamp() * 1000))
AFTER = str(int((NOW + MINUTE).timestamp() * 1000))


@pytest.mark.parametrize(("written", "count"), [("3", 3), ("", 0), ("many", 0)])
def test_the_receive_count_is_a_number(written: str, count: int) -> None:
    assert message(ApproximateReceiveCount=written).receive_count == count


def test_a_trial_is_one_and_the_others_stay() -> None:
    made = plan_redrive(OPEN, KIND, QUEUE, (SOURCE,), NOW, trial=Trial(("m-1",), "KeyError"))
    assert isinstance(made, RedrivePlan)
    assert (made.planned, made.left, made.since) == (1, 2, 0)


def test_while_one_may_still_come_back_the_next_press_is_warned() -> None:
    open_still = FollowUp(Event.REDRIVE_ENDED, NOW - MINUTE, moved=1, left=3, back_by=NOW + MINUTE)
    made = plan(amended(OPEN, follow_ups=(open_still,)))
    assert isinstance(made, RedrivePlan)
    assert made.warnings[0] == "1 redriven 1 min ago may still come back: in 1 min it will be known."


@pytest.mark.parametrize(
    ("queue", "sources", "known"),
    [
        (QUEUE._replace(visible=0), (SOURCE,), {"depth": Depth(0)}),
        (QUEUE, (), {"sources": ()}),
        (QUEUE._replace(redrives_to=SOURCE, max_receives=3), (SOURCE,), {"pushes_on": "each receive counts"}),
    ],
)
def test_what_the_press_would_refuse_is_not_offered(
    queue: QueueFacts, sources: tuple[str, ...], known: dict[str, object]
) -> None:
    assert isinstance(plan(queue=queue, sources=sources), Refused)
    found = Evidence(taken_at=NOW, **({"depth": Depth(3), "sources": (SOURCE,)} | known))  # type: ignore[arg-type]
    assert not may_redrive(found)
    assert not may_try(found)


def test_what_the_press_would_do_is_offered() -> None:
    found = Evidence(taken_at=NOW, depth=Depth(3), sources=(SOURCE,))
    assert may_redrive(found)
    assert may_try(found)
    assert not may_try(replace(found, depth=Depth(1)))
