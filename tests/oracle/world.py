"""A shop that runs: work is sent, functions do it, what fails too often stands where somebody must see it.

It knows what is true at every moment. What AWS tells of it comes from tests.oracle.telling, as late as AWS's.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain.alarm.alarm import Metric
from tests.oracle.cloudwatch import CloudWatch, Late
from tests.oracle.functions import Code, Form, Function
from tests.oracle.parts import EventsPart, Part, QueuePart, StreamPart
from tests.oracle.parts.part import Place
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ACCOUNT, REGION

STEP = timedelta(seconds=10)
MAPPING = "00000000-0000-4000-8000-00000000000{}"
_DEPTH = "ApproximateNumberOfMessagesVisible"


class Watching:
    """An alarm with a period of a minute, to which missing data is no breach.

    Attributes: fired is when it went into ALARM.
    """

    def __init__(self, name: str, metric: Metric, threshold: float = 0) -> None:
        queue = metric.dimensions.get("QueueName", "")
        self.alarm = Alarm(queue, name=name, watched=metric, threshold=threshold)
        self.metric = metric
        self.threshold = threshold
        self.state = "OK"
        self.fired: list[datetime] = []


class World:
    """Attributes:
    parts: By name; a function is found by its own name in `functions`.
    changed_by: Who is said to have made each deployment, and when.
    """

    def __init__(self, h: Harness, parts: Iterable[str], code: Code, late: Late) -> None:
        self.h = h
        self.late = late
        self.cloudwatch = CloudWatch(h.clock, late)
        self.parts: dict[str, Part] = {}
        self.watching: list[Watching] = []
        for name in parts:
            _BUILT[name](self, code)
        self.functions: Mapping[str, Function] = {
            part.function.name: part.function for part in self.parts.values()
        }
        self._evaluated = h.clock()

    # What happens

    def run(self, duration: timedelta, after_each: Callable[[], None]) -> None:
        """Time passes, and everybody does their work; somebody looks after each step."""
        end = self.h.clock() + duration
        while self.h.clock() < end:
            for part in self.parts.values():
                part.step()
            self._evaluate()
            self.h.fast_forward(seconds=STEP.total_seconds())
            after_each()

    def _evaluate(self) -> None:
        """Once a minute CloudWatch looks at its alarms."""
        now = self.h.clock()
        if now - self._evaluated < timedelta(minutes=1):
            return
        self._evaluated = now
        for each in self.watching:
            value = self.cloudwatch.newest(each.metric)
            state = "ALARM" if value is not None and value > each.threshold else "OK"
            if state != each.state:
                each.state = state
                each.fired += [now] if state == "ALARM" else []
                alarm = each.alarm
                self.h.enqueue(alarm.fires(now) if state == "ALARM" else alarm.recovers(now))

    # What there is

    def part(self, name: str) -> Part:
        return self.parts[name]

    def place(self) -> Place:
        return Place(self.h.clock, self.cloudwatch, self.h.sqs)

    def function(self, name: str, code: Code, error: str) -> Function:
        return Function(name, code, error, self.h.clock, self.cloudwatch)

    def watch(self, name: str, metric: Metric, threshold: float = 0) -> None:
        self.watching.append(Watching(name, metric, threshold))

    def watch_depth(self, queue: str) -> None:
        self.watch(f"{queue}-not-empty", Metric("AWS/SQS", _DEPTH, {"QueueName": queue}, "Maximum"))

    def mapping(self, function: Function, source: str, **settings: Any) -> dict[str, Any]:
        """An event source mapping as Lambda describes it, which people change there."""
        mappings = self.h.services.settings.mappings
        uuid = MAPPING.format(len(mappings) + 1)
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{uuid}"
        known = {"UUID": uuid, "EventSourceMappingArn": arn, "EventSourceArn": source}
        mappings[uuid] = known | {"FunctionArn": function.arn, "State": "Enabled"} | settings
        return mappings[uuid]


def _orders(world: World, code: Code) -> None:
    _queue(
        world,
        "orders",
        world.function("orders-worker", code, "KeyError: 'fullname'"),
        {
            Form.OLD: '{"id": 7, "customer": {"fullname": "Ada Lovelace"}}',
            Form.NEW: '{"id": 8, "customer": {"firstname": "Ada", "lastname": "Lovelace"}}',
        },
    )


def _parcels(world: World, _code: Code) -> None:
    """The silent consumer: whatever the others' bug is, this one says nothing of its own."""
    _queue(
        world,
        "parcels",
        world.function("parcels-worker", Code.SILENT, ""),
        {
            Form.OLD: '{"parcel": 7, "weight": 3}',
            Form.NEW: '{"parcel": 8, "weight": {"value": 3, "unit": "kg"}}',
        },
    )


