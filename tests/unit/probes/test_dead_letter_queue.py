"""The probe of a dead-letter queue: depth, history, sources, samples and its clock."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.dead_letters.dead_letter import MessageAttribute, QueueFacts, ReceivedMessage
from bot.domain.errors import Permanent, Transient
from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.policy.policy import Redaction, Route
from bot.domain.redrive.plan import may_redrive
from bot.domain.resource.grouping import Resource
from bot.probes.dead_letter_queue import PROBE
from bot.probes.parts.depths import PERIOD, PERIODS
from bot.probes.parts.sampling import SUSPECT_FOR
from tests.fakes import FakeDeadLetterQueues
from tests.fakes.clock import NOON
from tests.fakes.telemetry import HIDDEN
from tests.unit.probes.examples import DAYS_4, DAYS_14, DLQ, ORDERS, World, evidence, letter
from tests.unit.probes.looks import put_into


@pytest.fixture
def world() -> World:
    return World()


def test_depth_retention_and_sources_are_told(world: World) -> None:
    world.fill(3)
    found = evidence(PROBE.look(world.context()))
    assert (found.depth, found.retention, found.sources) == (Depth(3), DAYS_14, (ORDERS,))


def test_the_history_covers_three_hours_to_the_current_five_minutes(world: World) -> None:
    world.fill(3)
    begins = NOON + PERIOD - PERIODS * PERIOD
    world.telemetry.depth("orders-dlq", {begins: 1, NOON - PERIOD: 2, NOON: 3})
    history = evidence(PROBE.look(world.context())).history
    assert not isinstance(history, Missing)
    assert (len(history), history[0], history[-2:]) == (36, 1, (2, 3))


def test_the_oldest_message_sampled_bounds_the_loss_from_above(world: World) -> None:
    world.fill(3, first_sent=NOON - timedelta(days=3))
    loss = evidence(PROBE.look(world.context())).loss
    assert isinstance(loss, LossClock)
    assert loss.at_the_latest == NOON + timedelta(days=11)


def test_nothing_is_lost_before_what_arrived_after_the_queue_was_empty(world: World) -> None:
    world.fill(1)
    world.empty_at(NOON - timedelta(hours=1))
    loss = evidence(PROBE.look(world.context())).loss
    assert isinstance(loss, LossClock)
    assert loss.not_before == NOON - timedelta(hours=1) + DAYS_14 - DAYS_4


def test_a_source_that_cannot_be_read_leaves_not_before_unknown(world: World) -> None:
    world.fill(1)
    world.empty_at(NOON - timedelta(hours=1))
    world.queues.denied.add(ORDERS)
    loss = evidence(PROBE.look(world.context())).loss
    assert isinstance(loss, LossClock)
    assert loss.not_before is None


def test_more_sources_than_can_be_read_in_time_leave_not_before_unknown(world: World) -> None:
    world.fill(1)
    world.empty_at(NOON - timedelta(hours=1))
    world.dlq.sources = (ORDERS,) * 11
    loss = evidence(PROBE.look(world.context())).loss
    assert isinstance(loss, LossClock)
    assert loss.not_before is None


def test_a_gap_in_the_metric_is_not_an_empty_queue(world: World) -> None:
    world.fill(1)
    assert evidence(PROBE.look(world.context())).last_empty is None


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("held", [{NOON - timedelta(hours=1): 3}, {}, Missing("denied")])
def test_a_queue_that_may_be_held_by_somebody_is_not_an_empty_one(
    world: World, hidden: str, held: dict[datetime, float] | Missing
) -> None:
    world.fill(1)
    world.empty_at(NOON - timedelta(hours=1))
    world.telemetry.put(hidden, "orders-dlq", held)
    assert evidence(PROBE.look(world.context())).last_empty is None


def test_when_it_was_last_empty_is_remembered_beyond_the_history(world: World) -> None:
    world.fill(1)
    before = Evidence(taken_at=NOON, last_empty=NOON - timedelta(days=1))
    assert evidence(PROBE.look(world.context(before=before))).last_empty == NOON - timedelta(days=1)


def test_without_a_sample_and_without_an_empty_period_the_clock_says_why_it_is_unknown(
    world: World,
) -> None:
    world.fill(1)
    found = evidence(PROBE.look(world.context(Route("r", "C1", sample="never"))))
    assert isinstance(found.loss, Missing)


def test_an_empty_queue_loses_nothing(world: World) -> None:
    found = evidence(PROBE.look(world.context()))
    assert found.first_loss(found.taken_at) is None
    assert found.missing == ()


def test_a_queue_that_may_not_be_read_is_missing_in_every_part(world: World) -> None:
    world.queues.denied.add(DLQ)
    found = evidence(PROBE.look(world.context()))
    assert found.missing == (f"denied: allow sqs:GetQueueAttributes on {DLQ}",)
    assert found.first_loss(found.taken_at) is None


def test_metrics_that_may_not_be_read_leave_the_rest_standing(world: World) -> None:
    world.fill(2)
    world.telemetry.depth("orders-dlq", Missing("denied: allow cloudwatch:GetMetricData on *"))
    found = evidence(PROBE.look(world.context()))
    assert found.depth == Depth(2)
    assert found.missing == ("denied: allow cloudwatch:GetMetricData on *",)


class Throttled(FakeDeadLetterQueues):
    def facts(self, queue: Resource) -> Missing:
        raise Transient("AWS throttles sqs:GetQueueAttributes")


def test_a_throttled_read_is_missing_and_no_exception(world: World) -> None:
    context = world.context(queues=Throttled(world.clock))
    assert evidence(PROBE.look(context)).depth == Missing("AWS throttles sqs:GetQueueAttributes")
    assert PROBE.health is not None
    assert isinstance(PROBE.health(context), Missing)


def test_a_look_that_never_answered_is_missing_and_keeps_the_earlier_sample() -> None:
    before = Evidence(taken_at=NOON, sampled=3, sample_number=1)
    found = put_into(before, [PROBE.share.missing(Missing("no answer within 8 s"))])
    assert found.missing == ("no answer within 8 s",)
    assert found.sampled == 3


# The sample


def test_a_sample_is_taken_and_put_back_at_once(world: World) -> None:
    world.fill(12)
    finding = PROBE.look(world.context())
    assert finding.sample is not None
    assert [each.message_id for each in finding.sample] == [f"m-{n}" for n in range(10)]
    assert all(held.visible_at == NOON for held in world.dlq.held)


def test_our_own_look_is_remembered_as_hiding_messages(world: World) -> None:
    world.fill(1)
    found = evidence(PROBE.look(world.context()))
    assert (found.sampled, found.sampled_at, found.samples) == (1, NOON, 1)
    assert found.hidden_until == NOON + SUSPECT_FOR


class Denied(FakeDeadLetterQueues):
    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...]:
        raise Permanent(f"denied: allow sqs:ReceiveMessage on {queue.arn}")


def test_a_sample_that_may_not_be_taken_says_what_to_allow(world: World) -> None:
    queues = Denied(world.clock)
    queues.queues = world.queues.queues
    world.fill(2)
    found = evidence(PROBE.look(world.context(queues=queues)))
    assert (found.depth, found.sampled) == (Depth(2), 0)
    assert found.sample_note == f"denied: allow sqs:ReceiveMessage on {DLQ}"


def test_an_empty_queue_is_not_received_from(world: World) -> None:
    finding = PROBE.look(world.context())
    assert (finding.sample, world.dlq.receives) == (None, 0)
    assert evidence(finding).sample_note == "none is visible right now"


def test_somebody_who_asks_has_the_queue_itself_asked_whatever_its_count_says(world: World) -> None:
    """The count is approximate, and our own look of this moment may just hold the messages."""
    finding = PROBE.look(world.context(asked=True))
    assert (finding.sample, world.dlq.receives) == (None, 1)
    assert evidence(finding).sample_note == "none is visible right now"


def test_a_look_that_received_nothing_leaves_the_next_one_to_try_again(world: World) -> None:
    world.fill(1)
    world.dlq.held[0].visible_at = NOON + timedelta(seconds=30)
    found = evidence(PROBE.look(world.context(asked=True)))
    assert (found.samples, found.sample_number, found.hidden_until) == (0, 0, None)


SECRET = "AKIAIOSFODNN7EXAMPLE"


def test_nothing_of_a_message_leaves_the_probe_unredacted(world: World) -> None:
    world.queues.put(
        DLQ,
        letter(
            body=f'{{"key": "{SECRET}", "password": "hunter2"}}',
            attributes={
                "auth": MessageAttribute("String", SECRET),
                "password": MessageAttribute("String", "hunter2"),
                "blob": MessageAttribute("Binary", binary=b"hunter2"),
                "tries": MessageAttribute("Number", "3"),
            },
            MessageGroupId=SECRET,
        ),
    )
    (sampled,) = PROBE.look(world.context()).sample or ()
    assert SECRET not in repr(sampled)
    assert "hunter2" not in repr(sampled)
    assert sampled.attributes is not None
    assert (sampled.attributes["tries"], sampled.attributes["blob"]) == ("3", "Binary, 7 bytes")


def test_a_rule_of_the_team_masks_too(world: World) -> None:
    world.queues.put(DLQ, letter(body='{"note": "order 4711-A"}'))
    (sampled,) = PROBE.look(world.context(redaction=Redaction(patterns=(r"\d{4}-A",)))).sample or ()
    assert "4711" not in sampled.body


@pytest.mark.parametrize("samples", ["off", "shapes"])
def test_a_route_that_shows_no_bodies_keeps_none(world: World, samples: str) -> None:
    world.queues.put(DLQ, letter(attributes={"a": MessageAttribute("String", "b")}))
    (sampled,) = PROBE.look(world.context(Route("r", "C1", samples=samples))).sample or ()
    assert (sampled.body, sampled.attributes) == ("", None)


def test_a_route_that_shows_keys_keeps_no_values(world: World) -> None:
    world.queues.put(DLQ, letter(attributes={"city": MessageAttribute("String", "Ghent")}))
    (sampled,) = PROBE.look(world.context(Route("r", "C1", samples="keys"))).sample or ()
    assert "Ana" not in sampled.body
    assert "name" in sampled.body
    assert sampled.attributes == {"city": "text of 5"}


REFUSALS = [
    pytest.param({"sample": "never"}, {}, "never samples", id="a route that never samples"),
    pytest.param({"sample": "ask"}, {}, "only when someone asks", id="a route that asks first"),
    pytest.param(
        {}, {"redrives_to": ORDERS}, "may push messages on to orders", id="a queue that redrives on its own"
    ),
]


@pytest.mark.parametrize(("route", "queue", "why"), REFUSALS)
def test_lastcall_does_not_look_by_itself_where_it_would_do_harm(
    world: World, route: dict[str, str], queue: dict[str, str], why: str
) -> None:
    world.fill(2)
    world.dlq.redrives_to = queue.get("redrives_to", "")
    finding = PROBE.look(world.context(Route("r", "C1", **route)))  # type: ignore[arg-type] # names of text fields
    assert (finding.sample, world.dlq.receives) == (None, 0)
    assert why in evidence(finding).sample_note


def test_a_fifo_queue_is_not_looked_into_by_itself(world: World) -> None:
    fifo = world.queues.add(f"{DLQ}.fifo", sources=(ORDERS,))
    world.queues.put(f"{DLQ}.fifo", letter())
    context = world.context()
    context = context._replace(resource=context.resource._replace(name="orders-dlq.fifo"))
    assert "FIFO" in evidence(PROBE.look(context)).sample_note
    assert fifo.receives == 0


def test_a_queue_that_a_function_consumes_is_not_looked_into_by_itself(world: World) -> None:
    world.fill(1)
    world.functions.consume(DLQ, "arn:aws:lambda:eu-west-1:111122223333:function:f")
    assert "consumes this queue" in evidence(PROBE.look(world.context())).sample_note
    assert world.dlq.receives == 0


@pytest.mark.parametrize("sample", ["auto", "ask"])
def test_a_person_who_asks_is_shown_a_sample_everywhere_else(world: World, sample: str) -> None:
    world.fill(2)
    world.functions.consume(DLQ, "arn:aws:lambda:eu-west-1:111122223333:function:f")
    finding = PROBE.look(world.context(Route("r", "C1", sample=sample), asked=True))
    assert finding.sample is not None
    assert len(finding.sample) == 2
    assert evidence(finding).samples == 0


def test_a_queue_that_redrives_on_its_own_is_not_looked_into_even_when_a_person_asks(world: World) -> None:
    world.fill(2)
    world.dlq.redrives_to = ORDERS
    finding = PROBE.look(world.context(asked=True))
    assert (finding.sample, world.dlq.receives) == (None, 0)
    assert "maxReceiveCount of 3" in evidence(finding).sample_note
    assert not may_redrive(evidence(finding))


def test_a_route_that_never_samples_does_not_when_a_person_asks(world: World) -> None:
    world.fill(2)
    assert PROBE.look(world.context(Route("r", "C1", sample="never"), asked=True)).sample is None


def test_by_itself_it_looks_again_only_when_the_depth_doubled_and_then_never_again(world: World) -> None:
    world.fill(4)
    before = evidence(PROBE.look(world.context()))
    taken = []
    for more in (3, 4, 100):
        world.fill(more)
        finding = PROBE.look(world.context(before=before))
        before = put_into(before, [finding])
        taken.append(finding.sample is not None)
    # 4 sampled; 7 no; 11 is no doubling of 7; 111 is; nothing is a third time.
    assert taken == [False, False, True]
    world.fill(1000)
    assert PROBE.look(world.context(before=before)).sample is None


def test_an_earlier_sample_stands_with_its_age(world: World) -> None:
    world.fill(4)
    before = replace(evidence(PROBE.look(world.context())), sample_number=7)
    world.clock.forward(hours=1)
    found = put_into(before, [PROBE.look(world.context(before=before))])
    assert (found.sampled, found.sample_number, found.sampled_at) == (4, 7, NOON)
    assert found.loss == before.loss


def test_what_an_emptied_queue_once_held_no_longer_sets_the_clock(world: World) -> None:
    world.fill(4, first_sent=NOON - timedelta(days=3))
    before = replace(evidence(PROBE.look(world.context())), sample_number=7)
    world.dlq.held.clear()
    world.clock.forward(hours=2)
    world.empty_at(NOON + timedelta(hours=1))
    world.fill(1)
    loss = evidence(PROBE.look(world.context(before=before))).loss
    assert isinstance(loss, LossClock)
    assert loss.at_the_latest is None


# Health


def test_a_queue_that_was_deleted_since_it_was_read_holds_nothing_any_more(world: World) -> None:
    world.fill(3)
    before = evidence(PROBE.look(world.context()))
    world.queues.queues.clear()
    lost = Missing("it is gone with everything in it")
    assert PROBE.health is not None
    assert PROBE.health(world.context(before=before)) == Healthy("orders-dlq was deleted", lost, empty=True)


def test_a_queue_that_was_never_read_may_be_another_accounts(world: World) -> None:
    world.queues.queues.clear()
    assert PROBE.health is not None
    assert isinstance(PROBE.health(world.context()), Missing)


def test_a_queue_that_holds_nothing_is_healthy(world: World) -> None:
    assert PROBE.health is not None
    assert PROBE.health(world.context()) == Healthy("orders-dlq is empty", empty=True)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 message is still in orders-dlq"), (37, "37 messages are still in orders-dlq")]
)
def test_a_queue_that_holds_something_is_not_healthy(world: World, count: int, words: str) -> None:
    world.fill(count)
    assert PROBE.health is not None
    assert PROBE.health(world.context()) == Unhealthy(words, count)


def test_a_message_in_flight_still_stands_in_the_queue(world: World) -> None:
    world.fill(1)
    facts = world.queues.facts(world.context().resource)
    assert not isinstance(facts, Missing)
    world.queues.receive(facts, 10, timedelta(seconds=30), timedelta(0))
    assert PROBE.health is not None
    assert isinstance(PROBE.health(world.context()), Unhealthy)


def test_a_queue_that_cannot_be_read_is_not_called_healthy(world: World) -> None:
    world.queues.denied.add(DLQ)
    assert PROBE.health is not None
    assert PROBE.health(world.context()) == Missing(f"denied: allow sqs:GetQueueAttributes on {DLQ}")


def test_when_they_came_in_is_read_by_the_minute_and_from_the_sample(world: World) -> None:
    world.fill(2)
    begins = NOON - timedelta(minutes=30)
    world.telemetry.depth("orders-dlq", {begins + timedelta(minutes=n): 2 * (n >= 20) for n in range(30)})
    minutes = [NOON - timedelta(minutes=each) for each in (9, 11)]
    sent = NOON - timedelta(minutes=59)
    assert evidence(PROBE.look(world.context())).arrivals == Arrivals(minutes[0], 2, minutes[1], sent)


def test_a_message_that_no_queue_gave_up_was_not_sent_to_be_worked_on(world: World) -> None:
    world.queues.put(DLQ, letter(DeadLetterQueueSourceArn=""))
    world.telemetry.depth("orders-dlq", {NOON - timedelta(minutes=9): 1})
    came = evidence(PROBE.look(world.context())).arrivals
    assert isinstance(came, Arrivals)
    assert came.sent_at is None


def test_the_send_time_of_a_fifo_queue_is_that_of_the_move(world: World) -> None:
    name = "orders-dlq.fifo"
    world.queues.add(f"{DLQ}.fifo", sources=(ORDERS,), retention=DAYS_14)
    world.queues.put(f"{DLQ}.fifo", letter())
    world.telemetry.depth(name, {NOON - timedelta(minutes=9): 1})
    fifo = world.context(asked=True)
    came = evidence(PROBE.look(fifo._replace(resource=fifo.resource._replace(name=name)))).arrivals
    assert isinstance(came, Arrivals)
    assert came.sent_at is None


def test_the_newest_send_time_is_remembered_by_later_looks(world: World) -> None:
    world.fill(1)
    world.telemetry.depth("orders-dlq", {NOON - timedelta(minutes=9): 1})
    newer = NOON - timedelta(minutes=5)
    before = Evidence(taken_at=NOON, arrivals=Arrivals(NOON, sent_at=newer))
    came = evidence(PROBE.look(world.context(before=before))).arrivals
    assert isinstance(came, Arrivals)
    assert came.sent_at == newer
