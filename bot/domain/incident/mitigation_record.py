"""A change of AWS settings that buys time and can be taken back, and the record of one that was made.

A setting is known by its target's ARN and its name as AWS's API spells it; values are that API's, as text.
No value is the empty text: AWS then applies its own default. Light on purpose: every incident loads it.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.policy.by import NOBODY, By

# What may be missing or different at a target: settings by name.
Values = Mapping[str, str]

RETENTION_HOURS = "RetentionPeriodHours"
RETENTION_SECONDS = "MessageRetentionPeriod"
BISECT = "BisectBatchOnFunctionError"
RETRIES = "MaximumRetryAttempts"
ON_FAILURE = "OnFailure"
MAXIMUM = "MaximumConcurrency"
RESERVED = "ReservedConcurrentExecutions"
ENABLED = "Enabled"


class MitigationKind(StrEnum):
    """What can be done. The words are stored; never rename one, only add."""

    EXTEND_STREAM_RETENTION = "extend_stream_retention"
    RAISE_QUEUE_RETENTION = "raise_queue_retention"
    BISECT = "bisect"
    RAISE_MAXIMUM_CONCURRENCY = "raise_maximum_concurrency"
    RAISE_RESERVED_CONCURRENCY = "raise_reserved_concurrency"
    DISABLE_MAPPING = "disable_mapping"
    ENABLE_MAPPING = "enable_mapping"


class Grant(StrEnum):
    """What the stack's parameters allow, each by itself: the names of the settings of `bot/settings.py`."""

    EXTEND_STREAM_RETENTION = "allow_extend_stream_retention"
    RAISE_QUEUE_RETENTION = "allow_raise_queue_retention"
    BISECT = "allow_bisect"
    RAISE_CONCURRENCY = "allow_raise_concurrency"
    SWITCH_MAPPINGS = "allow_switch_mappings"

    @property
    def parameter(self) -> str:
        """The parameter of template.yaml: `AllowBisect`."""
        return "".join(word.capitalize() for word in self.value.split("_"))


GRANT_FOR: Mapping[MitigationKind, Grant] = {
    MitigationKind.EXTEND_STREAM_RETENTION: Grant.EXTEND_STREAM_RETENTION,
    MitigationKind.RAISE_QUEUE_RETENTION: Grant.RAISE_QUEUE_RETENTION,
    MitigationKind.BISECT: Grant.BISECT,
    MitigationKind.RAISE_MAXIMUM_CONCURRENCY: Grant.RAISE_CONCURRENCY,
    MitigationKind.RAISE_RESERVED_CONCURRENCY: Grant.RAISE_CONCURRENCY,
    MitigationKind.DISABLE_MAPPING: Grant.SWITCH_MAPPINGS,
    MitigationKind.ENABLE_MAPPING: Grant.SWITCH_MAPPINGS,
}


class Mitigation(NamedTuple):
    """One change that may be made now.

    Attributes:
        target: ARN of the queue, stream, function or event source mapping.
        subject: The same as a person names it.
        costs: What it skips, loses or costs, in one or two sentences.
        template: The same setting as the team's own template has it.
        commands: The same change by hand, in the order in which it is safe.
    """

    kind: MitigationKind
    target: str
    subject: str
    before: Values
    after: Values
    costs: str
    template: str
    commands: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names this very change: of other values it is another one."""
        parts = (self.kind, self.target, *_sorted(self.before), "→", *_sorted(self.after))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


class NotOffered(NamedTuple):
    """A change that would fit here and is not offered, and why."""

    kind: MitigationKind
    subject: str
    why: str


class MitigationState(StrEnum):
    """How far a change is. The words are stored; never rename one, only add."""

    ASKED = "asked"  # recorded; whether AWS has done it is not known
    SET = "set"  # read back as we set it
    UNDOING = "undoing"  # its undo is recorded; whether AWS has done that is not known
    UNDONE = "undone"  # read back as it was before
    REPLACED = "replaced"  # somebody else, or a deployment, has set another value
    FAILED = "failed"  # it was not done

    @property
    def open(self) -> bool:
        """Whether what AWS has there is still of interest."""
        return self in {MitigationState.ASKED, MitigationState.SET, MitigationState.UNDOING}


class MitigationRecord(NamedTuple):
    """A mitigation somebody took, kept on the incident so that it can be undone exactly.

    Attributes:
        id: Of this record: the identity of the click that asked for it.
        at: When it was asked for; `why` the reason given.
        asked_by: The click of the newest request: of the change, or of its undo.
        asked_at: When that was.
        look_at: When AWS is asked again how it stands there.
        ended_by: Who undid it; nobody when it was found so.
        caused: Id of the incident about what it let be skipped, once its own thread was told.
    """

    id: str
    kind: MitigationKind
    target: str
    subject: str
    before: Values
    after: Values
    template: str
    by: By
    at: datetime
    why: str
    asked_by: str
    asked_at: datetime
    look_at: datetime | None = None
    state: MitigationState = MitigationState.ASKED
    undo_by: By = NOBODY
    undo_why: str = ""
    ended_at: datetime | None = None
    caused: str = ""

    @property
    def start(self) -> Values:
        """What stands there before the change under way; `goal` is what shall."""
        return self.after if self.state is MitigationState.UNDOING else self.before

    @property
    def goal(self) -> Values:
        return self.before if self.state is MitigationState.UNDOING else self.after

    @property
    def unproven(self) -> bool:
        return self.state in {MitigationState.ASKED, MitigationState.UNDOING}


# A change that SQS accepted may take a quarter of an hour to show; of the rest a minute is plenty.
_SLOW = timedelta(minutes=16)
_QUICK = timedelta(minutes=1)


def patience(kind: MitigationKind) -> timedelta:
    """How long a change may take to show after it was asked for."""
    return _SLOW if kind is MitigationKind.RAISE_QUEUE_RETENTION else _QUICK


def newest_of_each(taken: tuple[MitigationRecord, ...]) -> tuple[MitigationRecord, ...]:
    """The open records that nothing taken later stands upon: what AWS has now is theirs alone."""
    still = [each for each in taken if each.state.open]
    return tuple(
        each
        for place, each in enumerate(still)
        if not any(
            later.target == each.target and set(later.after) & set(each.after) for later in still[place + 1 :]
        )
    )


def same(live: Values, wanted: Values) -> bool:
    """Whether what is there is what is wanted, of the settings that are wanted."""
    return all(live.get(name) == value for name, value in wanted.items())


def _sorted(values: Values) -> tuple[str, ...]:
    return tuple(f"{name}={values[name]}" for name in sorted(values))
