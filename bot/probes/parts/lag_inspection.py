"""Inspect on lag: the consumer's last error lines, and on request the record it is stuck on.

A record is read by the sequence number that an error line names together with its shard; else, on Kinesis,
by its arrival time (datapoint time minus age), if only one record arrived in that minute.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.inspection import LagInspection, LoggedLine, StuckAt
from bot.domain.evidence.lag.lag import Lag, ShardAge
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.evidence.stack_trace import alike, that_matters
from bot.domain.redaction.sample_text import masked
from bot.domain.resource.arn import as_arn
from bot.domain.resource.resource_kind import ResourceKind
from bot.ports.streams import RecordRange
from bot.ports.telemetry import LoggedError
from bot.probes.parts import failing_functions, records_behind
from bot.probes.parts.pointer_times import own_trace
from bot.probes.parts.pointers import show_record
from bot.probes.run.probe import ProbeContext

WINDOW = timedelta(hours=1)
# An age is a minute's maximum, anywhere in it; Kinesis keeps arrival times to the millisecond.
_PERIOD, _ROUNDED = timedelta(minutes=1), timedelta(milliseconds=1)
_MOST_IN_A_MINUTE = 10
MOST_LINES = 8
MOST_FUNCTIONS = 3
# Masked as a whole, then shortened to the part that matters.
_LONGEST_TRACE, _LONGEST_LINE = 8_000, 600
_MOST_READ = 100
_MOST_SEQUENCES = 5
# Kinesis numbers its records with 56 digits, DynamoDB with 21 and more.
_SEQUENCE = re.compile(r"(?<!\d)\d{21,56}(?!\d)")
_SHARD = re.compile(r"shardId-[\w-]{12,60}")
_MAKE_VISIBLE = (
    "have the function log the sequence number of what fails, or give its mapping bisect, finite retries "
    "and a failure destination"
)


class Minute(NamedTuple):
    begins: datetime
    ends: datetime


def inspect_lag(context: ProbeContext, evidence: Evidence | None, *, record: bool = False) -> LagInspection:
    """What there is to see.

    Args:
        record: A person asked for the record too, which uses the stream's read capacity.
    """
    lines = _lines(context, evidence)
    stream = _stream(context, evidence)
    found = _record(context, evidence, lines, stream) if record else None
    return LagInspection(
        lines=lines if isinstance(lines, Missing) else _grouped(context, lines),
        mappings=evidence.mappings if evidence else (),
        shards=evidence.shards if evidence else (),
        record=found,
        can_read=bool(stream) and (_by_time(stream, evidence) or bool(_named(lines))),
    )


_Lines = Sequence[tuple[str, LoggedError]]


def _lines(context: ProbeContext, evidence: Evidence | None) -> _Lines | Missing:
    """(function, line), newest first."""
    functions = _functions(context, evidence)
    if isinstance(functions, Missing):
        return functions
    begins = context.now - WINDOW
    logs = [(each, _errors(context, each, begins)) for each in functions[:MOST_FUNCTIONS]]
    unread = [log for _, log in logs if isinstance(log, Missing)]
    lines = [(name, line) for name, log in logs if not isinstance(log, Missing) for line in log]
    if unread and not lines:
        return unread[0]
    return sorted(lines, key=lambda each: each[1].at, reverse=True)[:_MOST_READ]


def _functions(context: ProbeContext, evidence: Evidence | None) -> Sequence[str] | Missing:
    known = evidence.consumers if evidence else ()
    told = [each.facts.arn for each in present_all(known)]
    return told or failing_functions.of_resource(context)


def _errors(context: ProbeContext, function: str, since: datetime) -> tuple[LoggedError, ...] | Missing:
    return context.telemetry.errors(function, since, context.now)


def _grouped(context: ProbeContext, lines: _Lines) -> tuple[LoggedLine, ...]:
    """The newest of each group of similar lines, with all sequence numbers the group mentions."""
    shown: dict[tuple[str, str], LoggedLine] = {}
    for function, line in lines:
        key = (function, alike(line.text))
        known = shown.get(key)
        if known is None and len(shown) == MOST_LINES:
            continue
        new = known or _shown(context, function, line)
        also = new.sequences if known is None else _sequences(line)
        sequences = tuple(dict.fromkeys((*new.sequences, *also)))[:_MOST_SEQUENCES]
        shown[key] = new._replace(sequences=sequences, seen=new.seen + (known is not None))
    return tuple(shown.values())


def _sequences(line: LoggedError) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SEQUENCE.findall(line.text)))[:_MOST_SEQUENCES]


def _shown(context: ProbeContext, function: str, line: LoggedError) -> LoggedLine:
    """Sequence numbers are searched before masking: long digits may look like a card number."""
    text = that_matters(masked(line.text, context.redaction, most=_LONGEST_TRACE), _LONGEST_LINE)
    return LoggedLine(line.at, function, text, _sequences(line))


def _stream(context: ProbeContext, evidence: Evidence | None) -> str:
    """The ARN of the stream that lags, if it is known to be one."""
    if context.resource.kind == ResourceKind.STREAM:
        return context.resource.arn
    mappings = evidence.mappings if evidence else ()
    streams = [each.source for each in present_all(mappings) if each.is_stream]
    return streams[0] if len(set(streams)) == 1 else ""


def _record(
    context: ProbeContext, evidence: Evidence | None, lines: _Lines | Missing, stream: str
) -> StuckAt | Missing:
    if not stream:
        return Missing(f"cannot see the record: its stream is not known; {_MAKE_VISIBLE}")
    error = "" if isinstance(lines, Missing) or not lines else lines[0][1].text
    for shard, sequence in _named(lines):
        exact = context.streams.read(StreamPointer(stream, shard, sequence, sequence, 1), 1)
        if found := _first(context, stream, shard, exact, error, probably=False):
            return found
    arrived = _arrived(evidence)
    if not arrived:
        return Missing(f"cannot see the record: not known how far behind the consumer is; {_MAKE_VISIBLE}")
    return _near(context, stream, _worst_shard(evidence), arrived, error)


def _near(context: ProbeContext, stream: str, shard: str, arrived: Minute, error: str) -> StuckAt | Missing:
    """The one record that arrived in that minute; with several, it cannot be told which."""
    found = context.streams.near(stream, shard, arrived.begins, _MOST_IN_A_MINUTE)
    if isinstance(found, Missing):
        return Missing(f"cannot see the record: {found.reason}; {_MAKE_VISIBLE}")
    within = tuple(each for each in found.records if each.at and each.at <= arrived.ends)
    if len(within) > 1:
        many = "many" if len(within) == _MOST_IN_A_MINUTE else f"{len(within)}"
        return Missing(f"cannot tell which record: {many} arrived in the same minute; {_MAKE_VISIBLE}")
    later = tuple(each for each in found.records if each not in within)
    near = _first(context, stream, shard, found._replace(records=within, after=later), error, probably=True)
    return near or Missing(f"cannot see the record: none found that arrived then; {_MAKE_VISIBLE}")


def _first(
    context: ProbeContext,
    stream: str,
    shard: str,
    found: RecordRange | Missing,
    error: str,
    *,
    probably: bool,
) -> StuckAt | None:
    if isinstance(found, Missing) or not found.records:
        return None
    record = found.records[0]
    trace = own_trace(stream, record.at, context.now) if record.at else ""
    behind = records_behind.told(context, record, (*found.records[1:], *found.after), error)
    return StuckAt(shard, show_record(context, record), probably, trace, behind)


def _named(lines: _Lines | Missing) -> list[tuple[str, str]]:
    """(shard, sequence number) pairs found in one line."""
    return [] if isinstance(lines, Missing) else list(dict.fromkeys(_pairs(lines)))[:1]


def _pairs(lines: _Lines) -> Iterator[tuple[str, str]]:
    for _, line in lines:
        shards, sequences = _SHARD.findall(line.text), _SEQUENCE.findall(line.text)
        if shards and sequences:
            yield shards[0], sequences[0]


def _arrived(evidence: Evidence | None) -> Minute | None:
    """When the record that the consumer is stuck on arrived: its age was measured somewhere in a period."""
    lag = evidence.lag if evidence else None
    if evidence is None or not isinstance(lag, Lag) or lag.age is None:
        return None
    ends = (lag.at or evidence.taken_at) - lag.age
    return Minute(ends - _PERIOD, ends + _ROUNDED)


def _by_time(stream: str, evidence: Evidence | None) -> bool:
    """DynamoDB's streams are read by sequence number only."""
    return _arrived(evidence) is not None and as_arn(stream).service == "kinesis"


def _worst_shard(evidence: Evidence | None) -> str:
    shards = evidence.shards if evidence else ()
    known = [each for each in present_all(shards) if each.age is not None]
    return max(known, key=_age).shard if known else ""


def _age(shard: ShardAge) -> timedelta:
    return shard.age or timedelta(0)
