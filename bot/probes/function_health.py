"""How the functions concerned have been doing over the last quarter of an hour.

Facts: Lambda sends Errors with every invocation, so a period with invocations and no errors has the datapoint
0, and one without a datapoint had no invocation at all (Lambda developer guide, "Types of metrics").
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from statistics import median_low
from typing import NamedTuple

from bot.domain.evidence.consumer import ConsumerHealth, FunctionFacts
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing, all_known, present_all
from bot.domain.resource.grouping import Resource
from bot.probes.parts import failing_functions
from bot.probes.parts.failing_functions import MOST_FUNCTIONS
from bot.probes.parts.metrics import (
    MINUTE,
    PROOF,
    WINDOW,
    greatest,
    lately,
    of_function,
    place_of,
    read_metrics,
    total,
)
from bot.probes.run.in_threads import read_all
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share

# How far back to look for the first failure; the start of older failures stays unknown.
FURTHEST_BACK = timedelta(hours=24)
_DAY = timedelta(days=1)
# A run of failures ends after this many good minutes with invocations: failures may be sporadic.
_GOOD_MINUTES = 15
_BEGINNING = 60
# A failure rate below this proves neither health nor that the incident goes on.
_FEW = 0.05
_NINETY_NINTH, _SLOW_BEFORE = timedelta(minutes=5), timedelta(hours=3)


class _Read(NamedTuple):
    """A function's series. Attributes: the first three go back a day, all others cover the window."""

    invocations: Series
    errors: Series
    throttles: Series
    concurrency: Series
    spent: Series
    calls: Series
    slowest: Series
    spent_before: Series
    calls_before: Series


def look(context: ProbeContext) -> Finding:
    return _look(context, failing_functions.of_resource(context))


def look_at(context: ProbeContext, functions: Sequence[str] | Missing) -> Look:
    """Follow-up, once the functions concerned are known."""
    return Look(PROBE.share, lambda: _look(context, functions))


def _look(context: ProbeContext, functions: Sequence[str] | Missing) -> Finding:
    found = functions if isinstance(functions, Missing) else _all(context, functions[:MOST_FUNCTIONS])
    return Finding({"consumers": found})


def _all(context: ProbeContext, functions: Sequence[str]) -> tuple[ConsumerHealth, ...] | Missing:
    """All of them or none: the health of some proves nothing about those unread."""
    facts = all_known(
        read_all(context.threads, [partial(context.functions.facts, each) for each in functions])
    )
    if isinstance(facts, Missing):
        return facts
    places = [place_of(each) for each in functions]
    return all_known(
        read_all(
            context.threads, [partial(_health, context, *each) for each in zip(facts, places, strict=True)]
        )
    )


def _health(
    context: ProbeContext, facts: FunctionFacts, place: Resource | Missing
) -> ConsumerHealth | Missing:
    read = place if isinstance(place, Missing) else _read(context, facts.name, place)
    if isinstance(read, Missing):
        return read
    passes, began = passed(read.invocations, read.errors), errors_since(read.errors)
    span, changed = lately(context.now), _settings_since(context, facts)
    since = max(span.since, changed) if changed else span.since
    invocations, errors, throttles, concurrency, spent, calls = (each.since(since) for each in read[:6])
    slowest = read.slowest.since(lately(context.now, WINDOW, _NINETY_NINTH).since)
    return ConsumerHealth(
        facts=facts,
        window=max(span.until - since, timedelta(0)),
        invocations=total(invocations),
        errors=total(errors),
        throttles=total(throttles),
        duration=_mean(spent, calls),
        duration_p99=_milliseconds(median_low(slowest.present) if slowest.present else None),
        duration_before=_mean(read.spent_before, read.calls_before),
        concurrency=greatest(concurrency),
        errors_since=began,
        last_error_at=last_at(read.errors),
        last_pass_at=last_at(passes),
        passed_before=last_at(passes.until(began)) if began else None,
        last_throttle_at=last_at(read.throttles),
        settings_since=changed,
        busiest=_a_second(invocations),
        slowest_before=_slowest_before(read.slowest, began),
    )


def _settings_since(context: ProbeContext, facts: FunctionFacts) -> datetime | None:
    """When a limit was first seen to differ from the look before."""
    consumers = context.before.consumers if context.before else ()
    known = present_all(consumers)
    before = next((each for each in known if each.facts.arn == facts.arn), None)
    if before is None or before.facts == facts:
        return before.settings_since if before else None
    return context.now


