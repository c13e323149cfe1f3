"""Slack takes one post a second in a channel, and so many edits a minute: who waits, stands in a line."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.lifecycle.escalation.next_notification import WAIT_FOR_EVIDENCE
from bot.use_cases.find_due import A_SECOND
from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.places import INCIDENTS, ORDERS
from tests.scenario.harness.wire import AT_ONCE, Call

POST, UPDATE = "chat.postMessage", "chat.update"
MINUTES_OF_EDITS = 2


def crowd(h: Harness, count: int, beginning: str = "quiet") -> None:
    h.deliver(*(Alarm(f"{beginning}-{n}-dlq").fires(h.clock()) for n in range(count)))


def calls_for(count: int) -> int:
    """Until every card of a crowd in one channel is there: before any of them is looked at again."""
    with Harness() as h:
        crowd(h, count)
        h.fast_forward(seconds=count + 3)
        assert len(h.slack.messages()) == count
        return len(h.wire.calls)


def test_a_crowd_costs_in_proportion() -> None:
    assert calls_for(24) <= 1.2 * 4 * calls_for(6)


def test_a_press_is_not_behind_what_the_clock_asks_for() -> None:
    """The clock's looks at a crowd are spread over the minute: a press finds those of a second before it."""
    with Harness() as h:
        h.functions.pause("on_job")
        crowd(h, 60)
        h.fast_forward(seconds=59)
        h.functions.pause("on_command")
        h.clock.forward(seconds=1)
        h.tick()
        assert len(h.sqs.queue("CommandQueue").messages) == 60
        h.slack.messages()[0].button("Acknowledge").press(by="ana")
        h.functions.resume("on_command")
        before = len(h.wire.calls)
        h.pump()
        held = [each for each in h.table.incidents() if each.acknowledgement]
        runs = {call.run for call in h.wire.calls[before:] if call.by == "on_command"}
    assert len(held) == 1
    assert len(runs) <= A_SECOND + 1


def test_a_crowd_is_shown_one_a_second_and_nothing_twice(h: Harness) -> None:
    crowd(h, 12)
    h.fast_forward(seconds=15)
    assert len(h.slack.messages()) == 12
    assert max(Counter(message.marker for message in h.slack.messages()).values()) == 1
    refused = [call for call in h.slack.gateway.calls if call.fault == "rate_limited"]
    assert len(refused) == 1


def test_who_waits_costs_nothing_until_its_turn(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=POST, retry_after="600"))
    crowd(h, 5)
    h.fast_forward(seconds=30)
    before = len(h.wire.calls)
    h.fast_forward(seconds=500, ticking=False)
    assert len(h.wire.calls) == before


def test_one_busy_channel_holds_up_no_other(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=POST, channel=INCIDENTS, retry_after="600"))
    crowd(h, 5)
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    assert [message.channel for message in h.slack.messages()] == [ORDERS]


def test_a_call_goes_before_every_card_that_waits(h: Harness) -> None:
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(seconds=2)
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=POST, channel=ORDERS, retry_after="60"))
    crowd(h, 1, "night")
    h.fast_forward(seconds=55)
    assert len(h.slack.messages()) == 1
    h.fast_forward(seconds=7)
    h.slack.expect_message("orders-dlq").expect_call("ana")


def test_a_limit_of_edits_holds_back_no_new_card_and_no_call(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=UPDATE, times=None, retry_after="60"))
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(seconds=10)
    h.deliver(Alarm("orders-2-dlq").fires(h.clock()))
    h.fast_forward(seconds=40)
    for name in ("orders-dlq", "orders-2-dlq"):
        h.slack.expect_message(name).expect_call("ana")


def test_five_busy_cards_do_not_delay_a_first_mention(h: Harness) -> None:
    """Slack takes 50 edits a minute of the whole app; each of these cards asks for one every five seconds."""
    crowd(h, 5, "quiet")
    h.fast_forward(seconds=30)
    for again in range(MINUTES_OF_EDITS * 12):
        h.deliver(*(Alarm(f"quiet-{n}-dlq", f"alarm {again}").fires(h.clock()) for n in range(5)))
        h.fast_forward(seconds=5)
        if again == 12:
            h.deliver(Alarm("orders-dlq").fires(h.clock()))
            begun = h.clock()
    (call,) = [reply for reply in h.slack.expect_message("orders-dlq").replies if reply.notified == ["ana"]]
    assert float(call.ts) - begun.timestamp() <= WAIT_FOR_EVIDENCE.total_seconds() + 5
    edits = [each for each in h.slack.gateway.calls if each.method == UPDATE]
    assert len(edits) >= MINUTES_OF_EDITS * 25
    assert not [each for each in edits if each.fault]


def test_what_a_person_pressed_is_shown_at_once_in_a_storm_of_changes(h: Harness) -> None:
    crowd(h, 12)
    h.fast_forward(seconds=30)
    h.deliver(*(Alarm(f"quiet-{n}-dlq", "another alarm").fires(h.clock()) for n in range(12)))
    h.fast_forward(seconds=8)
    card = h.slack.expect_message("quiet-7-dlq")
    card.button("Acknowledge").click(by="ana")
    card.expect_update("Acknowledged")


def test_however_many_changes_a_card_collects_it_is_looked_at_later_once(h: Harness) -> None:
    crowd(h, 1)
    h.fast_forward(minutes=2)
    before = len(h.wire.calls)
    for n in range(12):
        h.deliver(Alarm("quiet-0-dlq", f"alarm {n}").fires(h.clock()))
        h.clock.forward(milliseconds=300)
    h.fast_forward(seconds=30)
    made = Counter(str(call) for call in h.wire.calls[before:] if call.by == "on_change")
    assert made["sqs.SendMessage CardQueue"] == 1
    incident = h.incident("quiet-0-dlq")
    assert h.table.cards()[incident.group].shown == incident.card_version


