"""What stops failures of a rule, a topic or a function from reaching the places that should keep them."""

from bot.probes.obstacles import found
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    return found(context.handovers.of(context.resource, failures=True))


PROBE = Probe(Share("obstacles_of_failures", writes=("obstacles",)), look)
