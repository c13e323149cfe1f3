"""Consumers by their configuration: functions, what feeds them, and the limits they run under.

Defaults and ranges are those of the Lambda API reference (FunctionConfiguration, EventSourceMapping-
Configuration, FunctionEventInvokeConfig, AccountLimit).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.resource.arn import as_arn, name_of


class FunctionFacts(NamedTuple):
    """A function's settings.

    Attributes:
        arn: Without version or alias.
        reserved: Its reserved concurrency; None if it has none and shares the account's pool, 0 if that
            switches it off.
        role: ARN of its execution role.
        dead_letters_to: ARN of its dead-letter queue or topic for asynchronous events; empty without one.
        log_group: Where it logs; a team may have chosen one other than `/aws/lambda/<name>`.
    """

    arn: str
    timeout: timedelta
    memory_mb: int
    reserved: int | None = None
    role: str = ""
    dead_letters_to: str = ""
    log_group: str = ""

    @property
    def name(self) -> str:
        return name_of(self.arn)

    @property
    def logs_to(self) -> str:
        return self.log_group or f"/aws/lambda/{self.name}"


class AsyncSettings(NamedTuple):
    """How Lambda treats a function's asynchronous events; the defaults are Lambda's.

    Attributes:
        on_failure: ARN of the on-failure destination; empty without one.
    """

    max_age: timedelta = timedelta(hours=6)
    retries: int = 2
    on_failure: str = ""


class EventSource(NamedTuple):
    """An event source mapping: what a function polls, and how.

    Attributes:
        source: ARN of the queue or stream; for an enhanced fan-out consumer, that of its stream.
        function: ARN of the function, without version or alias.
        state: `Enabled`, `Disabled`, `Creating`, ...
        state_reason: Lambda's words: who disabled it, or which permission it lacks.
        last_result: `OK`, `No records processed`, `PROBLEM: ...`; empty for queues, which report none.
        retries: None for unlimited (-1), the default for streams; not used for queues.
        max_age: The maximum age of a record before it is dropped; None for unlimited (-1).
        max_concurrency: For a queue's mapping; None if it has no maximum.
        on_failure: ARN of its on-failure destination; empty without one.
        filters: Event filter patterns: which records reach the function at all.
        consumer: ARN of the enhanced fan-out consumer it reads by; empty without one.
        counts_events: Whether it sends the event count metrics (MetricsConfig).
    """

    uuid: str
    source: str
    function: str
    state: str
    state_reason: str = ""
    last_result: str = ""
    batch_size: int = 100
    window: timedelta = timedelta(0)
    retries: int | None = None
    max_age: timedelta | None = None
    bisect: bool = False
    parallelization: int = 1
    partial_responses: bool = False
    max_concurrency: int | None = None
    on_failure: str = ""
    filters: tuple[str, ...] = ()
    consumer: str = ""
    counts_events: bool = False

    @property
    def is_stream(self) -> bool:
        return as_arn(self.source).is_stream

    @property
    def gives_up(self) -> bool:
        """Whether it may skip a record: a stream's mapping retries without limit unless configured."""
        return self.is_stream and (self.retries is not None or self.max_age is not None)


class AccountLimits(NamedTuple):
    """What all functions of an account and region share; new accounts have far less than 1,000.

    Attributes:
        unreserved: The rest, for functions without reserved concurrency.
    """

    concurrency: int
    unreserved: int


class Deployment(NamedTuple):
    """The last change to a function's code or configuration.

    Attributes:
        version: Newest published version; empty if none is published.
        previous: The one before; empty if none.
        by: Who made it, from CloudTrail; empty if unknown.
    """

    function: str
    at: datetime
    version: str = ""
    previous: str = ""
    by: str = ""


class ConsumerHealth(NamedTuple):
    """How a function has been doing over a window that ends now.

    None for a number without a datapoint: not measured is not zero.

    Attributes:
        window: Shorter if the settings changed in it, so that numbers and limits belong together.
        settings_since: When these settings were first seen to replace others; None if they never were.
        duration: Mean duration of an invocation.
        duration_p99: The p99 duration.
        duration_before: Mean time over the same window a day earlier.
        concurrency: Maximum concurrent executions.
        errors_since: When the unbroken run of periods with errors began.
        last_error_at: When the last period with an error began.
        last_pass_at: When the last period with a successful call began.
        passed_before: When the last such period before `errors_since` began.
        last_throttle_at: When the last period with a throttle began.
        busiest: Invocations a second in the busiest minute.
        slowest_before: The highest p99 duration in the hours before `errors_since`.
    """

    facts: FunctionFacts
    window: timedelta
    invocations: int | None = None
    errors: int | None = None
    throttles: int | None = None
    duration: timedelta | None = None
    duration_p99: timedelta | None = None
    duration_before: timedelta | None = None
    concurrency: int | None = None
    errors_since: datetime | None = None
    last_error_at: datetime | None = None
    last_pass_at: datetime | None = None
    passed_before: datetime | None = None
    last_throttle_at: datetime | None = None
    settings_since: datetime | None = None
    busiest: float | None = None
    slowest_before: timedelta | None = None


class PoolUse(NamedTuple):
    """How much of the account's concurrency is claimed, and by whom.

    Attributes:
        claimed: Highest ClaimedAccountConcurrency of the window; None without a datapoint.
        busiest: (function name, highest concurrency), highest first.
    """

    limits: AccountLimits
    claimed: int | None = None
    busiest: tuple[tuple[str, int], ...] = ()
