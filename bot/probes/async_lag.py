"""How long a function's asynchronous events wait, and until when Lambda keeps them.

Fact: AsyncEventAge is an event's age at one of its attempts, in milliseconds; no metric counts how many wait
(Lambda developer guide, "Types of metrics").
"""

from datetime import timedelta

from bot.domain.evidence.consumer import AsyncSettings
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.loss_clock import LossClock, async_clock
from bot.domain.evidence.missing import Missing
from bot.probes.parts.ages import MILLISECONDS, read_ages, since_it_fired, small_age
from bot.probes.parts.metrics import AT_LEAST, STEP, lately, of_function, read_metrics, total
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share

# A waiting event is retried within this time, so recent attempts include the oldest.
ATTEMPTED = timedelta(minutes=6)
_COUNTS = ("AsyncEventsReceived", "AsyncEventsDropped", "Invocations", "Errors")


def look(context: ProbeContext) -> Finding:
    settings = _settings(context)
    lag = _lag(context)
    return Finding({"lag": lag, "loss": _loss(context, settings, lag), "async_settings": settings})


def _settings(context: ProbeContext) -> AsyncSettings | Missing:
    return context.functions.async_settings(context.resource.arn)


def _lag(context: ProbeContext) -> Lag | Missing:
    name = context.resource.name
    read = read_ages(
        context,
        context.resource,
        (of_function(name, "AsyncEventAge", "Maximum"),),
        (of_function(name, "AsyncEventsReceived", "Sum"),),
        unit=MILLISECONDS,
        told_within=ATTEMPTED,
    )
    if isinstance(read, Missing):
        return read
    # Ages at attempts show no trend: they depend on which event happens to be tried.
    lag = since_it_fired(context, read.lag)
    return lag._replace(incoming=read.counted[0], slope=None, rising_since=None)


def _loss(
    context: ProbeContext, settings: AsyncSettings | Missing, lag: Lag | Missing
) -> LossClock | Missing:
    if isinstance(settings, Missing):
        return settings
    if isinstance(lag, Missing):
        return lag
    return async_clock(age=lag.age, at=lag.at or context.now, max_age=settings.max_age)


def health(context: ProbeContext) -> Health:
    """Healthy when none waits; without an event nothing is proven."""
    return none_waits(context) or Missing("AsyncEventsReceived has no datapoint: no event arrived")


def none_waits(context: ProbeContext) -> Health | None:
    """None if no event came; healthy when each was processed or dropped, the newest without delay.

    Counted over the time in which an event may still wait. An age alone proves nothing: Lambda sends it at
    an attempt, and a waiting event is retried ever more rarely, up to five minutes apart and more.
    """
    settings, lag = _settings(context), _lag(context)
    for part in (settings, lag):
        if isinstance(part, Missing):
            return part
    assert isinstance(settings, AsyncSettings) and isinstance(lag, Lag)  # noqa: S101, PT018 - just told
    window = -(-(settings.max_age + AT_LEAST) // STEP) * STEP
    name, span = context.resource.name, lately(context.now, window, STEP)
    metrics = [of_function(name, each, "Sum") for each in _COUNTS]
    read = read_metrics(context, context.resource, metrics, span)
    if isinstance(read, Missing):
        return read
    received, dropped, calls, errors = (total(each) for each in read)
    if not received:
        return None
    waiting = received - (dropped or 0) - (calls or 0) + (errors or 0)
    if waiting > 0:
        return Unhealthy(f"{waiting:,} of {received:,} events of {name} wait or are being retried")
    if waiting < 0:
        return Missing(f"{name} is invoked for other things too, so no count shows whether events wait")
    if lag.age is not None and lag.age > small_age(context):
        return Missing(
            f"0 of {received:,} events of {name} wait, and the last one taken was {lasting(lag.age)} old"
        )
    return Healthy(f"{received:,} events of {name} came in {lasting(window)}, and 0 wait")


PROBE = Probe(Share("async_lag", writes=("lag", "loss", "async_settings")), look, health, _lag)
