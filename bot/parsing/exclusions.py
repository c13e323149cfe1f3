"""Alarms that are never carded, whichever way they come, and the reason that is counted instead."""

from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.resource.arn import as_arn

# CloudFormation's own suffix of a generated name.
_SUFFIX = range(12, 14)
_SCALING = frozenset({"autoscaling", "application-autoscaling"})


def excluded(transition: AlarmTransition, stack: str) -> str:
    """Why the transition is ignored; empty for one that is taken in."""
    if made_by_stack(transition.name, stack):
        return "an alarm of this stack itself: its operator topic tells it"
    scaling = [as_arn(each).service in _SCALING for each in transition.actions]
    # An alarm that scales and also notifies was sent on purpose.
    if transition.name.startswith("TargetTracking-") or (scaling and all(scaling)):
        return "an alarm that Auto Scaling scales by"
    return ""


def made_by_stack(name: str, stack: str) -> bool:
    """Whether CloudFormation generated the name for the stack: `<stack>-<LogicalId>-<suffix>`.

    Its exact shape, since a stack `lastcall` must not swallow the alarms of a stack `lastcall-shop`.
    """
    if not stack or not name.startswith(f"{stack}-"):
        return False
    middle, _, suffix = name[len(stack) + 1 :].partition("-")
    generated = suffix.isalnum() and len(suffix) in _SUFFIX and suffix != suffix.lower()
    return generated and middle[:1].isupper() and middle.isalnum()


_OWN_LOGS = ("on-alarm", "on-slack", "on-command", "on-job", "on-change", "on-clock")


def of_stack(log_group: str, stack: str) -> bool:
    """Whether one of this stack's own functions writes to the log group, as template.yaml names them."""
    name = log_group.rpartition("/")[2]
    named = any(name == f"{stack}-{own}" for own in _OWN_LOGS)
    return bool(stack) and (named or made_by_stack(name, stack))
