"""Consumers that do not take anything: switched off, without permission, or with nothing left to take."""

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.rule import Rule
from bot.domain.diagnosis.words import ago
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.durations import lasting, measured
from bot.domain.evidence.lag.lag import GROWING
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Setting

_OFF = frozenset({"Disabled", "Disabling"})
# Lambda's words for a mapping that lacks a permission.
_DENIED = ("permission", "not authorized", "denied", "kms", "role", "cannot be assumed")
# A consumer this near counts as caught up.
CAUGHT_UP_SECONDS = 60


def _disabled(facts: Facts) -> str | None:
    if facts.mapping.state not in _OFF:
        return None
    why = f" ({facts.mapping.state_reason})" if facts.mapping.state_reason else ""
    return f"mapping is {facts.mapping.state}{why}"


def _denied(facts: Facts) -> str | None:
    """In Lambda's own words, from the mapping's state or its last poll."""
    said = _denied_to(facts.mapping)
    return f"Lambda reports: {said!r}" if said else None


def _denied_to(mapping: EventSource) -> str:
    told = (mapping.state_reason, mapping.last_result)
    return next((said for said in told if any(word in said.lower() for word in _DENIED)), "")


def _nor_another(facts: Facts) -> str | None:
    """An old, disabled mapping may exist beside the one in use."""
    mappings = facts.evidence.mappings
    if isinstance(mappings, Missing):
        raise NotRead(mappings)
    source = facts.mapping.source
    others = [each for each in mappings if each.source == source and each.uuid != facts.mapping.uuid]
    return None if any(each.state not in _OFF and not _denied_to(each) for each in others) else ""


def _not_called(facts: Facts) -> str | None:
    """No datapoint of Invocations means no call: Lambda sends none for a function that was not called."""
    calls = facts.consumer.invocations or 0
    return f"0 invocations in {lasting(facts.consumer.window)}" if calls == 0 else None


def _nor_throttled(facts: Facts) -> str | None:
    """Lambda sends Throttles with Invocations: without a datapoint there were none either."""
    return None if facts.consumer.throttles else "0 throttles"


def _not_filtered_out(facts: Facts) -> str | None:
    """Records that pass no filter are done without a call; counted waiting ones are not."""
    if facts.mapping.filters and not (facts.lag.exact and facts.lag.waiting):
        raise NotRead(f"whether the filters of {facts.name}'s mapping let any of them through")
    return ""


def _nobody(facts: Facts) -> str | None:
    """No mapping reads it, and nothing else takes anything out."""
    mappings = facts.evidence.mappings
    if isinstance(mappings, Missing):
        raise NotRead(mappings)
    if mappings or facts.source is not None or facts.handled > 0:
        return None
    return "0 mappings read it, 0 taken out"


DISABLED = Rule(
    Cause.NOT_CONSUMING,
    lambda facts: f"The mapping of {facts.name} is disabled, and work is waiting",
    (_disabled, clauses.something_waits, _nor_another),
    lambda _facts: "Enable the mapping once the reason it was disabled is gone",
    lambda facts: Setting(f"mapping of {facts.name}", "Enabled", "false", "true"),
)

DENIED = Rule(
    Cause.NOT_CONSUMING,
    lambda facts: f"Lambda is not allowed to poll for {facts.name}, and work is waiting",
    (_denied, clauses.something_waits, _nor_another),
    lambda facts: f"Grant the execution role of {facts.name} the permission that Lambda names",
)

NOBODY = Rule(
    Cause.NOT_CONSUMING,
    lambda facts: f"No function polls {facts.resource.name}, and nothing is consumed",
    (_nobody, clauses.something_waits),
    lambda facts: f"Find out what should read {facts.resource.name}, and when that was removed",
)

NOT_CALLED = Rule(
    Cause.NOT_CONSUMING,
    lambda facts: f"{facts.name} is not invoked although work is waiting",
    (
        _not_called,
        _nor_throttled,
        clauses.mapping_enabled,
        clauses.something_waits,
        _not_filtered_out,
        _nor_another,
    ),
    lambda _facts: "Check the mapping's filters and its last result; disable and enable it to restart it",
)


def _nothing_came(facts: Facts) -> str | None:
    if facts.lag.waiting or facts.lag.held:
        return None
    return "0 arrive" if facts.incoming == 0 else None


def _no_age(facts: Facts) -> str | None:
    """A counted queue has none if empty; without a count the age itself must be low."""
    if facts.lag.age is None and facts.lag.exact:
        return f"{facts.lag.metric} has no datapoint"
    return _caught_up(facts)


EMPTY = Rule(
    Cause.RECOVERED,
    lambda facts: f"{facts.name} has nothing left to read",
    (_no_age, _nothing_came, clauses.mapping_enabled),
    lambda _facts: "Resolves once its alarm says OK and this still holds",
)


def _caught_up(facts: Facts) -> str | None:
    return f"age {measured(facts.age)}" if facts.age.total_seconds() <= CAUGHT_UP_SECONDS else None


def _does_not_grow(facts: Facts) -> str | None:
    if facts.lag.waiting == 0:
        return "0 wait"
    return "and does not grow" if facts.slope < GROWING else None


def _few_fail_or_none_since(facts: Facts) -> str | None:
    """Failures before the consumer reached the end no longer block it."""
    last, at = facts.consumer.last_error_at, facts.lag.at
    if last is not None and at is not None and last + 2 * clauses.PERIOD <= at:
        return f"last failure {ago(facts.evidence.taken_at - last - clauses.PERIOD)}"
    return clauses.few_fail(facts)


KEEPS_UP = Rule(
    Cause.RECOVERED,
    lambda facts: f"{facts.name} has caught up",
    (_caught_up, _does_not_grow, _few_fail_or_none_since, clauses.mapping_enabled),
    lambda _facts: "Resolves once its alarm says OK and this still holds",
)


def _how_long(facts: Facts) -> str | None:
    return f"{measured(facts.age)} behind" if facts.slope < 0 else None


def _back_in(facts: Facts) -> str:
    at = facts.lag.caught_up_at(facts.now)
    return f"{facts.name} is catching up" + (f", done in about {lasting(at - facts.now)}" if at else "")


CATCHING_UP = Rule(
    Cause.CATCHING_UP,
    _back_in,
    (clauses.shrinks, _how_long),
    lambda _facts: "Wait; look again if the age stops falling",
)
