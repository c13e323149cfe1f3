"""The concurrency that all functions of an account and region share.

`ClaimedAccountConcurrency` is what really counts against the limit: reserved and provisioned concurrency
included, used or not. Throttles without a function's name are the whole account's.
"""

from bot.alarm_kinds.resources import ACCOUNT_POOL, on_metric
from bot.domain.alarm.alarm_kind import NO_DEADLINE, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.ACCOUNT_CONCURRENCY,
    what="concurrency and throttles of all functions of an account",
    resources=on_metric(
        ACCOUNT_POOL,
        "ClaimedAccountConcurrency",
        "ConcurrentExecutions",
        "UnreservedConcurrentExecutions",
        "Throttles",
    ),
    noun=("concurrent execution", "concurrent executions of all functions"),
    counts=Count.CLAIMED,
    probes=("pool", "last_time"),
    health="pool",
    loses=False,
    stakes=(
        NO_DEADLINE,
        "at the limit every function without reserved concurrency is throttled, whichever uses it up",
    ),
)
