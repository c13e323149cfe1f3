"""End it by hand."""

from bot.domain.acts.act import Act, Right, Typed
from bot.domain.alarm_kind import AlarmKind
from bot.domain.incident import Incident


def possible(incident: Incident, _kind: AlarmKind) -> bool:
    """Resolving is refused while a redrive runs."""
    return not incident.live_job


OPEN_RESOLVE = Act(
    "open:resolve",
    Right.ACT,
    "Resolve…",
    happens="Shows what is still there; if anything is, it asks for a reason. The incident reopens if "
    "things are worse one minute, five minutes or an hour later.",
    typed=Typed("resolve", "end it"),
    offered=possible,
)
RESOLVE = Act("resolve", Right.ACT)
ACTS = (OPEN_RESOLVE, RESOLVE)
