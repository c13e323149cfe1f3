"""The verdict: the one cause that the numbers prove; or, if they prove none, what to read next."""

from enum import StrEnum
from typing import NamedTuple


class Cause(StrEnum):
    """Every cause Lastcall can prove. Lag first, then dead letters."""

    POISON_RECORD = "poison_record"
    TOO_SLOW = "too_slow"
    DOWNSTREAM_FAILING = "downstream_failing"
    TIMES_OUT = "times_out"
    THROTTLED_RESERVED = "throttled_reserved"
    THROTTLED_MAPPING = "throttled_mapping"
    THROTTLED_ACCOUNT = "throttled_account"
    NOISY_NEIGHBOUR = "noisy_neighbour"
    SCALING_RATE = "scaling_rate"
    SMALL_BATCHES = "small_batches"
    HOT_KEY = "hot_key"
    TOO_FEW_SHARDS = "too_few_shards"
    TOO_MANY_READERS = "too_many_readers"
    THROUGHPUT_USED_UP = "throughput_used_up"
    SHORT_VISIBILITY = "short_visibility"
    NOT_CONSUMING = "not_consuming"
    MISCONFIGURED = "misconfigured"
    RETRYING = "retrying"
    SWITCHED_OFF = "switched_off"
    CATCHING_UP = "catching_up"
    RECOVERED = "recovered"

    ERRORS_STOPPED = "errors_stopped"
    CHANGED_SINCE = "changed_since"
    ONE_STAYED_AWAY = "one_stayed_away"
    ONE_UNDER_WAY = "one_under_way"
    FAILS_SILENTLY = "fails_silently"
    RESPONSE_CONTRACT = "response_contract"
    OUT_OF_MEMORY = "out_of_memory"
    CANNOT_BE_LOADED = "cannot_be_loaded"
    FAILING_SINCE_DEPLOYMENT = "failing_since_deployment"
    ONE_SHAPE_FAILS = "one_shape_fails"
    CANNOT_BE_DELIVERED = "cannot_be_delivered"
    NEVER_PASSES = "never_passes"
    STILL_FAILING = "still_failing"

    ALREADY_LOST = "already_lost"

    CANNOT_TELL = "cannot_tell"


class Setting(NamedTuple):
    """The one setting to change.

    Attributes:
        where: Its resource, as a person calls it (`mapping of orders-worker`, `queue orders-dlq`).
        name: As AWS's API spells it (`MaximumRetryAttempts`).
    """

    where: str
    name: str
    current: str
    proposed: str


class Verdict(NamedTuple):
    """One cause with the numbers that prove it.

    Attributes:
        what: One sentence for the card, without its proof.
        proof: Each a short clause with its number; never empty unless the cause is CANNOT_TELL.
        next: What to do, or, if nothing is proven, what to read next.
        would_pass: False if dead letters would come back if redriven now; None if that is not the question
            or unknown. Nothing that can be read proves that they would pass.
    """

    cause: Cause
    what: str
    proof: tuple[str, ...] = ()
    setting: Setting | None = None
    next: str = ""
    would_pass: bool | None = None
