"""Where each dead letter goes: its one way back, once configuration confirms it, or why it stays.

Anybody who may send to the queue can write a body and attributes. SQS alone writes DeadLetterQueueSourceArn;
whatever else a message says of its origin counts only where the writer's own configuration names the queue.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import Origin, OriginKind, ReceivedMessage
from bot.domain.dead_letters.way_back import (
    LambdaAsync,
    NoWayBack,
    RuleTarget,
    ScheduleTarget,
    SourceQueue,
    Subscription,
    Way,
    WayBack,
    in_words,
)
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.redrive.progress import NEWER
from bot.domain.resource.arn import as_arn, name_of, topic_name

_LATEST = ":$LATEST"
# The one format that leaves it to configuration which function gave up.
_NAMES_NO_FUNCTION = "lambda_async"
_MOST_NAMED = 3


class Going(NamedTuple):
    """A message, and the way it goes back."""

    message: ReceivedMessage
    way: Way


def by_sqs(
    message: ReceivedMessage, sent_before: datetime, sources: Collection[str]
) -> SourceQueue | NoWayBack | None:
    """What SQS tells of a message; None where only its writer's configuration can tell.

    One that was sent after the preview was not among those it counted, or came back.
    """
    if message.sent_at is None or message.sent_at > sent_before:
        return NoWayBack(NEWER)
    if not message.source:
        return None
    if message.source not in sources:
        return NoWayBack(f"its source {message.source} no longer uses this queue")
    return SourceQueue(message.source)


def confirmed(way: WayBack, named: Sequence[Origin] | Missing, why: str = "") -> WayBack:
    """The way a message claims, as far as it may be gone.

    Args:
        named: Whose configuration names the queue, of those that fit what the message says.
        why: Why there is none of them, where that is known.
    """
    if isinstance(way, NoWayBack):
        return way
    if isinstance(named, Missing):
        return NoWayBack(f"who wrote it could not be confirmed: {named.reason}")
    match named:
        case ():
            return NoWayBack(f"who wrote it is not confirmed: {why or 'that names another place'}")
        case (writer,):
            return _to(way, writer)
        case several:
            names = ", ".join(name_of(each.arn) for each in several[:_MOST_NAMED])
            more = f" and {len(several) - _MOST_NAMED} more" if len(several) > _MOST_NAMED else ""
            return NoWayBack(f"any of {names}{more} may have written it")


def as_promised(way: WayBack, promised: Collection[str]) -> WayBack:
    """Nothing is handed to whom the preview did not name."""
    if isinstance(way, NoWayBack) or way.to in promised:
        return way
    return NoWayBack(f"it goes back to {place(way.to)}, which the window did not name")


def _to(way: Way, writer: Origin) -> WayBack:
    match way:
        case LambdaAsync():
            return way._replace(function=_callable(writer.arn))
        case Subscription():
            return way._replace(subscription=writer.arn)
        case RuleTarget(target=target) if reached_alone(target):
            return way
        case ScheduleTarget(target=target) if target != writer.through:
            return NoWayBack(f"its schedule calls {place(writer.through)} now, and not {place(target)}")
        case ScheduleTarget(target=target) if reached_alone(target) and not target.endswith(".fifo"):
            return way
        case _:
            return NoWayBack(f"only by hand: {in_words(way)}")


def reached_alone(arn: str) -> bool:
    """Whether a call hands it over to this one alone, as a rule or a schedule does: function or queue."""
    read = as_arn(arn)
    return read.service == "sqs" or (read.service == "lambda" and read.kind == "function")


def _callable(function: str) -> str:
    """The version or alias as it was recorded; `$LATEST` is the function itself."""
    return function.removesuffix(_LATEST)


def together(messages: Sequence[ReceivedMessage], ways: Mapping[str, WayBack]) -> Iterator[tuple[Going, ...]]:
    """The messages that go the same way to the same place, in their order, by the rule that fills them."""
    by_place: dict[tuple[type, str, str], list[Going]] = {}
    for each in messages:
        way = ways[each.message_id]
        if not isinstance(way, NoWayBack):
            rule = way.rule if isinstance(way, RuleTarget) else ""
            by_place.setdefault((type(way), way.to, rule), []).append(Going(each, way))
    yield from map(tuple, by_place.values())


def claims(evidence: Evidence | None) -> tuple[Origin, ...]:
    """What the messages that were looked at say of who wrote them, where a redrive may follow it."""
    return tuple(map(_claim, _open(evidence))) if evidence else ()


def any_way(evidence: Evidence) -> bool:
    """Whether anything in the queue may go back by a redrive, by what is known of who writes into it."""
    return evidence.sources != () or bool(_open(evidence))


def _open(evidence: Evidence) -> tuple[Feeder, ...]:
    found = [each for each in present_all(evidence.feeders) if _may_be_followed(each)]
    unnamed = [each for each in found if each.format == _NAMES_NO_FUNCTION]
    # Of several, any may have written what names none of them.
    return tuple(each for each in found if each not in unnamed or len(unnamed) == 1)


def _may_be_followed(feeder: Feeder) -> bool:
    fails = feeder.records > 0 or not feeder.messages
    return feeder.confirmed and fails and _leads_somewhere(feeder)


def _leads_somewhere(feeder: Feeder) -> bool:
    match feeder.kind:
        case OriginKind.FUNCTION | OriginKind.SUBSCRIPTION:
            return True
        case OriginKind.TARGET:
            return reached_alone(feeder.arn)
        case OriginKind.SCHEDULE:
            return reached_alone(feeder.through)
        case _:
            return False


def _claim(feeder: Feeder) -> Origin:
    arn = "" if feeder.format == _NAMES_NO_FUNCTION else feeder.arn
    return Origin(feeder.kind, arn, feeder.through)


def open_ways(places: tuple[str, ...] | Missing, *, invokes: bool) -> tuple[str, ...] | Missing:
    """The places that this stack may hand anything over to, as far as that is known before it tries.

    Args:
        invokes: Whether it may invoke functions at all.
    """
    if isinstance(places, Missing) or invokes:
        return places
    others = tuple(each for each in places if as_arn(each).service != "lambda")
    if others or not places:
        return others
    named = ", ".join(str(place(each)) for each in places)
    return Missing(f"this stack may invoke no function: name {named} in its parameter RedriveFunctionArns")


class Place(NamedTuple):
    """What messages go back to, as people say it: of a queue its name tells enough."""

    kind: str
    name: str

    def __str__(self) -> str:
        return " ".join(filter(None, self))


def place(arn: str) -> Place:
    read = as_arn(arn)
    if read.service == "sns":
        return Place("a subscription of", topic_name(arn))
    if read.kind != "function":
        return Place("", read.name)
    return Place(read.kind, f"{read.name}:{read.qualifier}" if read.qualifier else read.name)


def where_to(named: Sequence[Origin]) -> str:
    """The place that a confirmed writer's messages go back to; empty where there is not just one."""
    if len(named) != 1:
        return ""
    (writer,) = named
    return writer.through if writer.kind == OriginKind.SCHEDULE else _callable(writer.arn)
