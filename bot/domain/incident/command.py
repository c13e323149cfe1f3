"""What a person asks for, whichever way: a button, a modal or a slash command."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.policy.policy import Target


class Click(NamedTuple):
    """One press, by one person, kept for 24 h so that a second arrival changes nothing.

    Attributes:
        identity: Hash of what makes the press unique (see `bot.slack.clicks`).
        user: Slack user id.
        workspace: Team id of the user's workspace.
        view: What to fill with the answer: a view id or external id, else empty.
        window: Of a submission, the id of the view that was submitted and stays; else empty.
        opened: False where Slack did not confirm that `view` is there: perhaps it is all the same.
        response_url: Where an answer for this person alone goes, else empty.
        channel: Where the person pressed, or opened the window they pressed in; else empty.
        thread: Root of the thread that they pressed in; empty for a press on the root itself.
    """

    identity: str
    user: str
    workspace: str
    view: str = ""
    opened: bool = True
    response_url: str = ""
    channel: str = ""
    window: str = ""
    thread: str = ""


class Acknowledge(NamedTuple):
    """Take the incident on. `episode` is the one the card showed; 0 means the current one, whichever."""

    incident: str
    episode: int = 0


class TakeOver(NamedTuple):
    """Have it from whoever has it."""

    incident: str
    episode: int = 0


class Release(NamedTuple):
    """Give it back."""

    incident: str
    episode: int = 0


class Snooze(NamedTuple):
    """Be quiet until then."""

    incident: str
    until: datetime
    episode: int = 0


class Resolve(NamedTuple):
    """End it by hand, with a reason where something still stands."""

    incident: str
    reason: str = ""
    episode: int = 0


class Agreed(NamedTuple):
    """What the window promised: how many messages go back, of those that stood there at that time."""

    messages: int
    at: datetime


class Redrive(NamedTuple):
    """Move the dead letters back to where they came from.

    Attributes:
        agreed: None from a window of an older release, which did not say.
        one: No more than one of them goes back, to see what becomes of it.
    """

    incident: str
    reason: str
    episode: int = 0
    agreed: Agreed | None = None
    one: bool = False


class StopRedrive(NamedTuple):
    """Stop the running redrive before its next batch."""

    incident: str


class ContinueRedrive(NamedTuple):
    """Send what a redrive holds back, before it is known what became of those sent first."""

    incident: str
    reason: str
    episode: int = 0


class PauseRedrive(NamedTuple):
    """Send nothing more until it is resumed."""

    incident: str


class ResumeRedrive(NamedTuple):
    """Let a paused redrive go on."""

    incident: str


class Mitigate(NamedTuple):
    """Change a setting in AWS, as the modal offered it. `choice` is the key of that very change."""

    incident: str
    choice: str
    reason: str
    episode: int = 0


class Undo(NamedTuple):
    """Set back what a mitigation changed. `taken` is the id of its record."""

    incident: str
    taken: str
    reason: str
    episode: int = 0


Command = (
    Acknowledge
    | TakeOver
    | Release
    | Snooze
    | Resolve
    | Redrive
    | ContinueRedrive
    | PauseRedrive
    | ResumeRedrive
    | StopRedrive
    | Mitigate
    | Undo
)


class Done(NamedTuple):
    """The outcome told to whoever pressed; stored with the click, so that a second arrival is told the same.

    Attributes:
        said: One line; empty when the card itself shows it.
        refused: The command changed nothing.
        mendable: Of a refusal: other answers in the same window may do.
        instead: Of a refusal: the action that is offered in its place.
        allowed: Of a refusal: who may do it, where the person may not.
    """

    said: str = ""
    refused: bool = False
    mendable: bool = False
    instead: str = ""
    allowed: tuple[Target, ...] = ()
