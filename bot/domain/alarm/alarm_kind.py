"""The parts of an alarm kind: each file in `bot/alarm_kinds` fills in one of these."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.resource.grouping import Resource

# What is at stake, in the words of several kinds.
NO_DEADLINE = "No deadline of its own"
NEAR_DEADLINE = "Deadline unknown, so treat it as near"
PERHAPS_LOST = "Perhaps already lost"

# CloudWatch allows an alarm twenty queries; each series is about one resource.
MOST_MEMBERS = 20


class KindName(StrEnum):
    """The word for a kind in `lastcall.toml`, in the runbook's file name and in stored items."""

    ACCOUNT_CONCURRENCY = "account_concurrency"
    ASYNC_EVENT_AGE = "async_event_age"
    ASYNC_EVENTS_DROPPED = "async_events_dropped"
    COMPOSITE = "composite"
    DEAD_LETTERS = "dead_letters"
    FAILED_INVOCATIONS = "failed_invocations"
    FUNCTION_CONCURRENCY = "function_concurrency"
    FUNCTION_ERRORS = "function_errors"
    FUNCTION_THROTTLES = "function_throttles"
    GENERIC = "generic"
    ITERATOR_AGE = "iterator_age"
    LOGGED_ERRORS = "logged_errors"
    LOST_EVENTS = "lost_events"
    QUEUE_BACKLOG = "queue_backlog"
    RULE_FAILURES = "rule_failures"
    THROUGHPUT_EXCEEDED = "throughput_exceeded"
    TOPIC_FAILURES = "topic_failures"
    UNSUCCESSFUL_EXECUTIONS = "unsuccessful_executions"

    # The word itself, also in a printed list.
    __repr__ = str.__repr__


class Action(StrEnum):
    """What a person may do about an incident of a kind, beyond acknowledging and resolving it."""

    INSPECT = "inspect"
    REDRIVE = "redrive"


class Count(StrEnum):
    """Which number of the evidence counts what a kind is about."""

    DEPTH = "depth"
    LAG = "lag"
    LOST = "lost"
    DROPPED = "dropped"
    ERRORS = "errors"
    THROTTLES = "throttles"
    CONCURRENCY = "concurrency"
    CLAIMED = "claimed"
    REFUSED = "refused"
    SEEN = "seen"


class AlarmKind(NamedTuple):
    """A kind of alarm.

    Attributes:
        name: Its KindName; the sample event has the same name.
        what: One line for the README: which alarms these are.
        resources: What an alarm of this kind is about, most telling first; empty if it is not of this kind.
        noun: What is piling up, singular and plural ("dead letter", "dead letters"); empty if uncountable.
        counts: Where its number is found; None if nothing counts it. Each kind states this, `health` and
            `loses` itself, even if there is none.
        probes: Names of the probes whose evidence it wants.
        health: Name of the probe that can prove it healthy again; empty if nothing can be re-read.
        actions: What a person may do about it.
        loses: Whether what is here is lost when its clock runs out.
        stakes: What the decision says if no loss clock was read: its bold words, and the rest.
    """

    name: str
    what: str
    resources: Callable[[AlarmTransition], tuple[Resource, ...]]
    noun: tuple[str, str] = ("", "")
    counts: Count | None = None
    probes: tuple[str, ...] = ()
    health: str = ""
    actions: frozenset[Action] = frozenset()
    loses: bool = False
    stakes: tuple[str, str] | None = None
