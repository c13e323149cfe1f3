"""See what an incident is about, and look at it again."""

from bot.domain.alarm.alarm_kind import Action
from bot.domain.lifecycle.acts.act import Act, Right, Situation, Typed
from bot.domain.policy.policy import SLASH_COMMAND


def inspectable(now: Situation) -> bool:
    return Action.INSPECT in now.kind.actions


def _unfit(now: Situation) -> str:
    if inspectable(now):
        return ""
    named = f"{now.incident.name} ({now.incident.id})"
    return f"There is nothing to inspect in {named}: its alarm is not about messages."


OPEN_INSPECT = Act(
    "open:inspect",
    Right.LOOK,
    "Inspect",
    happens="Shows you, and only you, a sample of the messages: decoded, with secrets masked. **Look "
    f"again** there, or `{SLASH_COMMAND} look`, looks now.",
    typed=Typed(
        "inspect",
        "see the messages, masked",
        inspectable,
        "No open incident has messages to inspect.",
        unfit=_unfit,
    ),
)
# Their detail is the page, from 1.
SHOW_PREVIOUS = Act("show:previous", Right.LOOK, "Previous")
SHOW_NEXT = Act("show:next", Right.LOOK, "Next")
# Of a consumer that is behind: the record that it stands at.
SHOW_RECORD = Act("show:record", Right.LOOK, "Show the record")
SHOW_AGAIN = Act("show:again", Right.LOOK, "Look again", typed=Typed("look", "take a new look now"))
ACTS = (OPEN_INSPECT, SHOW_PREVIOUS, SHOW_NEXT, SHOW_RECORD, SHOW_AGAIN)