def _queue(world: World, name: str, function: Function, bodies: dict[Form, str]) -> None:
    part = QueuePart(world.place(), name, function, bodies)
    world.parts[name] = part
    world.mapping(function, part.source.arn, BatchSize=1, FunctionResponseTypes=["ReportBatchItemFailures"])
    world.watch_depth(f"{name}-dlq")


def _clicks(world: World, code: Code) -> None:
    function = world.function("clicks-counter", code, "ValueError: invalid literal for int(): 'n/a'")
    source = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"
    mapping = world.mapping(
        function,
        source,
        BatchSize=10,
        MaximumRetryAttempts=-1,
        MaximumRecordAgeInSeconds=-1,
        BisectBatchOnFunctionError=False,
        LastProcessingResult="No records processed",
    )
    bodies = {
        Form.OLD: '{"page": "/lamps", "seconds": "7"}',
        Form.NEW: '{"page": "/lamps", "seconds": "n/a"}',
    }
    world.parts["clicks"] = StreamPart(world.place(), "clicks", function, bodies, mapping)
    world.h.services.settings.hours[source] = 24
    world.watch("clicks-counter-late", _of(function, "IteratorAge", "Maximum"), 60_000)
    world.watch_depth("clicks-skipped")


def _mails(world: World, code: Code) -> None:
    function = world.function("mailer", code, "MailRefusedError: 501 Syntax error in recipient")
    bodies = {Form.OLD: '{"to": "ada@example.com"}', Form.NEW: '{"to": "Ada <ada@example.com>"}'}
    part = EventsPart(world.place(), "mailer", function, bodies, kept=True)
    world.parts["mails"] = part
    assert part.dead is not None
    world.h.services.settings.destinations[function.arn] = part.dead.arn
    world.watch_depth("mailer-failures")


def _thumbnails(world: World, _code: Code) -> None:
    """Nothing is wrong with its code: it may run only once at a time."""
    function = world.function("thumbnails", Code.FIXED, "")
    reserved = world.h.services.settings.reserved
    reserved[function.arn] = 1
    bodies = {Form.OLD: '{"picture": "a.jpg"}', Form.NEW: '{"picture": "b.png"}'}
    world.parts["thumbnails"] = EventsPart(
        world.place(),
        "thumbnails",
        function,
        bodies,
        kept=False,
        takes_time=timedelta(seconds=20),
        limit=lambda: reserved.get(function.arn),
    )
    world.watch("thumbnails-throttled", _of(function, "Throttles", "Sum"))
    world.watch("thumbnails-late", _of(function, "AsyncEventAge", "Maximum"), 60_000)


def _of(function: Function, name: str, statistic: str) -> Metric:
    return Metric("AWS/Lambda", name, {"FunctionName": function.name}, statistic)


_BUILT: Mapping[str, Callable[[World, Code], None]] = {
    "orders": _orders,
    "parcels": _parcels,
    "clicks": _clicks,
    "mails": _mails,
    "thumbnails": _thumbnails,
}


def moments_text(moments: Iterable[Any], at: datetime) -> str:
    """The last of them, for whoever reads what was true."""
    known = list(moments)
    return str(known[-1]) if known else f"nothing is known of {at:%H:%M:%S}"
