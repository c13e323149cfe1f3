"""How long a function's asynchronous events wait, and until when Lambda keeps them.

Fact: AsyncEventAge is in milliseconds, of an event at one of its attempts; how many wait is counted nowhere
(Lambda developer guide, "Types of metrics").
"""

from dataclasses import replace

from bot.domain.clocks import LossClock, async_clock
from bot.domain.consumer import AsyncSettings
from bot.domain.durations import lasting
from bot.domain.evidence import Evidence, Health, Healthy, Missing, Unhealthy
from bot.domain.lag import Lag
from bot.probes.reading.ages import MILLISECONDS, read_ages, small_age
from bot.probes.reading.metrics import PROOF, of_function
from bot.probes.reading.probe import Finding, Probe, ProbeContext, attempt


def look(context: ProbeContext) -> Finding:
    settings = _settings(context)
    lag = _lag(context)
    loss = _loss(context, settings, lag)

    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, lag=lag, loss=loss, async_settings=settings)

    return Finding(add)


def missing(why: Missing) -> Finding:
    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, lag=why, loss=why, async_settings=why)

    return Finding(add)


def _settings(context: ProbeContext) -> AsyncSettings | Missing:
    return attempt(lambda: context.functions.async_settings(context.resource.arn))


def _lag(context: ProbeContext) -> Lag | Missing:
    name = context.resource.name
    read = read_ages(
        context,
        context.resource,
        (of_function(name, "AsyncEventAge", "Maximum"),),
        (of_function(name, "AsyncEventsReceived", "Sum"),),
        unit=MILLISECONDS,
    )
    return read if isinstance(read, Missing) else read.lag._replace(incoming=read.counted[0])


def _loss(
    context: ProbeContext, settings: AsyncSettings | Missing, lag: Lag | Missing
) -> LossClock | Missing:
    if isinstance(settings, Missing):
        return settings
    if isinstance(lag, Missing):
        return lag
    return async_clock(age=lag.age, at=lag.at or context.now, max_age=settings.max_age)


def health(context: ProbeContext) -> Health:
    """Healthy when events were taken lately that had not waited long."""
    lag = _lag(context)
    if isinstance(lag, Missing):
        return lag
    if lag.age is None or lag.at is None or context.now - lag.at > PROOF:
        return Missing(f"AsyncEventAge has no datapoint in {lasting(PROOF)}: no event was taken")
    said = f"events of {context.resource.name} wait {lasting(lag.age)}"
    return Healthy(said) if lag.age <= small_age(context) else Unhealthy(said)


PROBE = Probe("async_lag", look, missing, health)
