"""Have it from whoever has it."""

from bot.domain.acts.act import Act, Right, Typed, held
from bot.domain.alarm_kind import AlarmKind
from bot.domain.incident import Incident


def _held_by_another(incident: Incident, _kind: AlarmKind, user: str) -> bool:
    return incident.acknowledgement is not None and incident.acknowledgement.by.user != user


TAKE_OVER = Act(
    "take_over",
    Right.ACT,
    "Take over",
    happens="Takes the incident from whoever has it, in one click; the thread tells them.",
    typed=Typed(
        "take",
        "have it from whoever has it",
        _held_by_another,
        "Nobody else has an open incident.",
        ("takeover",),
    ),
    offered=held,
)
ACTS = (TAKE_OVER,)
