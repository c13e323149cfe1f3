"""A plain notice: whatever came on purpose and is no alarm we can read. It is shown, never dropped."""

import re
from typing import Any

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Signal
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.transport import Transport
from bot.parsing.untrusted import get, text

_TITLES = ("AlarmName", "detail-type", "title", "subject", "summary", "event")
# Where a notice without a title says what happened, most telling first.
_WORDS = (("content", "title"), ("text",), ("message",), ("Event Message",), ("description",), ("reason",))
_NAME = re.compile(r"[\w.-]+")
_LONGEST_TITLE = 255
_LONGEST_TEXT = 1024


def notice(document: Any, body: str, transport: Transport) -> AlarmTransition:
    """A notice titled by its subject, by what its JSON calls itself, or by its first line.

    It has no state of its own, so it counts as ALARM until a person resolves it. Its group is what it is
    about and what happened, its contributor what it says: see `notice_identity`.
    """
    from bot.parsing.notice_identity import notice_identity  # noqa: PLC0415 - patterns that no alarm needs

    identity = notice_identity(document, body, transport.subject)
    title = _title(document, body, transport)
    if identity.name and identity.name not in _NAME.findall(title):
        title = f"{title}: {identity.name}"[:_LONGEST_TITLE]
    return AlarmTransition(
        arn="",
        name=title,
        account=transport.account,
        region=transport.region,
        state=AlarmState.ALARM,
        at=transport.at,
        path=transport.path,
        contributor=identity.said,
        reason=text(body, _LONGEST_TEXT),
        signal=Signal.NOTICE,
        about=Resource(ResourceKind.ALARM, f"notice {identity.what}", transport.account, transport.region),
    )


def _title(document: Any, body: str, transport: Transport) -> str:
    own = (get(document, "detail", "alarmName"), get(document, "alarmData", "alarmName"))
    named = (*own, transport.subject, *(get(document, key) for key in _TITLES))
    said = (get(document, *path) for path in _WORDS)
    found = next((title for each in (*named, *said) if (title := _line(text(each, _LONGEST_TEXT)))), "")
    if found or isinstance(document, dict):
        return found or f"Notice on {transport.topic or 'the alarm queue'}"
    return _line(text(body, _LONGEST_TEXT)) or "Empty notice"


def _line(said: str) -> str:
    lines = (line.strip() for line in said.splitlines())
    return next((line[:_LONGEST_TITLE] for line in lines if line), "")
