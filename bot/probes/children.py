"""The child alarms of a composite, and the state of each now.

Only those in its newest notification: its rule may combine more. A child is in the composite's own account
and region (CloudWatch user guide, "Combining alarms").
"""

from collections.abc import Mapping

from bot.domain.alarm.alarm import AlarmState, ChildAlarm
from bot.domain.evidence.missing import Missing
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    return Finding({"children": _children(context)})


PROBE = Probe(Share("children", writes=("children",)), look)


def _children(context: ProbeContext) -> tuple[ChildAlarm, ...] | Missing:
    names = [child.name for child in context.children]
    if not names:
        return Missing("its notification does not list its alarms: look at its rule")
    states = context.telemetry.alarm_states(context.resource, names)
    if isinstance(states, Missing):
        return states
    return tuple(_now(each, states) for each in context.children)


def _now(child: ChildAlarm, states: Mapping[str, str]) -> ChildAlarm:
    """An alarm that no longer exists is listed without a state."""
    said = states.get(child.name, "")
    known = AlarmState(said) if said in AlarmState.__members__ else None
    return child._replace(state=known, at=None)
