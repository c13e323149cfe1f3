"""Lambda's own lines: about healthy invocations, and those where the function could say nothing itself.

    START|END|REPORT RequestId: …   INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT …   EXTENSION Name: …
    REPORT RequestId: … Duration: 3.2 ms … Status: error Error Type: Runtime.ExitError
    2025-11-21T03:00:00.123Z 8f5c… Task timed out after 3.00 seconds
    RequestId: 8f5c… Error: Runtime exited with error: signal: killed ⏎ Runtime.ExitError
    {"time", "type": "platform.report", "record": {"requestId", "status", "errorType", "metrics"}}

Lambda developer guide, "Log formats" and "Troubleshoot execution issues"; Telemetry API, "Event schema
reference". A platform's words count only where a whole line is the platform's: a message may quote them.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.log_lines.levels import of_word
from bot.domain.log_lines.line import Fault, Level, LogLine, Writer

_ROUTINE = re.compile(
    r"(?:(?:START|END|REPORT)[ \t]+RequestId:[ \t]*(\S{0,64})|INIT_START\b|INIT_REPORT\b|RESTORE_START\b"
    r"|RESTORE_REPORT\b|(?:EXTENSION|TELEMETRY|LOGS)[ \t]+Name:|XRAY[ \t]+TraceId:)"
)
_CLOSING = ("REPORT", "INIT_REPORT", "RESTORE_REPORT")
_STATUS = re.compile(r"\bStatus:[ \t]{0,4}(timeout|error|failure)\b")
_ERROR_TYPE = re.compile(r"\bError Type:[ \t]{0,4}([\w.]{1,80})")
_DURATION = re.compile(r"[ \t]Duration: (\d{1,9}(?:\.\d{1,4})?) ms")
# Asynchronous records and Step Functions put the type or a request id before the words.
_TIMED_OUT = re.compile(
    r"(?:Sandbox\.Timedout:[ \t]{0,4})?"
    r"(?:(?:\d{4}-\d\d-\d\dT[\d:.]{5,20}Z|RequestId:)[ \t]{1,4}(?:(\S{1,64})[ \t]{1,4})?)?"
    r"(?:Error:[ \t]{0,4})?Task timed out after ([\d.]{1,20}) seconds\s{0,8}\Z"
)
_TOLD = re.compile(
    r"(?:[\w-]{1,64}[ \t]{1,4})?RequestId:[ \t]{0,4}([\w-]{1,64})[ \t]{1,4}"
    r"(?:Error:[ \t]{0,4}|(?=Process exited))"
)
_EXITED = re.compile(r"(?:Runtime|Process) exited[^\n]{0,120}")
_ERROR_NAME = re.compile(r"(?:Runtime|Extension|Sandbox|Function)\.\w{1,60}\Z")

_BAD_STATUS = frozenset({"timeout", "error", "failure"})
_CLOSING_RECORDS = frozenset({"platform.report", "platform.initReport", "platform.restoreReport"})
NO_MEMORY = "out of memory"
# The type names that languages and Lambda use for it.
_OUT_OF_MEMORY = frozenset(
    {"OutOfMemory", "OutOfMemoryError", "OutOfMemoryException", "MemoryError", "NoMemoryError"}
)


def read_text(text: str) -> LogLine | None:
    """None if it is not Lambda's own."""
    if routine := _ROUTINE.match(text):
        return _routine(text, routine)
    if (found := _TIMED_OUT.match(text)) and not of_word(found[1] or ""):
        words = timeout(found[2])
        return _failure(platform_words=words, request_id=found[1] or "")
    return _told(text)


