"""Move dead letters back to where they came from: all of them, or one first."""

from bot.domain.acts.act import Act, Right, Typed
from bot.domain.alarm_kind import Action, AlarmKind
from bot.domain.decision import healthy_so_far
from bot.domain.incident import Incident
from bot.domain.redrive_plan import may_redrive, may_try


def redrivable(incident: Incident, kind: AlarmKind) -> bool:
    return Action.REDRIVE in kind.actions and may_redrive(incident.evidence)


def wanted(incident: Incident, kind: AlarmKind) -> bool:
    """Nothing runs, and there is something left to bring back."""
    return not incident.live_job and not healthy_so_far(incident) and redrivable(incident, kind)


def _one_wanted(incident: Incident, kind: AlarmKind) -> bool:
    return wanted(incident, kind) and may_try(incident.evidence)


def _unfit(incident: Incident, kind: AlarmKind) -> str:
    named = f"{incident.name} ({incident.id})"
    if Action.REDRIVE not in kind.actions:
        return f"There is nothing to redrive in {named}: its alarm is not about messages."
    if not may_redrive(incident.evidence):
        return f"Nothing of {named} can be moved back by a redrive: {_otherwise(incident)}."
    return ""


def _otherwise(incident: Incident) -> str:
    empty = incident.evidence is not None and incident.evidence.seen_empty
    return "it was empty at the last look" if empty else "Inspect names the way back, where there is one"


OPEN_TRY = Act(
    "open:try",
    Right.ACT,
    "Try 1…",
    happens="Sends one message back first, while none like those in the queue is known to have passed. "
    "The thread says whether it came back, did not, or why that is not known.",
    offered=_one_wanted,
)
SHOW_TRY = Act("show:try", Right.ACT, "Try 1…")
TRY = Act("try", Right.ACT)
OPEN_REDRIVE = Act(
    "open:redrive",
    Right.ACT,
    "Redrive…",
    happens="Previews how many messages go where, and what to know first. Once you give a reason, sends "
    "as many as it promised back to the queue they came from. Each is deleted here only after SQS "
    "has confirmed its copy. The result says what is in both queues, held or gone.",
    typed=Typed(
        "redrive",
        "preview moving them back to where they came from",
        lambda incident, kind, _: redrivable(incident, kind),
        "No open incident has messages that can be moved back.",
        unfit=_unfit,
    ),
    offered=wanted,
)
SHOW_REDRIVE = Act("show:redrive", Right.ACT, "Redrive…")
REDRIVE = Act("redrive", Right.ACT)
ACTS = (OPEN_TRY, SHOW_TRY, TRY, OPEN_REDRIVE, SHOW_REDRIVE, REDRIVE)
