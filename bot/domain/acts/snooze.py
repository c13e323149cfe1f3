"""Be quiet for a while."""

from bot.domain.acts.act import Act, Right, Typed, always

SNOOZE = Act(
    "snooze",
    Right.ACT,
    "Snooze",
    happens="Quiet until a time you pick; the first choice is the longest safe one. Also acknowledges, "
    "and always ends.",
)
OPEN_SNOOZE = Act(
    "open:snooze", Right.ACT, "Snooze…", typed=Typed("snooze", "be quiet for a while"), offered=always
)
ACTS = (SNOOZE, OPEN_SNOOZE)
