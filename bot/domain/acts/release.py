"""Give it back."""

from bot.domain.acts.act import Act, Right, Typed, held

RELEASE = Act(
    "release",
    Right.ACT,
    "Release",
    happens="Reopens the incident; the escalation starts over.",
    typed=Typed(
        "release",
        "give it back",
        lambda incident, kind, _: held(incident, kind),
        "Nobody has any open incident.",
    ),
    offered=held,
)
ACTS = (RELEASE,)
