"""Vendor-neutral views: what is shown, before anybody's markup.

Text is made of spans. Whatever a span holds is escaped where the markup is made, so foreign text can
neither format, link, mention nor ping, and there is no way to forget it.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """What the colour of the bar says; a word on the card always says it too."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Words(NamedTuple):
    text: str
    bold: bool = False
    code: bool = False


class Link(NamedTuple):
    url: str
    text: str
    bold: bool = False


class When(NamedTuple):
    """A time, shown in each reader's own time zone. Style: `time`, `day` (day and time) or `ago`."""

    at: datetime
    style: str = "day"
    bold: bool = False


class Who(NamedTuple):
    """A mention: `user`, `group` or `channel`. In an edit it notifies nobody; in a new reply it does."""

    kind: str
    value: str = ""


Span = Words | Link | When | Who
Line = tuple[Span, ...]


class Confirm(NamedTuple):
    title: str
    text: str
    yes: str
    no: str = "Cancel"


class Button(NamedTuple):
    """Attributes: action begins with `open:` when it opens a modal; value holds identifiers only."""

    action: str
    label: str
    value: str
    style: str = ""
    confirm: Confirm | None = None
    url: str = ""


class Option(NamedTuple):
    label: str
    value: str


# Of the three dots: https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
OVERFLOW_OPTIONS = 5


class Menu(NamedTuple):
    """A select of presets, or with `overflow` the three dots."""

    action: str
    placeholder: str
    options: tuple[Option, ...]
    overflow: bool = False


Control = Button | Menu


class CardView(NamedTuple):
    """The root message of an incident.

    Attributes:
        fallback: The headline as plain text, for notifications and screen readers; times in UTC.
        decision: The second line, always there while live: can it wait, what is the deadline.
        verdict: What the numbers prove, the setting to change and what to do next.
        why: Error shapes, how it goes on, what could not be read; at most three lines.
        controls: At most four.
        footer: The state in words, last.
        plain: Without blocks or controls: what is shown when Slack refuses the card.
    """

    fallback: str
    tone: Tone
    headline: Line
    decision: Line
    why: tuple[Line, ...]
    controls: tuple[Control, ...]
    footer: Line
    plain: bool = False
    verdict: Line = ()


class ReplyView(NamedTuple):
    """A message in the thread, or one that only its reader sees.

    Attributes:
        fallback: All of it as plain text without mentions, for what knows no markup (SMS, e-mail).
        note: Small print below the lines.
        broadcast: In the channel as well: a call of the whole channel reaches nobody in a thread alone, and
            what fires again is far up the channel.
    """

    fallback: str
    lines: tuple[Line, ...]
    controls: tuple[Control, ...] = ()
    note: Line = ()
    broadcast: bool = False


class Preformatted(NamedTuple):
    """Foreign text shown as it is, in a fixed-width block."""

    text: str


class Input(NamedTuple):
    """A field of a modal: `text`, `choice` or `datetime` (`initial` in epoch seconds)."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[Option, ...] = ()
    hint: str = ""
    optional: bool = False
    initial: str = ""


class Divider(NamedTuple):
    """A line across."""


class Lines(NamedTuple):
    """Lines close together, one under the other."""

    lines: tuple[Line, ...]


class Controls(NamedTuple):
    controls: tuple[Control, ...]


class Note(NamedTuple):
    """Small print."""

    line: Line


Part = Line | Lines | Preformatted | Input | Divider | Controls | Note


class ModalView(NamedTuple):
    """A modal.

    Attributes:
        callback: Names what its submission asks for; empty for a modal without submit.
        metadata: Identifiers only; Slack shows it to clients.
    """

    title: str
    parts: tuple[Part, ...]
    callback: str = ""
    metadata: str = ""
    submit: str = ""
    close: str = "Close"
