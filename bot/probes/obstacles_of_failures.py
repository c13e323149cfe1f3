"""What keeps the failures of a rule, a topic or a function from the places where they were to be kept."""

from bot.probes.obstacles import found, missing
from bot.probes.run.probe import Finding, Probe, ProbeContext, attempt


def look(context: ProbeContext) -> Finding:
    return found(attempt(lambda: context.handovers.of(context.resource, failures=True)))


PROBE = Probe("obstacles_of_failures", look, missing)
