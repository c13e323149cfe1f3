"""Stop a running redrive."""

from bot.domain.acts.act import Act, Right

STOP = Act(
    "stop_redrive",
    Right.ACT,
    "Stop redrive",
    happens="Stops before the next batch. What was moved stays moved.",
)
ACTS = (STOP,)
