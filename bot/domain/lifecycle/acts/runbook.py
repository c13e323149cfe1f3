"""Read what to do about it."""

from bot.domain.lifecycle.acts.act import Act, Right, Typed, always

OPEN_RUNBOOK = Act(
    "open:runbook",
    Right.SEE,
    "Runbook",
    happens="What this alarm means, what to look at first, and usual causes; your team's own runbook if "
    "there is one.",
    typed=Typed("runbook", "what to do about it"),
    offered=always,
)
ACTS = (OPEN_RUNBOOK,)
