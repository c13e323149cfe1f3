"""What one gets without looking closely, scored in the same run: a to c of the specification.

b follows AWS's public troubleshooting pages for Lambda, SQS and Kinesis, one rule a symptom.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.deadbench.answer import Answer, Claim, Family, Truth
from tests.deadbench.world import Json, World

_WORDS: Sequence[tuple[str, Family]] = (
    (r"timed out", Family.DEPENDENCY),
    (r"memory|OutOfMemory|signal: killed", Family.OUT_OF_MEMORY),
    (r"AccessDenied|not authorized", Family.DELIVERY),
    (r"Throttl|Rate exceeded|ProvisionedThroughput", Family.DEPENDENCY),
    (r"ImportModule|Cannot find module|NoClassDef|HandlerNotFound", Family.NEW_VERSION),
    (r"KeyError|Validation|undefined|NullPointer|TypeError", Family.PRODUCER_CHANGED),
)
_ERROR = re.compile(r"error|exception|timed out|denied", re.IGNORECASE)


def by_alarm(worlds: Sequence[World], truths: Mapping[str, Truth]) -> Callable[[World], Answer]:
    """The alarm's text alone: the family that is most frequent among alarms on its metric."""
    seen: dict[str, Counter[str]] = {}
    for world in worlds:
        claim = truths[world.name].claim
        if claim:
            seen.setdefault(_metric(world.alarm), Counter())[claim.family] += 1

    def answered(world: World) -> Answer:
        families = seen.get(_metric(world.alarm))
        return Answer((Claim(families.most_common(1)[0][0]),) if families else ())

    return answered


def _metric(alarm: Json) -> str:
    found = re.search(r'"(?:MetricName|name)": "([^"]+)"', json.dumps(alarm))
    return found[1] if found else ""


def by_rules(world: World) -> Answer:
    """The first generic rule that fits."""
    mappings = (world.config("lambda", "list-event-source-mappings") or {}).get("EventSourceMappings", [])
    texts = "\n".join(json.dumps(message) for queue in _queues(world) for message in world.messages(queue))
    rules: Iterable[tuple[bool, Family]] = (
        (any(each["State"] != "Enabled" for each in mappings), Family.NOT_CONSUMING),
        (any("PROBLEM" in str(each.get("LastProcessingResult")) for each in mappings), Family.NOT_CONSUMING),
        ("NO_PERMISSIONS" in texts or "AccessDenied" in texts, Family.DELIVERY),
        (_sum(world, "Throttles") > 0 and _reserved(world), Family.RESERVED_LIMIT),
        (_sum(world, "Throttles") > 0, Family.ACCOUNT_LIMIT),
        (_sum(world, "ReadProvisionedThroughputExceeded") > 0, Family.SHARD_OR_PARTITION_LIMIT),
        (_sum(world, "WriteProvisionedThroughputExceeded") > 0, Family.SHARD_OR_PARTITION_LIMIT),
        (_slowest(world) >= _timeout(world), Family.VISIBILITY_OR_TIMEOUT),
        (_sum(world, "Errors") > 0 and bool(world.deployments), Family.NEW_VERSION),
        (_sum(world, "Errors") > 0 and _last(world, "IteratorAge") > 0, Family.ONE_BAD_ITEM),
        (_sum(world, "Errors") > 0, Family.DEPENDENCY),
        (_last(world, "IteratorAge") > 0, Family.MAPPING_LIMIT),
        (_last(world, "ApproximateAgeOfOldestMessage") > 0, Family.MAPPING_LIMIT),
    )
    found = next((family for fits, family in rules if fits), Family.NOTHING_WRONG)
    return Answer((Claim(found),))


def by_loudest_line(world: World) -> Answer:
    """The log line that comes most often, numbers aside, among those that speak of errors."""
    counted: Counter[str] = Counter()
    for file in sorted((world.folder / "logs").glob("*.jsonl")):
        for line in world.log(file.stem.replace("__", "/")) or []:
            if _ERROR.search(line.message):
                counted[re.sub(r"\d+", "#", line.message)] += 1
    if not counted:
        return Answer(())
    loudest = counted.most_common(1)[0][0]
    family = next((each for words, each in _WORDS if re.search(words, loudest)), Family.DEPENDENCY)
    return Answer((Claim(family),))


def _queues(world: World) -> list[str]:
    return [name for name, _ in world.configured("sqs", "get-queue-attributes")]


def _points(world: World, metric: str, statistic: str) -> list[float]:
    """Of all resources, the last quarter of an hour."""
    return [
        float(value)
        for series in world.metrics
        if series["MetricName"] == metric
        for _, value in series["Statistics"].get(statistic, [])[-15:]
    ]


def _sum(world: World, metric: str) -> float:
    return sum(_points(world, metric, "Sum"))


def _last(world: World, metric: str) -> float:
    return next(reversed(_points(world, metric, "Maximum")), 0.0)


def _slowest(world: World) -> float:
    return max(_points(world, "Duration", "Maximum"), default=0.0) / 1000


def _timeout(world: World) -> float:
    found = [each["Timeout"] for _, each in world.configured("lambda", "get-function-configuration")]
    return min(map(float, found), default=float("inf"))


def _reserved(world: World) -> bool:
    return any(True for _ in world.configured("lambda", "get-function-concurrency"))
