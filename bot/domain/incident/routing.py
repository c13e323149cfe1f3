"""Which route an incident has: by all that its alarms told, never by which of them spoke first or last.

An alarm without tags says nothing of whose its queue is. So of the routes that the incident's alarms matched
the first of lastcall.toml leads, but what is shown, and who may look and act, every one of them has to allow.
"""

from dataclasses import replace

from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Policy, Route

# What is shown, and when a queue is sampled: the strictest first.
_SHOWN = ("off", "shapes", "keys", "redacted")
_SAMPLED = ("never", "ask", "auto")


def led(incident: Incident, policy: Policy) -> Incident:
    """The incident under the name of the route that leads, whichever of its alarms spoke first."""
    names = {incident.route, *incident.routes}
    leading = next((each.name for each in policy.routes if each.name in names), incident.route)
    return incident if leading == incident.route else replace(incident, route=leading)


def route_of(incident: Incident, policy: Policy) -> Route:
    """The incident's route, as strict as the strictest; the catch-all where none of them is left."""
    names = {incident.route, *incident.routes}
    first, *others = [each for each in policy.routes if each.name in names] or [policy.routes[-1]]
    if not others:
        return first
    routes = (first, *others)
    return first._replace(
        beside=tuple(others),
        samples=min((each.samples for each in routes), key=_SHOWN.index),
        sample=min((each.sample for each in routes), key=_SAMPLED.index),
        unmasked=tuple(field for field in first.unmasked if all(field in each.unmasked for each in others)),
    )
