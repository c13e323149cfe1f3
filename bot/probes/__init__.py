"""The kinds of evidence Lastcall can read. A new one is one file here and one line below (see `probe`)."""

from bot.probes import consumer_errors, dead_letter_queue, queue_role
from bot.probes.probe import Finding, Look, Probe, ProbeContext

__all__ = ["PROBES", "Finding", "Look", "Probe", "ProbeContext", "probe_named"]

PROBES: tuple[Probe, ...] = (
    consumer_errors.PROBE,
    dead_letter_queue.PROBE,
    queue_role.PROBE,
)

_BY_NAME = {probe.name: probe for probe in PROBES}


def probe_named(name: str) -> Probe:
    """The probe of that name; a test holds every name that an alarm kind uses against the catalogue."""
    return _BY_NAME[name]
