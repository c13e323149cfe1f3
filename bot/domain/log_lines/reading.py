"""Parse one log line: its level, who wrote it, and whether it reports a failure of the function."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.domain.log_lines import errors, names, platform, records, stacks, uncaught, writers
from bot.domain.log_lines.head import Head, read_head, without_colours
from bot.domain.log_lines.line import Fault, Level, LogLine, Writer
from bot.domain.log_lines.logfmt import read_logfmt

# CloudWatch Logs takes an event of 1 MB (quotas, "Batch event size").
_LONGEST_RECORD = 1_050_000
_LONGEST_TEXT = 100_000
# What runtimes print before an error's record: `Invoke Error ⇥{…}`, `Error raised from handler …⏎{…}`.
_ANNOUNCED = re.compile(
    r"(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection|Error raised from handler method"
    r"|Critical exception from handler|Init error when loading handler [^\n{]{0,200}|Init error)\s{0,8}(?=\{)"
)
_WRAPPED = re.compile(r"(?:Function|Init|Runtime|Extension)<([\w:.]{1,160})>\Z")
# Types that only say that something failed; the message begins with what did.
_EMPTY_TYPES = frozenset(
    {"", "Error", "Exception", "UnhandledPromiseRejection", "Runtime.UnhandledPromiseRejection"}
)
_DEEPEST = 4
_NODE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,16}Z\t[\w-]{1,64}\t[A-Z]{4,5}\t")
# Advice of Python's and other runtimes above an error logged on the next line.
_WARNS = "LAMBDA_WARNING"
_CONTEXT = re.compile(r"\s\{\"exception\":\"\[object\] \(")


def read_log_line(text: str) -> LogLine:
    """Any text gives a line."""
    text = without_colours(text[:_LONGEST_RECORD]).strip()
    if line := platform.read_text(text):
        return line
    if record := _record(text):
        return _of_record(record)
    return _of_text(text[:_LONGEST_TEXT])


def _record(text: str) -> Mapping[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _of_record(record: Mapping[str, Any]) -> LogLine:
    if line := platform.read_record(record):
        return line
    fields = records.folded(record)
    level, logger = records.level_of(fields), writers.logger_of(fields)
    if isinstance(fields.get("_aws"), Mapping):
        return LogLine(level, "EMF", writer=Writer.METRICS)
    line = LogLine(level, logger, request_id=records.request_of(fields))
    if writers.is_extension(fields):
        return line._replace(writer=Writer.EXTENSION, faults=_of_fields(fields))
    # Without a level, a record is a failure if it is an error itself.
    faults = errors.faults_of(fields)
    failure = level >= Level.ERROR or (not level and _is_an_errors(fields, faults))
    return _judged(line, _of_fields(fields), failure=failure, crash=failure and _is_crash(fields))


def _is_an_errors(fields: records.Record, faults: tuple[Fault, ...]) -> bool:
    """Lambda's record, or one with an unmistakable error name: data may have a type, too."""
    return bool(fields.get("errortype")) or any(names.typed(f"{each.kind}: ") for each in faults)


def _of_fields(fields: records.Record) -> tuple[Fault, ...]:
    faults, message = errors.faults_of(fields), records.message_of(fields)
    if any(each.kind for each in faults):
        return tuple(
            each._replace(reason=message) if not each.reason and message and number == 0 else each
            for number, each in enumerate(faults)
        )
    beside = errors.said_beside(fields)
    if message and beside and beside not in message:
        return (Fault("", f"{message}: {beside}"),)
    return uncaught.of_message(message) if message else faults or ((Fault("", beside),) if beside else ())


def _is_crash(fields: records.Record) -> bool:
    """The runtime's own record of an uncaught error has no logger's message."""
    return "errortype" in fields and not records.message_of(fields)


