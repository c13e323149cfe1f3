"""Say that you are on it."""

from bot.domain.acts.act import Act, Right, Typed
from bot.domain.alarm_kind import AlarmKind
from bot.domain.incident import Incident


def _unheld(incident: Incident, _kind: AlarmKind, _user: str) -> bool:
    return incident.acknowledgement is None


ACKNOWLEDGE = Act(
    "acknowledge",
    Right.ACT,
    "Acknowledge",
    happens='You are on it, and the escalation stops. Later you are asked "still on it?"',
    typed=Typed(
        "ack", "say that you are on it", _unheld, "Somebody is on every open incident.", ("acknowledge",)
    ),
)
ACTS = (ACKNOWLEDGE,)
