"""Which way a dead letter goes back, and why it stays."""

from dataclasses import replace

import pytest

from bot.domain.dead_letters.dead_letter import Origin, ReceivedMessage
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.dead_letters.way_back import (
    LambdaAsync,
    NoWayBack,
    PipeTarget,
    RuleTarget,
    ScheduleTarget,
    SourceQueue,
    StreamRecords,
    Subscription,
    Way,
    WayBack,
)
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing
from bot.domain.redrive.route import (
    any_way,
    as_promised,
    by_sqs,
    claims,
    confirmed,
    open_ways,
    place,
    together,
)
from tests.unit.domain.incidents import NOW
from tests.unit.domain.test_redrive_plan import AFTER, BEFORE, SOURCE, message

TOPIC = "arn:aws:sns:eu-west-1:111122223333:news"
MAILER = "arn:aws:lambda:eu-west-1:111122223333:function:mailer"
FUNCTION = Origin("function", MAILER, claimed=False)
OTHER = FUNCTION._replace(arn=f"{MAILER}-two")
EVENT = LambdaAsync(f"{MAILER}:$LATEST", "{}")
POINTER = StreamPointer("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks", "shard-0", "1", "2", 1)


@pytest.mark.parametrize(
    ("received", "way"),
    [
        pytest.param(
            message(DeadLetterQueueSourceArn=SOURCE, SentTimestamp=BEFORE),
            SourceQueue(SOURCE),
            id="goes back",
        ),
        pytest.param(message(SentTimestamp=BEFORE), None, id="written by something else"),
        pytest.param(
            message(DeadLetterQueueSourceArn="arn:other", SentTimestamp=BEFORE),
            NoWayBack("its source arn:other no longer uses this queue"),
            id="a former source",
        ),
        pytest.param(
            message(DeadLetterQueueSourceArn=SOURCE, SentTimestamp=AFTER),
            NoWayBack("arrived after the redrive began"),
            id="came back or came later",
        ),
        pytest.param(
            message(DeadLetterQueueSourceArn=SOURCE),
            NoWayBack("arrived after the redrive began"),
            id="without a time it stays",
        ),
    ],
)
def test_sqs_itself_tells_where_what_it_moved_came_from(
    received: ReceivedMessage, way: WayBack | None
) -> None:
    assert by_sqs(received, NOW, (SOURCE,)) == way


def test_an_event_goes_back_to_the_function_that_configuration_confirms() -> None:
    assert confirmed(EVENT, (FUNCTION,)) == LambdaAsync(MAILER, "{}")
    assert confirmed(LambdaAsync("", "{}"), (OTHER,)) == LambdaAsync(OTHER.arn, "{}")


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ((), "who wrote it is not confirmed: no longer there"),
        ((FUNCTION, OTHER), "any of mailer, mailer-two may have written it"),
        (Missing("denied"), "who wrote it could not be confirmed: denied"),
    ],
)
def test_what_configuration_does_not_confirm_stays(named: tuple[Origin, ...] | Missing, why: str) -> None:
    assert confirmed(EVENT, named, "no longer there") == NoWayBack(why)


def test_what_must_not_go_back_stays_whoever_wrote_it() -> None:
    success = NoWayBack("the function succeeded")
    assert confirmed(success, (FUNCTION,)) == success


