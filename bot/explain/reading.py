"""What an input is: an alarm's change, a dead letter, a notice, a line of a log, a listing of alarms, or
unknown. Total: any bytes give a value.

A message of a queue is a dead letter unless its content is an alarm's change and nothing says that it died.
A bare body is one where its own shape says so; SNS's envelope alone does not, since every message of a
topic has it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.alarm_kinds import kind_of
from bot.domain.alarm.alarm import AlarmTransition, Signal
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.resource.grouping import group_key, incident_id
from bot.explain.alarm import explain_alarm
from bot.explain.described import described, explain_described
from bot.explain.explanation import Explanation, Known, plainly, rows
from bot.explain.letter import explain_letter
from bot.explain.log_line import explain_log_line
from bot.parsing.alarm_event import Ignored, Parsed, parse_alarm_message, parse_direct
from bot.parsing.body import Decoded, decode
from bot.parsing.dead_letters import read_dead_letter
from bot.parsing.received_message import bare, read_messages
from bot.parsing.untrusted import get, parsed, text
from bot.parsing.wrappings import is_event

# What an ordinary message of a subscribed queue, or any message, looks like as well.
_UNDECIDED = frozenset({"sns_subscription", "unknown"})
# What wrote them down says itself that something failed.
_FAILURES = frozenset({Signal.LOG_LINES, Signal.INVOCATION, Signal.EXECUTION})
# Stands for the time a message came, which nothing here shows.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def explain_each(data: bytes, known: Known) -> Sequence[Explanation]:
    """One explanation for each line of JSON Lines; one for anything else."""
    decoded = decode(data)
    lines = [] if decoded.binary or parsed(decoded.text) is not None else decoded.text.splitlines()
    lines = [line for line in lines if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines) and any(map(parsed, lines)):
        return [_of_line(line, known) for line in lines]
    return [explain(data, known)]


def _of_line(line: str, known: Known) -> Explanation:
    if parsed(line) is None:
        return plainly("unknown", f"a line of {len(line):,} characters that is not JSON, among lines of JSON")
    return explain(line.encode("utf-8", "replace"), known)


def explain(data: bytes, known: Known) -> Explanation:
    decoded = decode(data)
    if decoded.binary:
        head = data[:8].hex(" ")
        return plainly("unknown", f"{len(data):,} bytes of {decoded.encoding}, starting with {head}")
    document = parsed(decoded.text)
    if (alarms := described(document)) is not None:
        return explain_described(alarms, known)
    messages = read_messages(document)
    if messages:
        return _together([_message(each, known) for each in messages])
    return _bare(decoded, document, known)


def _message(message: ReceivedMessage, known: Known) -> Explanation:
    letter = read_dead_letter(message)
    if letter.format in _UNDECIDED and (alarm := _alarm(_read(message.body), known)):
        return alarm
    return explain_letter(message, letter, known.redaction)


def _bare(decoded: Decoded, document: Any, known: Known) -> Explanation:
    direct = isinstance(document, dict) and get(document, "Records") is not None
    read = parse_direct(document, received_at=_ANY_TIME, stack="") if direct else _read(decoded.text)
    if alarm := _alarm(read, known):
        return alarm
    letter = read_dead_letter(message := bare(decoded.text))
    if letter.format not in _UNDECIDED:
        return explain_letter(message, letter, known.redaction)
    if failure := _alarm(read, known, _FAILURES):
        return failure
    return _other(read[0], decoded, document, known)


def _read(body: str) -> tuple[Parsed, ...]:
    return parse_alarm_message(body, message_id="", received_at=_ANY_TIME, source_arn="", stack="")


def _alarm(
    read: Sequence[Parsed], known: Known, signals: frozenset[Signal] = frozenset({Signal.ALARM})
) -> Explanation | None:
    alarms = [
        explain_alarm(transition, known, each.why if isinstance(each, Ignored) else "")
        for each in read
        if (transition := each.transition if isinstance(each, Ignored) else each)
        and isinstance(transition, AlarmTransition)
        and transition.signal in signals
    ]
    return _together(alarms) if alarms else None


def _other(read: Parsed, decoded: Decoded, document: Any, known: Known) -> Explanation:
    match read:
        case Ignored(why):
            return plainly("notice", f"{why}: no one is called")
        case AlarmTransition() if what := _notice(document, read.name):
            return _with_identity(what, read)
        case _:
            looks = "JSON" if isinstance(document, dict | list) else decoded.encoding
            unknown = plainly("unknown", f"{looks} of {decoded.size:,} bytes in no known format")
            return explain_log_line(decoded.text, known.redaction) or unknown


def _with_identity(what: str, notice: AlarmTransition) -> Explanation:
    """Notices of one identity are one incident; of those, the same words again are only counted."""
    _, resource = kind_of(notice)
    group, identity = group_key(resource), resource.name.removeprefix("notice ")
    told = {"what": "notice", "group": group, "identity": identity, "said": notice.contributor, "why": what}
    lines = rows(
        ("notice", what),
        ("group", f"{group}, incident {incident_id(group)}"),
        ("identity", identity),
        ("said", notice.contributor),
    )
    return Explanation(told, lines)


def _notice(document: Any, title: str) -> str:
    """What carries it: a notice came on purpose, through something of AWS. Empty for anything else."""
    if get(document, "Type") == "Notification" and get(document, "TopicArn"):
        topic = text(get(document, "TopicArn"), 300)
        return f"an SNS notification through {topic} that is not an alarm's change: {title}"
    if is_event(document):
        source = text(get(document, "source"), 100)
        return f"an EventBridge event ({source}) that is not an alarm's change: {title}"
    if _from_aws(get(document, "Records")):
        return "an AWS event that is not an alarm's change"
    if get(document, "awslogs", "data"):
        return "a message of a CloudWatch Logs subscription that cannot be read"
    named = get(document, "alarmData") or get(document, "AlarmName")
    return f"an alarm that cannot be read: {title}" if named else ""


def _from_aws(records: Any) -> bool:
    return isinstance(records, list) and any(
        text(get(each, "eventSource")).startswith("aws:") for each in records
    )


def _together(each: list[Explanation]) -> Explanation:
    """Of several, the first is described, with the records of all; the others are listed beside it."""
    if len(each) == 1:
        return each[0]
    told = dict(each[0].told)
    if all("records" in other.told for other in each):
        told["records"] = sum(other.told["records"] for other in each)
    told["messages"] = [other.told for other in each]
    blocks = [
        line for number, other in enumerate(each, 1) for line in (f"-- {number} of {len(each)}", *other.lines)
    ]
    counted = (
        f"{len(each)} messages = {told['records']} records" if "records" in told else f"{len(each)} messages"
    )
    return Explanation(told, (counted, *blocks))
