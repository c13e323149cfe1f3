"""What could not be read: it ends a proof, and says what to do to find out."""

from typing import TypeVar

from bot.domain.evidence.missing import Missing

T = TypeVar("T")


class NotRead(Exception):
    """What must be read, or fixed so that it can be read, before there is an answer."""

    def __init__(self, what: str | Missing) -> None:
        super().__init__(_after(what.reason) if isinstance(what, Missing) else f"Read {what}")


# Reasons that a change in the account fixes, and those that may pass by themselves (`PASSING`).
_MENDABLE = ("denied: ", "cannot look there: ")
_DENIED = "denied: allow "
PASSING = (
    "AWS throttles ",
    "AWS did not answer ",
    "failed inside AWS",
    "is not possible right now",
    "no answer within ",
    "gave only a part",
)


def _after(reason: str) -> str:
    """What to do about a reason: only fixable ones are called so."""
    if reason.startswith(_DENIED):
        return f"First allow {reason.removeprefix(_DENIED)}"
    if any(words in reason for words in _MENDABLE):
        return f"First give Lastcall access: {reason}"
    again = any(words in reason for words in PASSING)
    return f"Look again in a few minutes: {reason}" if again else f"Check by hand: {reason}"


def read(part: T | Missing | None, what: str) -> T:
    """A part of the evidence; raises NotRead with why it is missing, or with what to read."""
    if isinstance(part, Missing):
        raise NotRead(part)
    if part is None:
        raise NotRead(what)
    return part
