"""The one verdict that the evidence proves, with its numbers; or, if it proves none, what to read next.

The order of the rules is their precedence: what explains more, or is certain from a setting, comes first. The
rules of a family stand in its file; a kind of alarm that asks no such question has no verdict.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.alarm.alarm_kind import KindName
from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.diagnosis import (
    called,
    contract,
    idle,
    letters,
    lost,
    memory,
    one_kind,
    request_rate,
    shards,
    silent,
    slow,
    stuck,
    tables,
    throttled,
    uncalled,
    undelivered,
    visibility,
)
from bot.domain.diagnosis.barred import barred
from bot.domain.diagnosis.facts import facts_of
from bot.domain.diagnosis.rule import Rule, conclude
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Verdict
from bot.domain.resource.grouping import Resource

_LIMITS = (*throttled.LIMITS, *request_rate.RULES)
_THROTTLED = (throttled.OFF, *_LIMITS)
# A queue or a stream behind.
_LAG = (
    throttled.OFF,
    idle.NOBODY,
    idle.DISABLED,
    idle.DENIED,
    idle.EMPTY,
    idle.KEEPS_UP,
    idle.CATCHING_UP,
    letters.MAY_BE_MENDED,
    stuck.NEW_VERSION,
    stuck.DOWNSTREAM,
    *called.OF_LAG,
    called.NOT_LOADED,
    stuck.TIMES_OUT,
    stuck.POISON,
    *_LIMITS,
    contract.REPORTS_ALL,
    throttled.MAPPING,
    visibility.SHORT,
    *shards.RULES,
    slow.SMALL_BATCHES,
    slow.TOO_SLOW,
    idle.NOT_CALLED,
)
_ASYNC = (
    throttled.OFF,
    *_LIMITS,
    stuck.NEW_VERSION,
    stuck.DOWNSTREAM,
    *called.OF_LAG,
    called.NOT_LOADED,
    stuck.TIMES_OUT,
    stuck.RETRYING,
    letters.MAY_BE_MENDED,
)
# A throttled delivery leaves no error: if there are errors, dead letters may come from those.
_THROTTLED_LETTERS = tuple(
    rule._replace(clauses=(*rule.clauses, letters.not_by_its_errors)) for rule in _LIMITS
)
_LETTERS = (
    letters.LOST,
    letters.NO_FAILURES,
    barred(undelivered.UNDELIVERED, undelivered.then_back),
    undelivered.UNDELIVERED,
    letters.UNFIT,
    barred(undelivered.NOT_TAKEN, undelivered.then_back),
    throttled.OFF,
    *_THROTTLED_LETTERS,
    visibility.SHORT,
    letters.STAYED_AWAY,
    letters.UNDER_WAY,
    letters.CHANGED,
    stuck.NEW_VERSION,
    memory.OF_LETTERS,
    *called.OF_LETTERS,
    called.NOT_LOADED_LETTERS,
    called.TIMES_OUT_LETTERS,
    one_kind.ONE_KIND,
    one_kind.LACKS_ONE_KEY,
    contract.WHOLE_BATCHES,
    one_kind.ONE_MESSAGE,
    silent.NOW,
    letters.STILL,
    silent.BEFORE_NOW,
    *called.THEN,
    uncalled.RESERVED,
)
_LOST = (barred(lost.UNDELIVERED), lost.UNDELIVERED, lost.LOST)
_DELIVERIES = (
    barred(lost.UNDELIVERED),
    lost.UNDELIVERED,
    barred(lost.NOT_HANDED_ON),
    lost.NOT_HANDED_ON,
    barred(lost.HANDED_ON),
    lost.HANDED_ON,
    barred(lost.NOT_DELIVERED),
)
RULES: Mapping[str, tuple[Rule, ...]] = {
    KindName.DEAD_LETTERS: _LETTERS,
    KindName.QUEUE_BACKLOG: _LAG,
    KindName.ITERATOR_AGE: _LAG,
    KindName.ASYNC_EVENT_AGE: _ASYNC,
    KindName.ASYNC_EVENTS_DROPPED: (*_LOST, throttled.OFF, *_LIMITS, lost.KEPT),
    KindName.LOST_EVENTS: _LOST,
    KindName.RULE_FAILURES: _DELIVERIES,
    KindName.TOPIC_FAILURES: _DELIVERIES,
    KindName.FUNCTION_THROTTLES: _THROTTLED,
    KindName.FUNCTION_CONCURRENCY: _THROTTLED,
    KindName.ACCOUNT_CONCURRENCY: (throttled.TAKEN_BY_ONE, throttled.TAKEN_BY_MANY),
    KindName.FUNCTION_ERRORS: (
        stuck.NEW_VERSION,
        stuck.DOWNSTREAM,
        *called.OF_ERRORS,
        called.NOT_LOADED,
        memory.OF_A_FUNCTION,
        stuck.TIMES_OUT,
        letters.STILL_FAILING,
        letters.MAY_BE_MENDED,
        letters.NOT_FOR_LONG,
        letters.NO_MORE_FAILURES,
    ),
    KindName.THROUGHPUT_EXCEEDED: (*shards.RULES, *tables.RULES, shards.USED_UP),
    # For these the numbers prove no cause.
    KindName.COMPOSITE: (),
    KindName.FAILED_INVOCATIONS: (),
    KindName.GENERIC: (),
    KindName.LOGGED_ERRORS: (),
    KindName.UNSUCCESSFUL_EXECUTIONS: (),
}


def diagnose(kind: str, resource: Resource, evidence: Evidence, now: datetime) -> Verdict | None:
    """The verdict from an alarm kind's evidence; None for a kind without questions.

    An empty dead-letter queue has none either.
    """
    rules = RULES.get(kind)
    if not rules or (kind == KindName.DEAD_LETTERS and evidence.seen_empty):
        return None

    if kind == KindName.DEAD_LETTERS:
        evidence = _of_their_own_queues(evidence)

    def concerns(mapping: EventSource) -> bool:
        if kind == KindName.ITERATOR_AGE:
            return mapping.is_stream
        return kind != KindName.QUEUE_BACKLOG or mapping.source == resource.arn

    otherwise = letters.UNTRIED if kind == KindName.DEAD_LETTERS else None
    return conclude(rules, facts_of(resource, evidence, now, concerns), otherwise)


def _of_their_own_queues(evidence: Evidence) -> Evidence:
    """If two queues share a dead-letter queue, keep only the consumers of the one these came from.

    If some of the sample did not come from a queue, keep all.
    """
    if isinstance(evidence.feeders, Missing) or isinstance(evidence.mappings, Missing):
        return evidence
    wrote = [each for each in evidence.feeders if each.messages]
    if (
        not wrote
        or any(each.kind != OriginKind.QUEUE for each in wrote)
        or isinstance(evidence.consumers, Missing)
    ):
        return evidence
    own = tuple(each for each in evidence.mappings if each.source in {feeder.arn for feeder in wrote})
    others = {each.function for each in evidence.mappings} - {each.function for each in own}
    consumers = tuple(each for each in evidence.consumers if each.facts.arn not in others)
    return replace(evidence, mappings=own, consumers=consumers)
