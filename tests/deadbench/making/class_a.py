"""Incidents whose owners named the cause and merged a fix."""

from collections.abc import Iterator

from tests.deadbench.making import class_a_calls as calls
from tests.deadbench.making import class_a_consumers as consumers
from tests.deadbench.making import class_a_delivery as delivery
from tests.deadbench.making import class_a_rules as rules
from tests.deadbench.making import class_a_settings as settings
from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry, with_twins
from tests.deadbench.making.frame import MINUTE, since, steady


def reserved_ten(draft: Draft) -> Entry:
    """adobe/spacecat-audit-worker#2876."""
    queue, worker, dlq = f"{draft.noun}-jobs", f"{draft.noun}-worker", f"{draft.noun}-dlq"
    burst = draft.now - 13 * MINUTE
    draft.function(worker, reserved=10)
    rate, dead = draft.number(4, 9), 21
    draft.runs(
        worker,
        lambda at: 240 if burst <= at < burst + 5 * MINUTE else rate,
        throttled=lambda at: dead / 5 if burst <= at < burst + 5 * MINUTE else 0,
        seconds=2.4,
        at_once=10,
    )
    source = draft.queue(queue, dlq=dlq, receives=1, VisibilityTimeout=900)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.flows(queue, rate, oldest=0)
    draft.maps(source, worker, BatchSize=1)
    draft.account()
    bodies = [f'{{"type": "audit", "site": "site-{number}"}}' for number in range(dead)]
    draft.dead(dlq, bodies, source=queue, since=13 * MINUTE, receives=1)
    draft.depth_alarm(dlq, dead)
    return entry(
        family="reserved_limit",
        resource=worker,
        setting="ReservedConcurrentExecutions",
        would_pass="unknown",
        loses=draft.expires(dlq),
        source="https://github.com/adobe/spacecat-audit-worker/pull/2876",
        dated="2026-08-11",
        states="The worker reserves 10 concurrent executions, the fan-out of the full hour saturates them, "
        "and with maxReceiveCount 1 a throttled delivery goes to the dead-letter queue at once; the fix "
        "raised the reservation to 50.",
        filled="R1 to R5; the 21 throttles of five minutes are the source's, one dead letter for each.",
    )


def mapping_off(draft: Draft) -> Entry:
    """aws/serverless-application-model#702."""
    queue, worker = f"{draft.noun}", f"{draft.noun}-worker"
    off = draft.now - draft.number(70, 95) * MINUTE
    rate = draft.number(6, 20)
    draft.function(worker)
    draft.modified(worker, off - MINUTE, "deployer")
    draft.runs(worker, since(off, 0, rate))
    source = draft.queue(queue)
    waiting = int((draft.now - off) / MINUTE) * rate
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate),
        NumberOfMessagesReceived=since(off, 0, rate),
        NumberOfMessagesDeleted=since(off, 0, rate),
        ApproximateNumberOfMessagesVisible=lambda at: max((at - off) / MINUTE, 0) * rate,
        ApproximateNumberOfMessagesNotVisible=steady(0),
        ApproximateNumberOfMessagesDelayed=steady(0),
        ApproximateAgeOfOldestMessage=lambda at: max((at - off).total_seconds(), 0),
    )
    draft.attributes(queue, ApproximateNumberOfMessages=waiting)
    draft.maps(source, worker, State="Disabled", LastModified=f"{off:%Y-%m-%dT%H:%M:%SZ}")
    draft.account()
    draft.alarm(
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        threshold=3600,
        value=round((draft.now - off).total_seconds()),
    )
    return entry(
        family="not_consuming",
        resource=queue,
        setting="Enabled",
        would_pass="unknown",
        loses=draft.retained(queue, off),
        source="https://github.com/aws/serverless-application-model/issues/702",
        dated="2018-12-06",
        states="After a redeployment the queues no longer trigger their functions: the event source mappings "
        "are disabled.",
        filled="R1 to R4; the alarm is on the age of the oldest message.",
    )


def slow_batches(draft: Draft) -> Entry:
    """storacha/w3infra#403."""
    stream, worker = f"{draft.noun}-events", f"{draft.noun}-metrics"
    begin = draft.now - draft.number(80, 110) * MINUTE
    written, calls = draft.number(1000, 1200), 60 / 7.1
    growth = 1 - calls * 100 / written
    draft.function(worker, Timeout=60)
    draft.runs(worker, steady(calls), failing=steady(0), seconds=7.1, slowest=10, at_once=1)
    source = draft.stream(stream, shards=1, records=written, read=calls * 100)
    draft.maps(source, worker)
    draft.account()
    draft.behind(worker, stream, lambda at: max((at - begin).total_seconds() * growth, 0) * 1000)
    draft.alarm(
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": worker},
        threshold=300_000,
        value=round((draft.now - begin).total_seconds() * growth * 1000),
    )
    return entry(
        family="mapping_limit",
        resource=worker,
        setting="ParallelizationFactor",
        also=[{"family": "scaling", "resource": worker, "setting": "ParallelizationFactor"}],
        would_pass="unknown",
        loses=draft.trimmed(stream),
        source="https://github.com/storacha/w3infra/pull/403",
        dated="2024-07-05",
        states="The consumer takes up to 10 seconds a batch, which is why its iterator age keeps growing; "
        "the fix raised the parallelization factor.",
        filled="R1 to R4; one shard, batches of 100.",
    )


WORLDS = (
    ("reserved-ten", reserved_ten, Draft.unrelated_deployment),
    ("mapping-off", mapping_off, Draft.failing_neighbour),
    ("slow-batches", slow_batches, Draft.unrelated_deployment),
    ("fifo-return", consumers.fifo_return, Draft.throttled_neighbour),
    ("unlogged-partials", consumers.unlogged_partials, Draft.failing_neighbour),
    ("visibility-left-behind", consumers.visibility_left_behind, Draft.unrelated_deployment),
    ("wrapped-body", consumers.wrapped_body, Draft.throttled_neighbour),
    ("memory", consumers.memory, Draft.unrelated_deployment),
    ("runtime-changed", calls.runtime_changed, Draft.unrelated_deployment),
    ("unpacked-module", calls.unpacked_module, Draft.throttled_neighbour),
    ("connections-used-up", calls.connections_used_up, Draft.failing_neighbour),
    ("hot-partition", calls.hot_partition, Draft.unrelated_deployment),
    ("role-cannot-receive", delivery.role_cannot_receive, Draft.throttled_neighbour),
    ("managed-queue-key", rules.managed_queue_key, Draft.failing_neighbour),
    ("stream-key", rules.stream_key, Draft.unrelated_deployment),
    ("topic-key", rules.topic_key, Draft.failing_neighbour),
    ("dlq-key", rules.dlq_key, Draft.throttled_neighbour),
    ("subscribed-queue-key", delivery.subscribed_queue_key, Draft.unrelated_deployment),
    ("another-rules-name", settings.another_rules_name, Draft.throttled_neighbour),
    ("no-function-policy", settings.no_function_policy, Draft.failing_neighbour),
    ("no-message-group", settings.no_message_group, Draft.unrelated_deployment),
    ("role-cannot-send", settings.role_cannot_send, Draft.throttled_neighbour),
    ("role-cannot-encrypt", settings.role_cannot_encrypt, Draft.failing_neighbour),
)


def entries(seed: int) -> Iterator[tuple[Draft, Entry]]:
    return with_twins("a", WORLDS, seed)
