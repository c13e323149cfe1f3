"""A plain notice: whatever came on purpose and is no alarm we can read. It is shown, never dropped."""

from typing import Any

from bot.domain.alarm import AlarmState, AlarmTransition, Signal
from bot.parsing.origin import Origin
from bot.parsing.untrusted import get, text

_TITLES = ("AlarmName", "detail-type", "title", "subject", "summary", "event")
_LONGEST_TITLE = 255
_LONGEST_TEXT = 1024


def notice(document: Any, body: str, origin: Origin) -> AlarmTransition:
    """A notice titled by its subject, by what its JSON calls itself, or by its first line.

    It has no state of its own, so it stands as ALARM until a person resolves it.
    """
    return AlarmTransition(
        arn="",
        name=_title(document, body, origin),
        account=origin.account,
        region=origin.region,
        state=AlarmState.ALARM,
        at=origin.at,
        path=origin.path,
        reason=text(body, _LONGEST_TEXT),
        signal=Signal.NOTICE,
    )


def _title(document: Any, body: str, origin: Origin) -> str:
    own = (get(document, "detail", "alarmName"), get(document, "alarmData", "alarmName"))
    named = (*own, origin.subject, *(get(document, key) for key in _TITLES))
    found = next((title for each in named if (title := text(each, _LONGEST_TITLE).strip())), "")
    if found or isinstance(document, dict):
        return found or f"Notice on {origin.topic or 'the alarm queue'}"
    lines = (line.strip() for line in text(body, _LONGEST_TEXT).splitlines())
    return next((line[:_LONGEST_TITLE] for line in lines if line), "Empty notice")
