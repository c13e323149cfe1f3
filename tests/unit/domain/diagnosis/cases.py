"""Evidence as the probes leave it, for one consumer of one stream, one queue, or its own events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.diagnosis import diagnose
from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import (
    AccountLimits,
    AsyncSettings,
    ConsumerHealth,
    Deployment,
    EventSource,
    FunctionFacts,
    PoolUse,
)
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.lag.lag import Lag, Losses, StreamFacts, Throughput
from bot.domain.evidence.verdict import Verdict
from bot.domain.resource.grouping import Resource

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
# It fails before it reads any event.
NOT_LOADED = (ErrorShape("Runtime.ImportModuleError: Unable to import module 'app'", 31),)
_PLACE = ("111122223333", "eu-west-1")
WORKER = "arn:aws:lambda:eu-west-1:111122223333:function:worker"
NEIGHBOUR = "arn:aws:lambda:eu-west-1:111122223333:function:report"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
FUNCTION = Resource("function", "worker", *_PLACE)
THE_QUEUE = Resource("queue", "orders", *_PLACE)
DEAD = Resource("queue", "orders-dlq", *_PLACE)


def health(**known: Any) -> ConsumerHealth:
    """A function that does well, with what is different; `reserved` and `timeout` are its settings."""
    timeout, reserved = known.pop("timeout", 30 * SECOND), known.pop("reserved", None)
    facts = FunctionFacts(WORKER, timeout, memory_mb=512, reserved=reserved)
    well: dict[str, Any] = {
        "invocations": 900,
        "errors": 0,
        "throttles": 0,
        "duration": SECOND,
        "duration_p99": 2 * SECOND,
        "concurrency": 4,
    }
    return ConsumerHealth(facts, 15 * MINUTE, **(well | known))


def broken(first_failure: datetime, **known: Any) -> ConsumerHealth:
    """A function that went well until then, and not once since."""
    since = {"errors_since": first_failure, "last_error_at": NOW, "passed_before": first_failure - 8 * MINUTE}
    return health(**(since | {"last_pass_at": first_failure - 8 * MINUTE} | known))


def mapping(**known: Any) -> EventSource:
    """The function's mapping on the stream."""
    plain: dict[str, Any] = {"source": STREAM, "function": WORKER, "state": "Enabled", "last_result": "OK"}
    return EventSource("uuid", **(plain | known))


def on_queue(**known: Any) -> EventSource:
    """The function's mapping on the queue."""
    return mapping(**({"source": QUEUE, "last_result": "", "batch_size": 10} | known))


def lag(**known: Any) -> Lag:
    """A stream that stands still."""
    still: dict[str, Any] = {"age": HOUR, "at": NOW, "slope": 1.0, "incoming": 100.0, "waiting": 360_000}
    return Lag("IteratorAge", **(still | known))


def pool(**known: Any) -> PoolUse:
    claimed = {"claimed": 120, "busiest": (("worker", 60),)} | known
    return PoolUse(AccountLimits(1000, 900), **claimed)  # type: ignore[arg-type]


def evidence(**known: Any) -> Evidence:
    """A stream behind, and a consumer that does well: nothing explains it."""
    plain = Evidence(
        taken_at=NOW,
        lag=lag(),
        consumers=(health(),),
        mappings=(mapping(),),
        stream=StreamFacts(STREAM, DAY, shards=4, readers=1),
        throughput=Throughput(0, 0),
        pool=pool(),
        async_settings=AsyncSettings(),
        deployment=Deployment(WORKER, NOW - 3 * DAY, version="41", previous="40", by="ana"),
        visibility=180 * SECOND,
        failing=Failing(0, 15 * MINUTE, None),
        losses=Losses(15 * MINUTE, lost=0, dropped=0),
    )
    return replace(plain, **known)


def of_stream(**known: Any) -> Verdict:
    """The verdict of an IteratorAge alarm."""
    return drawn("iterator_age", FUNCTION, evidence(**known))


def of_queue(**known: Any) -> Verdict:
    """The verdict of a queue's age alarm."""
    return drawn("queue_backlog", THE_QUEUE, evidence(**({"mappings": (on_queue(),)} | known)))


def of_events(kind: str = "async_event_age", **known: Any) -> Verdict:
    """The verdict about a function's asynchronous events, or about the function itself."""
    return drawn(kind, FUNCTION, evidence(**({"mappings": ()} | known)))


LETTERS: dict[str, Any] = {
    "mappings": (on_queue(),),
    "lag": None,
    "sources": (QUEUE,),
    "arrivals": Arrivals(NOW - 20 * MINUTE, 12, NOW - 22 * MINUTE, NOW - 30 * MINUTE),
}


def of_letters(**known: Any) -> Verdict:
    """The verdict of a dead-letter alarm."""
    return drawn("dead_letters", DEAD, evidence(**(LETTERS | known)))


def drawn(kind: str, resource: Resource, found: Evidence) -> Verdict:
    verdict = diagnose(kind, resource, found, NOW)
    assert verdict is not None
    return verdict
