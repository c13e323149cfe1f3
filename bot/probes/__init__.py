"""The kinds of evidence Lastcall can read. A new one (see `run.probe`) is one file and one line below."""

from collections.abc import Callable

from bot.probes import (
    async_lag,
    children,
    consumer_errors,
    dead_letter_queue,
    deployment,
    event_sources,
    function_health,
    last_time,
    losses,
    obstacles,
    obstacles_of_failures,
    pool,
    queue_lag,
    queue_role,
    stream_lag,
    stream_shards,
    throughput,
)
from bot.probes import failure_buckets as failure_buckets
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share

__all__ = ["PROBES", "Finding", "Look", "Probe", "ProbeContext", "Probes", "Share", "probe_named"]

PROBES: tuple[Probe, ...] = (
    async_lag.PROBE,
    children.PROBE,
    consumer_errors.PROBE,
    dead_letter_queue.PROBE,
    deployment.PROBE,
    event_sources.PROBE,
    function_health.PROBE,
    failure_buckets.PROBE,
    last_time.PROBE,
    losses.PROBE,
    obstacles.PROBE,
    obstacles_of_failures.PROBE,
    pool.PROBE,
    queue_lag.PROBE,
    queue_role.PROBE,
    stream_lag.PROBE,
    stream_shards.PROBE,
    throughput.PROBE,
)

Probes = Callable[[str], Probe]

_BY_NAME = {probe.name: probe for probe in PROBES}


def probe_named(name: str) -> Probe:
    """The probe of that name; a test holds every name that an alarm kind uses against the catalogue."""
    return _BY_NAME[name]