def _of_text(text: str) -> LogLine:
    if announced := _ANNOUNCED.match(text):
        return _announced(text, announced, LogLine(logger="lambda"))
    if thrown := uncaught.thrown_first(text):
        return _thrown(text, thrown)
    if fields := read_logfmt(text):
        return _of_record(fields)._replace(logger="logfmt")
    head = read_head(text)
    line = LogLine(head.level, writers.logger_of_text(text, head), request_id=head.request_id)
    if writers.is_extension_text(text):
        return line._replace(writer=Writer.EXTENSION, faults=uncaught.of_message(head.rest))
    if announced := _ANNOUNCED.match(head.rest):
        return _announced(head.rest, announced, line)
    if record := _record(head.rest):
        return _record_in(text, line, _of_record(record))
    return _of_words(line, head)


def _thrown(text: str, faults: tuple[Fault, ...]) -> LogLine:
    """A printed traceback may have been caught; Go's client sums up a panic that it printed before."""
    line = _judged(LogLine(), faults, failure=True, crash=not stacks.is_printed(text))
    return line._replace(summary=uncaught.sums_up(text))


def _record_in(text: str, line: LogLine, inner: LogLine) -> LogLine:
    """A record after a head. Node's runtime sets the level by `console` method, a record by its logger."""
    request = line.request_id or inner.request_id
    if not line.level or (inner.level and _NODE.match(text)):
        return inner._replace(request_id=request)
    failure = line.level >= Level.ERROR and inner.writer is Writer.FUNCTION
    return inner._replace(level=line.level, request_id=request, failure=failure, logger=line.logger)


def _of_words(line: LogLine, head: Head) -> LogLine:
    rest = head.rest
    context = _CONTEXT.search(rest[:8_000])
    if context:
        # If monolog's normalizer cut the exception's message, the line's own is used.
        named = errors.faults_of({"exception": rest[context.start() :]})
        fault = named[0] if named else Fault()
        if not fault.reason or fault.reason.startswith("..."):
            fault = fault._replace(reason=rest[: context.start()])
        return _judged(line, (fault, *named[1:]), failure=line.level >= Level.ERROR)
    if line.level:
        faults = uncaught.of_message(rest)
        # Python's runtime puts no time before an uncaught error.
        crash = line.level >= Level.ERROR and not line.request_id and stacks.ends_in_traceback(rest)
        return _judged(line, faults, failure=line.level >= Level.ERROR, crash=crash)
    thrown = uncaught.unhandled(rest)
    return _judged(line, thrown or uncaught.of_message(rest), failure=bool(thrown), crash=bool(thrown))


def _announced(text: str, announced: re.Match[str], line: LogLine) -> LogLine:
    record = _record(text[announced.end() :])
    level = line.level or Level.ERROR
    if record is None:
        faults: tuple[Fault, ...] = (Fault("", text[: announced.end()].strip()),)
    else:
        inner = _of_record(record)
        faults, line = inner.faults, line._replace(request_id=line.request_id or inner.request_id)
    return _judged(line._replace(level=level), faults, failure=level >= Level.ERROR, crash=True)


def _judged(line: LogLine, faults: tuple[Fault, ...], *, failure: bool, crash: bool = False) -> LogLine:
    told = tuple(map(_peeled, faults))
    if told and told[0].kind == _WARNS:
        return line._replace(faults=told, writer=Writer.PLATFORM, repeats=True)
    words = platform.words_of(told[0]) if failure and told and _is_platforms(told[0], line) else ""
    return line._replace(faults=told, failure=failure, crash=crash, platform_words=words)


def _is_platforms(fault: Fault, line: LogLine) -> bool:
    """A logger's own sentence about a time-out is business text; an error's type is not."""
    return bool(fault.kind) or not line.level


def _peeled(fault: Fault) -> Fault:
    """`Error: UnhandledPromiseRejection: TypeError: x` is a TypeError, and so is `Function<TypeError>`."""
    if wrapped := _WRAPPED.match(fault.kind):
        fault = fault._replace(kind=wrapped[1])
    for _ in range(_DEEPEST):
        inner = names.typed(fault.reason.splitlines()[0]) if fault.reason else None
        if fault.kind not in _EMPTY_TYPES or inner is None:
            break
        fault = inner
    return fault