def _read(context: ProbeContext, name: str, place: Resource) -> _Read | Missing:
    now = lately(context.now)
    duration = (of_function(name, "Duration", "Sum"), of_function(name, "Duration", "SampleCount"))
    counts = tuple(of_function(name, each, "Sum") for each in ("Invocations", "Errors", "Throttles"))
    asked = (
        (counts, lately(context.now, FURTHEST_BACK)),
        ((of_function(name, "ConcurrentExecutions", "Maximum"), *duration), now),
        # Over longer periods, so that with few invocations the slowest one alone is not the p99.
        ((of_function(name, "Duration", "p99"),), lately(context.now, _SLOW_BEFORE, _NINETY_NINTH)),
        (duration, now.earlier(_DAY)),
    )
    reads = [partial(read_metrics, context, place, metrics, span) for metrics, span in asked]
    found = all_known(read_all(context.threads, reads))
    return found if isinstance(found, Missing) else _Read(*chain.from_iterable(found))


def _a_second(counts: Series) -> float | None:
    """In the busiest minute."""
    return counts.greatest / counts.period.total_seconds() if counts.greatest is not None else None


def _mean(spent: Series, calls: Series) -> timedelta | None:
    return _milliseconds(spent.total / calls.total) if calls.total else None


def _slowest_before(slowest: Series, began: datetime | None) -> timedelta | None:
    """The greatest of the periods that ended before the failures began."""
    before = slowest.until(began - _NINETY_NINTH).present if began else ()
    return _milliseconds(max(before, default=None))


def _milliseconds(number: float | None) -> timedelta | None:
    return timedelta(milliseconds=number) if number is not None else None


def errors_since(errors: Series) -> datetime | None:
    """When the current run of failures began; None if it may have begun before the series.

    Only many good minutes end it: most consumers fail on some of their work.
    """
    first, good = None, 0
    for place in range(len(errors.values) - 1, -1, -1):
        value = errors.values[place]
        if value:
            first, good = place, 0
        elif value is not None:
            good += 1
        if first is not None and good >= _GOOD_MINUTES:
            break
    if first is None or first < _BEGINNING:
        return None
    return errors.begins + first * errors.period


def passed(calls: Series, errors: Series) -> Series:
    """How many calls of each period succeeded; None if one of the two has no datapoint."""
    both = zip(calls.values, errors.values, strict=True)
    well = (None if called is None or failed is None else called - failed for called, failed in both)
    return calls._replace(values=tuple(well))


def last_at(counts: Series) -> datetime | None:
    """The start of the last period with a count above 0."""
    places = [place for place, value in enumerate(counts.values) if value and value > 0]
    return counts.begins + places[-1] * counts.period if places else None


def health(context: ProbeContext) -> Health:
    """Healthy when it was called recently and nothing failed; silence or a rare failure proves nothing."""
    functions = failing_functions.of_resource(context)
    if isinstance(functions, Missing):
        return functions
    read = read_all(context.threads, [partial(_proof, context, each) for each in functions[:MOST_FUNCTIONS]])
    for kind in (Unhealthy, Missing):
        if found := next((each for each in read if isinstance(each, kind)), None):
            return found
    return Healthy(", ".join(each.what for each in read if isinstance(each, Healthy)))


def _proof(context: ProbeContext, function: str) -> Health:
    place = place_of(function)
    if isinstance(place, Missing):
        return place
    name, span = place.name, lately(context.now, PROOF, MINUTE)
    metrics = [of_function(name, each, "Sum") for each in ("Invocations", "Errors")]
    read = read_metrics(context, place, metrics, span)
    if isinstance(read, Missing):
        return read
    calls, errors = (total(each) for each in read)
    if errors:
        said = f"{errors:,} of {calls or errors:,} calls of {name} failed in {lasting(PROOF)}"
        # The alarm is OK again: sporadic failures must not keep an incident open for ever.
        return Missing(f"{said}: few, but not none") if errors < _FEW * (calls or 0) else Unhealthy(said)
    if not calls or errors is None:
        return Missing(f"{name} was not called in {lasting(PROOF)}, so nothing proves that it works")
    return Healthy(f"0 of {calls:,} calls of {name} failed in {lasting(PROOF)}")


PROBE = Probe(Share("function_health", writes=("consumers",)), look, health)
