"""Everything that reads foreign text, each as a function of one text."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.domain.alarm.alarm import Path
from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import Redaction
from bot.domain.redaction.clean_text import shown
from bot.domain.redaction.sample_text import masked, sample_text
from bot.explain.explanation import Known
from bot.explain.reading import explain_each
from bot.parsing.alarm_event import parse_alarm_message, parse_direct
from bot.parsing.dead_letters import read_dead_letter
from bot.parsing.log_lines import read_log_lines
from bot.parsing.received_message import bare
from bot.parsing.transport import Transport
from bot.parsing.untrusted import parsed

# Seconds of CPU; more holds up the looks at other incidents.
SLOWEST = 0.5
# Patterns as a team writes them; `config check` refuses those that may take long.
TEAMS = Redaction(
    keys=("customer_no", "badge"),
    patterns=("CUST-[0-9]+", r"(?i)kunde:\s{0,8}\w{1,40}", r"\b[A-Z]{2}\d{6}\b"),
    unmasked=("contact_email",),
)
_NOW = datetime(2025, 11, 21, 3, tzinfo=UTC)
# What a name or a sentence on a card is cut to.
_LONGEST_SAID = 3_000


def _event(text: str) -> Any:
    document = parsed(text)
    return parse_direct(document if isinstance(document, dict) else {}, received_at=_NOW, stack="lastcall")


READINGS: dict[str, Callable[[str], object]] = {
    "a sample": lambda text: sample_text(text, "redacted", TEAMS),
    "names and types of a sample": lambda text: sample_text(text, "keys", TEAMS),
    "a log line as shown": lambda text: masked(text, TEAMS),
    "a sentence on a card": lambda text: shown(text[:_LONGEST_SAID], TEAMS),
    "the shape of a log line": lambda text: error_shape(text, TEAMS),
    "a message of the alarm queue": lambda text: parse_alarm_message(
        text, message_id="m", received_at=_NOW, source_arn="", stack="lastcall"
    ),
    "a direct event": _event,
    "lines of a subscription": lambda text: read_log_lines(
        parsed(text), Transport(Path.DIRECT, _NOW), "lastcall"
    ),
    "a dead letter": lambda text: read_dead_letter(bare(text)),
    "explain": lambda text: explain_each(text.encode("utf-8", "replace"), Known(no_policy="none")),
}


class Trouble(NamedTuple):
    reading: str
    why: str
    text: str


def troubles(text: str) -> Iterator[Trouble]:
    """What raised, and what took too long."""
    for name, read in READINGS.items():
        begun = time.process_time()
        try:
            read(text)
        except Exception as fault:  # noqa: BLE001 - whatever it is, no text may raise it
            yield Trouble(name, repr(fault)[:300], text)
        took = time.process_time() - begun
        if took > SLOWEST and _again(read, text) > SLOWEST:
            yield Trouble(name, f"took {took:.2f} s", text)


def _again(read: Callable[[str], object], text: str) -> float:
    """The first call of a reading may load a module."""
    begun = time.process_time()
    try:
        read(text)
    except Exception:  # noqa: BLE001 - told above
        return 0.0
    return time.process_time() - begun