@pytest.mark.parametrize(
    "way",
    [
        RuleTarget("arn:aws:states:eu-west-1:111122223333:stateMachine:ship", "rule", "{}"),
        ScheduleTarget("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "schedule", "{}"),
        ScheduleTarget(f"{SOURCE}.fifo", "schedule", "{}"),
        StreamRecords(MAILER, POINTER),
        PipeTarget("pipe", POINTER),
    ],
)
def test_a_way_that_no_redrive_goes_is_left_to_people(way: Way) -> None:
    stays = confirmed(way, (Origin("", "arn", way.to, claimed=False),))
    assert isinstance(stays, NoWayBack)
    assert stays.why.startswith("only by hand: ")


def test_a_subscription_is_the_one_that_configuration_confirms() -> None:
    writer = Origin("subscription", f"{TOPIC}:0b1c", TOPIC, claimed=False)
    assert confirmed(Subscription(TOPIC, "", "{}"), (writer,)) == Subscription(TOPIC, writer.arn, "{}")


def test_a_target_and_a_schedule_s_target_get_what_they_did_not() -> None:
    rule, schedule = RuleTarget(MAILER, "rule", "{}"), ScheduleTarget(SOURCE, "schedule", "{}")
    assert confirmed(rule, (Origin("target", MAILER, "rule", claimed=False),)) == rule
    assert confirmed(schedule, (Origin("schedule", "schedule", SOURCE, claimed=False),)) == schedule


def test_what_a_schedule_no_longer_calls_is_not_called_on_the_word_of_a_message() -> None:
    forged = ScheduleTarget(OTHER.arn, "schedule", "{}")
    stays = confirmed(forged, (Origin("schedule", "schedule", MAILER, claimed=False),))
    assert stays == NoWayBack("its schedule calls function mailer now, and not function mailer-two")


def test_nothing_goes_to_whom_the_preview_did_not_name() -> None:
    assert as_promised(EVENT, (EVENT.to,)) == EVENT
    assert as_promised(NoWayBack("why"), ()) == NoWayBack("why")
    stays = as_promised(LambdaAsync(MAILER, "{}"), (SOURCE,))
    assert stays == NoWayBack("it goes back to function mailer, which the window did not name")


def test_messages_to_one_place_go_together_in_their_order() -> None:
    first, second, third = (message()._replace(message_id=each) for each in "abc")
    ways: dict[str, WayBack] = {"a": EVENT, "b": SourceQueue(SOURCE), "c": EVENT._replace(payload="[]")}
    going = [[each.message.message_id for each in one] for one in together([first, second, third], ways)]
    assert going == [["a", "c"], ["b"]]


FED = Evidence(taken_at=NOW, sources=())
BY_RECORDS = Feeder("function", MAILER, "lambda_destination", confirmed=True, messages=3, records=3)
OF_A_TARGET = Feeder("target", SOURCE, "eventbridge_target", "rule", confirmed=True, messages=1, records=1)
BY_LETTERS = Feeder("function", MAILER, "lambda_async", confirmed=True, messages=1, records=1)


@pytest.mark.parametrize(
    ("feeders", "asks"),
    [
        pytest.param((BY_RECORDS,), (Origin("function", MAILER),), id="records name their function"),
        pytest.param((BY_LETTERS,), (Origin("function"),), id="letters name none"),
        pytest.param(
            (BY_LETTERS, BY_LETTERS._replace(arn=OTHER.arn)), (), id="several may have written them"
        ),
        pytest.param((BY_RECORDS._replace(confirmed=False),), (), id="not confirmed"),
        pytest.param((BY_RECORDS._replace(records=0),), (), id="all of them records of a success"),
        pytest.param((BY_RECORDS._replace(kind="stream"),), (), id="another kind"),
        pytest.param((OF_A_TARGET,), (Origin("target", SOURCE, "rule"),), id="a target that is a queue"),
        pytest.param((OF_A_TARGET._replace(arn=TOPIC),), (), id="a target that is a topic"),
        pytest.param(
            (OF_A_TARGET._replace(kind="schedule", arn="s", through=MAILER),),
            (Origin("schedule", "s", MAILER),),
            id="a schedule's function",
        ),
        pytest.param(
            (OF_A_TARGET._replace(kind="schedule", through=TOPIC),), (), id="a schedule's other target"
        ),
        pytest.param(
            (OF_A_TARGET._replace(kind="subscription", arn=f"{TOPIC}:0b1c", through=TOPIC),),
            (Origin("subscription", f"{TOPIC}:0b1c", TOPIC),),
            id="a subscription",
        ),
        pytest.param(Missing("denied"), (), id="not read"),
    ],
)
def test_a_way_is_known_where_a_look_confirmed_one(
    feeders: tuple[Feeder, ...] | Missing, asks: tuple[Origin, ...]
) -> None:
    found = replace(FED, feeders=feeders)
    assert claims(found) == asks
    assert any_way(found) == bool(asks)


def test_a_stack_that_may_invoke_nothing_promises_no_function() -> None:
    assert open_ways((SOURCE, MAILER), invokes=True) == (SOURCE, MAILER)
    assert open_ways((SOURCE, MAILER), invokes=False) == (SOURCE,)
    assert open_ways((), invokes=False) == ()
    assert open_ways(Missing("denied"), invokes=False) == Missing("denied")
    assert open_ways((MAILER,), invokes=False) == Missing(
        "this stack may invoke no function: name function mailer in its parameter RedriveFunctionArns"
    )


def test_a_source_queue_or_sources_nobody_could_read_leave_a_way_open() -> None:
    assert any_way(replace(FED, sources=(SOURCE,)))
    assert any_way(replace(FED, sources=Missing("denied")))
    assert not any_way(FED)


@pytest.mark.parametrize(
    ("arn", "told"),
    [
        (SOURCE, "orders"),
        (f"{TOPIC}:0b1c", "a subscription of news"),
        (MAILER, "function mailer"),
        (f"{MAILER}:live", "function mailer:live"),
    ],
)
def test_a_place_is_told_as_people_say_it(arn: str, told: str) -> None:
    assert str(place(arn)) == told