def read_record(record: Mapping[str, Any]) -> LogLine | None:
    kind, told = record.get("type"), record.get("record")
    if not isinstance(kind, str) or not kind.startswith("platform."):
        return None
    if kind == "platform.fault" and isinstance(told, str):
        return read_text(told) or _failure(faults=(Fault("", told),))
    told = told if isinstance(told, Mapping) else {}
    request, status = told.get("requestId"), told.get("status")
    line = LogLine(
        Level.INFO,
        "lambda",
        writer=Writer.PLATFORM,
        request_id=request if isinstance(request, str) else "",
    )
    if status not in _BAD_STATUS:
        return line
    name, metrics = told.get("errorType"), told.get("metrics")
    duration = metrics.get("durationMs") if isinstance(metrics, Mapping) else None
    lasted = float(duration) if isinstance(duration, int | float) and 0 < duration < 1e9 else 0.0  # noqa: PLR2004
    line = _closed(line, str(status), name if isinstance(name, str) else "", lasted)
    # A done record is followed by a report with the same status.
    return line if kind in _CLOSING_RECORDS else line._replace(failure=False, summary=False, repeats=True)


def timeout(seconds: str) -> str:
    try:
        return f"timeout after {float(seconds.rstrip('.')):.0f} s"
    except ValueError:
        return "timeout"


def words_of(fault: Fault) -> str:
    """The platform's words for an error of its own, by type or by the whole message."""
    name = fault.kind.rpartition(".")[2]
    if name in _OUT_OF_MEMORY:
        return NO_MEMORY
    if fault.kind == "FATAL ERROR" and "heap out of memory" in fault.reason:
        return NO_MEMORY
    if found := _TIMED_OUT.match(fault.reason):
        return timeout(found[2])
    if fault.kind not in {"Runtime.ExitError", ""}:
        return ""
    # A destination's record quotes Lambda's whole line.
    told = _TOLD.match(fault.reason)
    return _exit_words(fault.reason[told.end() :] if told else fault.reason)


def _routine(text: str, routine: re.Match[str]) -> LogLine:
    line = LogLine(Level.INFO, "lambda", writer=Writer.PLATFORM, request_id=routine[1] or "")
    status = _STATUS.search(text, 0, 2_000) if text.startswith(_CLOSING) else None
    if status is None:
        return line
    name, duration = _ERROR_TYPE.search(text, 0, 2_000), _DURATION.search(text, 0, 2_000)
    return _closed(line, status[1], name[1] if name else "", float(duration[1]) if duration else 0.0)


def _closed(line: LogLine, status: str, error_type: str, lasted: float) -> LogLine:
    """A report of a failed invocation or initialisation."""
    words = "timeout" if status == "timeout" else words_of(Fault(error_type))
    words = words or ("Runtime exited" if error_type == "Runtime.ExitError" else "")
    return line._replace(
        level=Level.ERROR,
        failure=True,
        summary=True,
        crash=True,
        platform_words=words,
        faults=(Fault(error_type),) if error_type else (),
        lasted=lasted,
    )


def _told(text: str) -> LogLine | None:
    """`RequestId: … Error: words ⏎ Type`, or `RequestId: … Process exited before completing request`."""
    told = _TOLD.match(text)
    if told is None:
        return None
    lines = [line.strip() for line in text[told.end() :][:4_000].splitlines() if line.strip()]
    if not lines:
        return None
    named = lines[-1] if len(lines) > 1 and _ERROR_NAME.match(lines[-1]) else ""
    fault = Fault(named, lines[0])
    return _failure(platform_words=_exit_words(lines[0]), faults=(fault,), request_id=told[1])


def _exit_words(message: str) -> str:
    found = _EXITED.match(message)
    if found is None:
        return ""
    return NO_MEMORY if "signal: killed" in found[0] else found[0].strip()


def _failure(*, platform_words: str = "", faults: tuple[Fault, ...] = (), request_id: str = "") -> LogLine:
    return LogLine(
        Level.ERROR,
        "lambda",
        failure=True,
        faults=faults,
        platform_words=platform_words,
        writer=Writer.PLATFORM,
        crash=True,
        request_id=request_id,
    )
