"""Typical incidents beside dead letters of one consumer: what lags, what is lost, what is throttled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.alarm.alarm import AlarmState, ChildAlarm
from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.dead_letters.sample import ResolvedRecord, SampledMessage
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.consumer import (
    AccountLimits,
    AsyncSettings,
    ConsumerHealth,
    Deployment,
    EventSource,
    FunctionFacts,
    PoolUse,
)
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing, KeyDifference, LastTime, PointedTo
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.lag.lag import Lag, Losses, ShardAge, StreamFacts
from bot.domain.evidence.loss_clock import LossClock, async_clock, stream_clock
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Setting, Verdict
from bot.domain.incident.episode import Acknowledgement
from bot.domain.incident.incident import AlarmEntry, Incident
from bot.domain.policy.by import By
from bot.domain.resource.grouping import Resource, group_key, incident_id
from bot.render.runbooks.sample_incident import SAMPLE_NOW, sample_evidence, sample_incident
from tests.amended import amended

NOW = SAMPLE_NOW
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WINDOW = 15 * MINUTE
ACCOUNT, REGION = "123456789012", "eu-west-1"
WORKER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:clicks-worker"
STREAM = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"
ARCHIVE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:clicks-skipped"


def incident_of(kind: str, name: str, resource: str = "function", **changes: Any) -> Incident:
    """An open incident of that kind, as the sample one but about something else."""
    about = Resource(resource, name, ACCOUNT, REGION)
    group = group_key(about)
    return amended(
        sample_incident(),
        kind=kind,
        resource=about,
        group=group,
        id=incident_id(group),
        title=f"{name}-{kind}",
        **changes,
    )


FACTS = FunctionFacts(WORKER, timedelta(seconds=30), 512, log_group="/aws/lambda/clicks-worker")


def consumer(name: str, **settings: Any) -> ConsumerHealth:
    """One that does not fail, and whose other numbers are not known."""
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return ConsumerHealth(
        FACTS._replace(arn=arn, **settings), WINDOW, invocations=None, errors=0, throttles=None
    )


FAILING_ALWAYS = ConsumerHealth(
    FACTS,
    WINDOW,
    invocations=45,
    errors=45,
    throttles=0,
    duration=timedelta(milliseconds=120),
    errors_since=NOW - 48 * MINUTE,
    last_error_at=NOW - MINUTE,
)
MAPPING = EventSource("0a1b", STREAM, WORKER, "Enabled", last_result="PROBLEM: Function call failed")
POISON = Verdict(
    Cause.POISON_RECORD,
    "clicks-worker fails at the same place each time: one bad record, or all since",
    (
        "age rises 60 s a minute",
        "45 of 45 invocations fail",
        "last poll: PROBLEM: Function call failed",
        "mapping retries without limit",
        "1 of 4 shards behind",
    ),
    Setting("mapping of clicks-worker", "MaximumRetryAttempts", "-1 (unlimited)", "3, with bisect"),
    "Fix the consumer. What the mapping skips is lost without a failure destination that its role may write "
    "to: sqs:SendMessage on a queue",
)
_AGES = (None, 30.0, 60.0, 120.0, 400.0, 700.0, 1000.0, 1600.0, 2200.0, 2880.0)
LAG = Lag(
    "IteratorAge",
    48 * MINUTE,
    NOW,
    slope=1.0,
    history=_AGES,
    rising_since=NOW - 48 * MINUTE,
    incoming=4.2,
    handled=0.0,
    waiting=12_096,
)
SHARDS = tuple(ShardAge(f"shardId-{n:012}", age) for n, age in enumerate((48 * MINUTE, *[MINUTE / 60] * 3)))
STUCK_EVIDENCE = Evidence(
    taken_at=NOW,
    loss=stream_clock(age=48 * MINUTE, at=NOW, retention=24 * HOUR, max_age=None, slope=1.0),
    shapes=(ErrorShape("ValueError invalid literal for int() with base 10: '…'", 45),),
    shapes_from="logs",
    failing=Failing(45, WINDOW, NOW - MINUTE),
    consumers=(FAILING_ALWAYS,),
    mappings=(MAPPING,),
    lag=LAG,
    shards=SHARDS,
    stream=StreamFacts(STREAM, 24 * HOUR, shards=4, shard_metrics=True, readers=1),
    deployment=Deployment(WORKER, NOW - 50 * MINUTE, "42", "41", "ben"),
    verdict=POISON,
)
stuck = incident_of("iterator_age", "clicks-worker", evidence=STUCK_EVIDENCE)
stuck_unmetered = replace(
    stuck,
    evidence=replace(
        STUCK_EVIDENCE,
        shards=Missing("the stream has no shard-level metrics"),
        stream=StreamFacts(STREAM, 24 * HOUR, shards=4),
        verdict=POISON._replace(proof=POISON.proof[:-1]),
    ),
)
catching_up = amended(
    stuck,
    acknowledgement=Acknowledgement(By("U0ANA", "ana"), NOW, NOW),
    evidence=replace(
        STUCK_EVIDENCE,
        shapes=(),
        failing=Failing(0, WINDOW, None),
        consumers=(FAILING_ALWAYS._replace(errors=0, errors_since=None, last_error_at=None),),
        lag=LAG._replace(slope=-1.5, rising_since=None, history=tuple(reversed(_AGES)), handled=11.0),
        shards=SHARDS,
        deployment=None,
        verdict=Verdict(
            Cause.CATCHING_UP,
            "clicks-worker is catching up, done in about 32 min",
            ("age falls 90 s a minute", "48 min behind"),
            next="Wait; look again if the age stops falling",
        ),
    ),
)
cannot_tell = replace(
    stuck,
    evidence=replace(
        STUCK_EVIDENCE,
        shapes=Missing(f"denied: allow logs:FilterLogEvents on arn:aws:logs:{REGION}:{ACCOUNT}:*"),
        failing=Missing(f"denied: allow logs:FilterLogEvents on arn:aws:logs:{REGION}:{ACCOUNT}:*"),
        mappings=Missing("denied: allow lambda:ListEventSourceMappings on *"),
        deployment=None,
        verdict=Verdict(
            Cause.CANNOT_TELL,
            "Cause not known yet",
            ("age rises 60 s a minute", "45 of 45 invocations fail"),
            next="Read the mapping of clicks-worker: allow lambda:ListEventSourceMappings on *",
        ),
    ),
)
events_waiting = incident_of(
    "async_event_age",
    "thumbnails",
    evidence=Evidence(
        taken_at=NOW,
        loss=async_clock(age=20 * MINUTE, at=NOW, max_age=6 * HOUR),
        lag=Lag("AsyncEventAge", 20 * MINUTE, NOW, slope=0.4, history=(0.0, 300.0, 700.0, 1200.0)),
        async_settings=AsyncSettings(),
        consumers=(
            consumer("thumbnails", reserved=2)._replace(invocations=600, throttles=1_412, concurrency=2),
        ),
        verdict=Verdict(
            Cause.THROTTLED_RESERVED,
            "thumbnails is throttled by its own reserved concurrency",
            ("1,412 throttled", "concurrency 2 of 2 reserved"),
            Setting("function thumbnails", "ReservedConcurrentExecutions", "2", "4"),
            "Raise it as far as what it calls can bear",
        ),
    ),
)
backlog = incident_of(
    "queue_backlog",
    "orders",
    "queue",
    evidence=Evidence(
        taken_at=NOW,
        depth=Depth(8_412),
        loss=LossClock(None, NOW + 90 * HOUR, "from the oldest message's age and the queue's retention"),
        lag=Lag(
            "ApproximateAgeOfOldestMessage",
            9 * MINUTE,
            NOW,
            slope=0.6,
            history=(20.0, 60.0, 200.0, 540.0),
            rising_since=NOW - 15 * MINUTE,
            incoming=40.0,
            handled=12.0,
            waiting=8_412,
            exact=True,
        ),
        verdict=Verdict(
            Cause.THROTTLED_MAPPING,
            "orders-worker may run only 2 at once",
            ("in 40/s, out 12/s", "concurrency 2 of 2 the mapping allows"),
            Setting("mapping of orders-worker", "MaximumConcurrency", "2", "10"),
            "Raise it as far as what orders-worker calls can bear",
        ),
    ),
)
already_lost = incident_of(
    "lost_events",
    "thumbnails",
    evidence=Evidence(
        taken_at=NOW,
        losses=Losses(WINDOW, lost=12),
        verdict=Verdict(
            Cause.MISCONFIGURED,
            "The role of thumbnails may not write to its failure destination",
            ("12 deliveries refused in 15 min",),
            next="Allow sqs:SendMessage on thumbnails-failed for the role of thumbnails",
        ),
    ),
)
dropped = incident_of(
    "async_events_dropped",
    "thumbnails",
    evidence=Evidence(taken_at=NOW, losses=Losses(WINDOW, dropped=30, destination=ARCHIVE)),
)
throttled = incident_of(
    "function_throttles",
    "orders-worker",
    evidence=Evidence(
        taken_at=NOW,
        consumers=(consumer("orders-worker")._replace(invocations=300, throttles=5_210),),
        pool=PoolUse(
            AccountLimits(1000, 1000),
            1000,
            (("image-resizer", 870), ("orders-worker", 80), ("reports", 40), ("mails", 10)),
        ),
        verdict=Verdict(
            Cause.NOISY_NEIGHBOUR,
            "image-resizer takes the account's concurrency",
            ("870 of 1,000 in use by it", "5,210 throttled"),
            Setting("function image-resizer", "ReservedConcurrentExecutions", "none", "500"),
            "Limit image-resizer, or ask AWS for more",
        ),
    ),
)
composite = incident_of(
    "composite",
    f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:checkout",
    "alarm",
    evidence=None,
    children=(
        ChildAlarm("arn:1", "checkout-5xx", AlarmState.ALARM, NOW),
        ChildAlarm("arn:2", "orders-dlq-not-empty", AlarmState.ALARM, NOW),
        ChildAlarm("arn:3", "payments-latency", AlarmState.OK, NOW),
    ),
)
composite = replace(composite, title="checkout")
logged = incident_of(
    "logged_errors",
    "orders-worker",
    evidence=None,
    reason="KeyError 'fullname'",
    alarms={"a": AlarmEntry("errors", "", AlarmState.ALARM, NOW, AlarmState.ALARM, NOW, seen=41)},
)

# Dead letters, looked at as closely as it gets.
_FEEDER = Feeder("function", WORKER, "lambda_async", confirmed=True, messages=37, records=37)
SINCE_DEPLOYMENT = Verdict(
    Cause.FAILING_SINCE_DEPLOYMENT,
    "orders-worker has been failing since it was last changed",
    ("version 42 by ben at 02:05, first failure at 02:07", "31 of 37 fail with KeyError 'fullname'"),
    next="Roll back to version 41, or fix it first",
    would_pass=False,
)
CLOSE_LOOK = replace(
    sample_evidence(),
    sampled=10,
    records=10,
    shapes_from="requests",
    feeders=(_FEEDER._replace(arn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders", kind="queue"),),
    keys=KeyDifference(37, 12, (("fullname", 31),), (("firstname", 31),)),
    last_time=LastTime(NOW - timedelta(days=9), "by hand", "ana", "rolled back v38"),
    verdict=SINCE_DEPLOYMENT,
)
close_look = replace(sample_incident(), evidence=CLOSE_LOOK)
changed_since = amended(
    close_look,
    acknowledgement=Acknowledgement(By("U0ANA", "ana"), NOW, NOW),
    evidence=replace(
        CLOSE_LOOK,
        failing=Failing(12, WINDOW, NOW - 9 * MINUTE),
        deployment=Deployment(f"{WORKER[:-13]}orders-worker", NOW - 8 * MINUTE, "43", "42", "ben"),
        verdict=Verdict(
            Cause.CHANGED_SINCE,
            "orders-worker was changed since, and none of these is known to have been tried",
            ("last failure 9 min before this look, changed 8 min before this look by ben",),
            next="Redrive one first (Try 1): the thread says whether it comes back",
        ),
    ),
)
pointers = replace(
    sample_incident(),
    evidence=replace(
        sample_evidence(),
        depth=Depth(3),
        history=(0, 1, 1, 2, 3),
        sampled=3,
        records=240,
        shapes_from="messages",
        shapes=(ErrorShape("ValueError invalid literal for int() with base 10: '…'", 3),),
        pointed_to=PointedTo(3, found=160, lost=1, first_arrival=NOW - 22 * HOUR, retention=24 * HOUR),
        pointer_loss=LossClock(
            None, NOW + 2 * HOUR, "from the records pointed to and their stream's retention"
        ),
        feeders=(
            Feeder("stream", STREAM, "stream_pointer", WORKER, confirmed=False, messages=3, records=240),
        ),
        verdict=Verdict(
            Cause.CANNOT_TELL,
            "Not known whether a redrive would help",
            next="Read the log of clicks-worker around 02:50",
        ),
    ),
)
_DENIED = tuple(
    Missing(f"denied: allow {action} on {what}")
    for action, what in (
        ("sqs:GetQueueAttributes", "orders-dlq"),
        ("sqs:ListDeadLetterSourceQueues", "orders-dlq"),
        ("cloudwatch:GetMetricData", "*"),
        ("lambda:ListEventSourceMappings", "*"),
        ("lambda:GetFunctionConfiguration", "orders-worker"),
        ("lambda:GetFunctionConcurrency", "orders-worker"),
        ("lambda:GetAccountSettings", "*"),
        ("logs:FilterLogEvents", "/aws/lambda/orders-worker"),
        ("cloudtrail:LookupEvents", "*"),
        ("kinesis:DescribeStreamSummary", "clicks"),
        ("dynamodb:DescribeStream", "clicks"),
    )
)
NOTHING_READ = Evidence(
    taken_at=NOW,
    depth=_DENIED[0],
    history=_DENIED[2],
    sources=_DENIED[1],
    loss=_DENIED[0],
    shapes=_DENIED[7],
    failing=_DENIED[7],
    feeders=_DENIED[3],
    pointed_to=Missing("no answer within 8 s"),
    pointer_loss=Missing("no answer within 8 s"),
    keys=Missing("no answer within 8 s"),
    consumers=_DENIED[4],
    mappings=_DENIED[3],
    async_settings=_DENIED[5],
    lag=_DENIED[2],
    shards=_DENIED[2],
    stream=_DENIED[9],
    throughput=_DENIED[10],
    pool=_DENIED[6],
    losses=_DENIED[2],
    deployment=_DENIED[8],
    children=Missing("could not read: KeyError (see the log of on_job)"),
)
denied = replace(sample_incident(), evidence=NOTHING_READ)
denied_lag = replace(stuck, evidence=NOTHING_READ)

POINTER = StreamPointer(STREAM, "shardId-000000000000", "4957", "4961", 100, NOW - 22 * HOUR)
SAMPLES = (
    SampledMessage(
        "m-1",
        NOW - 50 * MINUTE,
        4,
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders",
        '{"order": 1, "firstname": "[masked]"}',
        format="sqs_source",
        origin=Origin("queue", f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders", claimed=False),
        cause="MaxReceiveCount",
        attempts=3,
        failure="KeyError: 'fullname'",
        shape="KeyError 'fullname'",
        request_id="7b0c1f3e-0000-4000-8000-5d5c5b5a5958",
        encoding="JSON",
    ),
    SampledMessage(
        "m-2",
        NOW - 40 * MINUTE,
        1,
        "",
        '{"KinesisBatchInfo": {}}',
        format="stream_pointer",
        origin=Origin("stream", STREAM, WORKER),
        origin_note="the configuration of clicks-worker names another destination",
        cause="RetryAttemptsExhausted",
        attempts=4,
        records=100,
        pointer=POINTER,
        resolved=(
            ResolvedRecord("4957", NOW - 22 * HOUR, "user-1", '{"price": "abc"}'),
            ResolvedRecord("4958", NOW - 22 * HOUR, "user-2", '{"price": "12"}'),
        ),
        resolved_note="2 of 100 records are shown",
    ),
)
EVERY = {
    "stuck": stuck,
    "stuck, no shard metrics": stuck_unmetered,
    "catching up": catching_up,
    "cannot tell": cannot_tell,
    "events waiting": events_waiting,
    "backlog": backlog,
    "already lost": already_lost,
    "dropped": dropped,
    "throttled": throttled,
    "composite": composite,
    "logged errors": logged,
    "close look": close_look,
    "changed since": changed_since,
    "pointers": pointers,
    "denied": denied,
    "denied lag": denied_lag,
}