def test_edits_stay_below_what_slack_takes(h: Harness) -> None:
    crowd(h, 20)
    h.fast_forward(seconds=30)
    for again in range(3):
        h.deliver(*(Alarm(f"quiet-{n}-dlq", f"alarm {again}").fires(h.clock()) for n in range(20)))
        h.fast_forward(seconds=6)
    made = [call for call in h.slack.gateway.calls if call.method == UPDATE]
    assert made
    assert not [call for call in made if call.fault]
    h.fast_forward(seconds=60)
    cards = h.table.cards()
    behind = {each.title: each.card_version - cards[each.group].shown for each in h.table.incidents()}
    assert not any(behind.values()), behind


@pytest.mark.parametrize("fate", [Fate.DIES_BEFORE, Fate.DIES_AFTER])
def test_whoever_dies_in_a_turn_is_succeeded(h: Harness, fate: Fate) -> None:
    crowd(h, 3)
    killed: list[object] = []

    def choose(call: object) -> Fate | None:
        if "slack.chat.postMessage" in str(call) and len(killed) < 1:
            killed.append(call)
            return fate
        return None

    h.wire.meet(choose)
    h.fast_forward(seconds=10)
    assert len(killed) == 1
    assert len(h.slack.messages()) >= 2, "one that died holds up nobody"
    h.fast_forward(minutes=3)
    assert Counter(message.marker for message in h.slack.messages()).most_common(1)[0][1] == 1
    assert len(h.slack.messages()) == 3


def test_a_turn_that_was_lost_is_given_by_the_clock(h: Harness) -> None:
    crowd(h, 3)
    h.sqs.queue("CardQueue").messages.clear()
    h.fast_forward(minutes=2)
    assert len(h.slack.messages()) == 3


@pytest.mark.parametrize("fate", AT_ONCE)
def test_a_change_is_shown_whatever_becomes_of_the_message_that_looks_again(fate: Fate) -> None:
    with Harness(strict=False) as h:
        crowd(h, 1)
        h.fast_forward(minutes=2)
        met: list[object] = []

        def choose(call: Call) -> Fate | None:
            if (call.by, str(call)) == ("on_change", "sqs.SendMessage CardQueue") and not met:
                met.append(call)
                return fate
            return None

        h.wire.meet(choose)
        h.deliver(Alarm("quiet-0-dlq", "another alarm").fires(h.clock()))
        h.fast_forward(seconds=20)
        assert len(met) == 1, "the change is collected with what may follow it"
        incident = h.incident("quiet-0-dlq")
        assert h.table.cards()[incident.group].shown == incident.card_version


def test_a_turn_that_died_before_it_sent_the_next_is_given_without_the_clock(h: Harness) -> None:
    crowd(h, 3)
    h.wire.meet(lambda call: Fate.DIES_BEFORE if str(call) == "sqs.SendMessage CardQueue" else None)
    h.fast_forward(seconds=1, ticking=False)
    h.wire.unharmed()
    assert len(h.slack.messages()) == 1
    h.fast_forward(minutes=7, ticking=False)
    assert len(h.slack.messages()) == 3


def test_one_that_slack_always_fails_holds_up_the_others_for_a_moment_only(h: Harness) -> None:
    h.wire.meet(lambda call: None)
    h.slack.fail(Fault(kind=FaultKind.STATUS, method=POST, status=500))
    crowd(h, 4)
    h.fast_forward(seconds=25)
    assert len(h.slack.messages()) == 4


def test_a_refused_token_costs_one_probe_for_the_channel_and_not_one_for_each_card(h: Harness) -> None:
    h.services.secrets["bot-token"] = "xoxb-revoked"
    h.slack.allowed_refusals.add("invalid_auth")
    crowd(h, 10)
    h.fast_forward(hours=1)
    assert len(h.calls(f"slack.{POST}")) <= 150
    h.services.secrets["bot-token"] = "xoxb-local"
    h.fast_forward(minutes=5)
    assert len(h.slack.messages()) == 10


def test_one_card_queue_body_that_cannot_be_read_fails_alone(h: Harness) -> None:
    h.deliver(Alarm("quiet-dlq").fires(h.clock()))
    h.functions.pause("on_change")
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    for body in ("no JSON", "[]", '{"card": 5}', '{"turn": {"line": "C0ORDERS01"}}'):
        h.sqs.queue("CardQueue").send(body)
    group = h.incident("quiet-dlq").group
    h.sqs.queue("CardQueue").send(f'{{"card": {{"group": "{group}"}}}}')
    h.functions.resume("on_change")
    h.pump()
    h.slack.expect_message("orders-dlq")
    h.clock.now += timedelta(hours=1)
    for _ in range(6):
        h.pump()
        h.clock.now += timedelta(minutes=7)
    lost = [message.body for message in h.sqs.queue("CardQueueDeadLetters").messages]
    assert len(lost) == 4
    h.forgive_failures()


def test_one_stream_record_that_cannot_be_read_fails_alone(h: Harness) -> None:
    h.functions.pause("on_change")
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.queues.changed("nobody knows", "INCIDENT")
    h.deliver(Alarm("quiet-dlq").fires(h.clock()))
    h.functions.resume("on_change")
    h.pump()
    for name in ("orders-dlq", "quiet-dlq"):
        h.slack.expect_message(name)
    h.fast_forward(minutes=1)
    (lost,) = h.sqs.queue("OnChangeDeadLetters").messages
    assert "nobody knows" in lost.body
    h.forgive_failures()
