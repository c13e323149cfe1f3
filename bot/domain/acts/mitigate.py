"""Change a setting in AWS, and set it back."""

from bot.domain.acts.act import Act, Right, Typed
from bot.domain.alarm_kind import AlarmKind
from bot.domain.decision import healthy_so_far
from bot.domain.incident import Incident
from bot.domain.mitigation import Mitigation, newest_of_each
from bot.domain.mitigations import Sight, called_for, offered
from bot.domain.policy import Bounds


def mitigable(incident: Incident, kind: AlarmKind) -> bool:
    """Whether something is known that may be changed here, or was and is in force."""
    if newest_of_each(incident.mitigations):
        return True
    sight = _sight(incident, kind)
    return sight is not None and any(isinstance(each, Mitigation) for each in offered(sight))


def wanted(incident: Incident, kind: AlarmKind) -> bool:
    """Whether the cause calls for a change."""
    sight = _sight(incident, kind)
    return sight is not None and not healthy_so_far(incident) and called_for(sight)


def _sight(incident: Incident, kind: AlarmKind) -> Sight | None:
    return Sight(incident.evidence, incident.resource, kind, Bounds()) if incident.evidence else None


OPEN_MITIGATE = Act(
    "open:mitigate",
    Right.ACT,
    "Mitigate…",
    happens="Buys time where the stack's parameters allow it: longer retention, more concurrency, skip "
    "what keeps failing, stop or start a consumer. It is the primary button once you have "
    "acknowledged and the cause calls for it; otherwise it is in the ⋯ menu. Shows the old and "
    "the new value, and what it skips or costs. Can be undone. If the stack does not allow it, "
    "you get the commands.",
    typed=Typed(
        "mitigate",
        "buy time: longer retention, more concurrency, skip what blocks, stop or start",
        lambda incident, kind, _: mitigable(incident, kind),
        "No open incident has a setting to change.",
    ),
    offered=mitigable,
)
MITIGATE = Act("mitigate", Right.ACT)
# A choice of the same window.
UNDO = Act("undo", Right.ACT)
ACTS = (OPEN_MITIGATE, MITIGATE, UNDO)
