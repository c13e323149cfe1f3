"""The identifiers a press carries: which act (bot/domain/acts), about which incident.

The act is the action id, or for a menu the beginning of the value of the option picked. A value is
`<incident id>.<episode>`, with `.<detail>` where the act needs one; a menu's option puts the act and a
colon in front. Submissions carry the same reference as the modal's metadata.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.dead_letters.whole_number import moment, whole_number
from bot.domain.incident.command import Agreed
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.act import Act
from bot.render.view import Button, Option

# Of what is no act itself: the menu whose options are acts, and a link, of which Slack reports the press.
MORE = "more"
LINK = "link"

# The fields of a window, beside the reason.
UNTIL = "until"
MITIGATION = "mitigation"

# The choices of Mitigate: `do.<key of the change>`, `undo.<id of its record>`.
DO = "do"
UNDO = "undo"

_DIGITS_OF_A_COUNT = 9


class Press(NamedTuple):
    """What a press asks for.

    Attributes:
        act: The id of one of `bot/domain/lifecycle/acts`.
        episode: The one the card showed; 0 when it named none.
        detail: A page, for a snooze what `snooze_until` reads, for a redrive what `agreed` reads.
    """

    act: str
    incident: str
    episode: int = 0
    detail: str = ""


def reference(incident: Incident, detail: str = "") -> str:
    """The identifiers of an incident's button, or of a modal's metadata."""
    return f"{incident.id}.{incident.episode.number}" + (f".{detail}" if detail else "")


def button(act: Act, incident: Incident, detail: str = "", *, style: str = "") -> Button:
    return Button(act.id, act.label, reference(incident, detail), style=style)


def option(act: Act, incident: Incident, label: str = "", detail: str = "") -> Option:
    return Option(label or act.label, choice(act.id, incident, detail))


def choice(act: str, incident: Incident, detail: str = "") -> str:
    """The value of a menu's option."""
    return f"{act}:{reference(incident, detail)}"


def read_press(action: str, value: str) -> Press | None:
    """What a button, an option or a submission asks for; None for a value that is not ours."""
    act, _, identifiers = value.rpartition(":")
    incident, _, rest = identifiers.partition(".")
    episode, _, detail = rest.partition(".")
    if not incident or not (episode.isascii() and episode.isdigit()) or len(episode) > 9:  # noqa: PLR2004 - no overflow
        return None
    return Press(act or action, incident, int(episode), detail)


def for_a_while(length: timedelta) -> str:
    """The detail of a snooze that counts from the press, not from when the card was drawn."""
    return f"+{int(length.total_seconds())}"


def until(at: datetime) -> str:
    """The detail of a snooze that ends at a fixed time."""
    return f"@{int(at.timestamp())}"


def snooze_until(detail: str, now: datetime) -> datetime | None:
    """When a snooze picked at `now` ends; None for a detail that is not ours."""
    sign, seconds = detail[:1], detail[1:]
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 10:  # noqa: PLR2004 - seconds until 2286
        return None
    if sign == "+":
        return now + timedelta(seconds=int(seconds))
    return datetime.fromtimestamp(int(seconds), now.tzinfo) if sign == "@" else None


def agreement(agreed: Agreed) -> str:
    """The detail of a redrive's window: what it promises."""
    return f"{agreed.messages}@{int(agreed.at.timestamp() * 1000)}"


def agreed(detail: str, now: datetime) -> Agreed | None:
    """What a window promised; None for a detail that is not ours."""
    messages, _, at = detail.partition("@")
    count, sent = whole_number(messages, _DIGITS_OF_A_COUNT), moment(at)
    return Agreed(count, sent.astimezone(now.tzinfo)) if count and sent else None
