"""The probes of what keeps a function from running, and of where its failures should go."""

import pytest

from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.obstacle import Obstacle, Why
from bot.domain.evidence.permissions.handover import Handover, Taker
from bot.domain.resource.grouping import Resource
from bot.probes import obstacles, obstacles_of_failures
from bot.probes.parts.feeders import Confirmation
from bot.probes.run.probe import Finding, ProbeContext
from tests.unit.probes.examples import World
from tests.unit.probes.looks import put_into

RULE = Resource("rule", "default/created", "111122223333", "eu-west-1")
TOPIC = Resource("topic", "shop", "111122223333", "eu-west-1")
GONE, THERE = (
    "arn:aws:sqs:eu-west-1:111122223333:gone",
    "arn:aws:states:eu-west-1:111122223333:stateMachine:s",
)

SUBSCRIPTION = f"{TOPIC.arn}:0a1b"
DENIED = Missing("denied: allow events:ListTargetsByRule")
REFUSED = Obstacle(Why.GONE, GONE)


@pytest.fixture
def world() -> World:
    return World()


def at(world: World, resource: Resource) -> ProbeContext:
    return world.context()._replace(resource=resource)


def told(finding: Finding) -> object:
    return put_into(None, [finding]).obstacles


def handed(arn: str, *, gone: bool = True, subscription: str = "") -> Handover:
    return Handover(RULE.arn, "events.amazonaws.com", Taker(arn, gone=gone), subscription=subscription)


def test_what_refuses_everything_is_told_and_what_does_not_is_left_out(world: World) -> None:
    world.handovers.handed[RULE.arn] = (handed(THERE, gone=False), handed(GONE))
    assert told(obstacles.look(at(world, RULE))) == (REFUSED,)


def test_of_failures_the_places_that_should_keep_them_are_looked_at(world: World) -> None:
    world.handovers.kept[RULE.arn] = (handed(GONE),)
    assert told(obstacles_of_failures.look(at(world, RULE))) == (REFUSED,)
    assert told(obstacles.look(at(world, RULE))) == ()


def test_what_may_not_be_read_is_missing_and_not_nothing(world: World) -> None:
    world.handovers.denied = DENIED
    assert told(obstacles.look(at(world, RULE))) == DENIED
    assert told(obstacles_of_failures.look(at(world, RULE))) == DENIED


def test_a_part_that_was_not_read_leaves_no_room_for_nothing(world: World) -> None:
    unread = Handover(RULE.arn, "events.amazonaws.com", Taker(GONE, policy=DENIED))
    world.handovers.handed[RULE.arn] = (unread, handed(THERE, gone=False))
    assert told(obstacles.look(at(world, RULE))) == DENIED


def test_of_dead_letters_only_the_subscription_that_wrote_them_is_asked(world: World) -> None:
    writer = Origin("subscription", SUBSCRIPTION, TOPIC.arn, claimed=False)
    world.handovers.handed[TOPIC.arn] = (
        handed(GONE, subscription=f"{TOPIC.arn}:other"),
        handed(THERE, gone=False, subscription=SUBSCRIPTION),
    )
    look = obstacles.look_at(at(world, RULE), {writer: Confirmation(writer, (writer,))})
    assert told(look.look()) == ()


def test_of_a_rules_dead_letters_the_target_that_gave_them_up_is_asked(world: World) -> None:
    writer = Origin("target", GONE, RULE.arn, claimed=False)
    world.handovers.handed[RULE.arn] = (handed(GONE), handed(THERE, gone=False))
    look = obstacles.look_at(at(world, RULE), {writer: Confirmation(writer, (writer,))})
    assert told(look.look()) == (REFUSED,)


def test_a_writer_that_only_the_message_names_is_not_asked(world: World) -> None:
    claim = Origin("target", GONE, RULE.arn)
    world.handovers.handed[RULE.arn] = (handed(GONE),)
    look = obstacles.look_at(at(world, RULE), {claim: Confirmation(claim, refuted=True, note="not named")})
    assert told(look.look()) == ()
