"""JSON records: level, message and exception by the names that loggers give them.

    Lambda        level message errorType errorMessage stackTrace requestId (Node nests them in message)
    Powertools    level message exception exception_name stack_trace | error {name, message, cause}
    pino, bunyan  level 50 msg err {type, message, stack}
    structlog     level event exception ("Traceback …" or [{exc_type, exc_value, is_cause}])
    json-logger   levelname message exc_info        loguru   record {level {name}, message, exception}
    zap, zerolog  level msg | message error         tracing  level fields {message, error} span
    serilog       Level MessageTemplate Exception | @l @mt @x        .NET  LogLevel Message Exception
    log4j2        level message thrown {name, message, cause}        logback  level message stack_trace
    ECS           log.level error.type error.message                 monolog  level_name context {exception}

Names are compared without case. Powertools for Lambda, the loggers' own documentation.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.log_lines import levels, names, stacks, uncaught
from bot.domain.log_lines.line import Fault, Level

_MOST_NAMES = 300
_DEEPEST = 6
_MOST_FAULTS = 6
_LONGEST, _LONGEST_STACK = 2_000, 50_000

_LEVELS = (
    *("level_name", "levelname", "log.level", "@l", "loglevel", "log_level", "level", "lvl", "severity"),
    *("@level", "severity_text", "severitytext", "levelno", "severity_number", "severitynumber", "priority"),
)
_MESSAGES = (
    *("message", "msg", "event", "@m", "renderedmessage", "@mt", "messagetemplate", "short_message", "body"),
    *("@message", "text"),
)
_TYPES = (
    *("errortype", "exc_type", "exception_name", "exceptiontype", "exceptionclass", "error.type", "type"),
    *("exception.type", "classname", "class", "name", "kind", "__type", "error_type"),
)
_REASONS = (
    *("errormessage", "exc_value", "exceptionmessage", "error.message", "exception.message", "message"),
    *("msg", "value", "detail", "reason", "error_message"),
)
# Names that say by themselves that they hold an error's type; `type` and `name` do so only inside of one.
_OWN_TYPES = (
    "errortype",
    "exception_name",
    "exceptionclass",
    "exceptiontype",
    "error.type",
    "exception.type",
)
_OWN_REASONS = ("errormessage", "exceptionmessage", "error.message", "exception.message")
_EXCEPTIONS = (
    *("err", "error", "exception", "thrown", "throwable", "exc_info", "exc_text", "@x", "stack_trace"),
    *("stacktrace", "stack", "error.stack_trace", "exception.stacktrace", "trace", "reason"),
)
_CAUSES = ("cause", "innerexception", "inner_exception", "previous", "inner", "causedby", "__cause__")
_CODES = ("code", "statuscode", "status", "errno", "sqlstate")
_REQUESTS = (
    *("requestid", "awsrequestid", "aws_request_id", "function_request_id", "lambda_request_id"),
    *("request_id", "faas.execution", "faas.invocation_id"),
)
_MONOLOG_OBJECT = "[object] ("

Record = Mapping[str, Any]


def folded(record: Mapping[str, Any]) -> Record:
    """The record by its names in small letters; the first of a name counts."""
    names: dict[str, Any] = {}
    for name, value in list(record.items())[:_MOST_NAMES]:
        names.setdefault(str(name).lower(), value)
    return names


def level_of(record: Record) -> Level:
    for place in _places(record):
        for name in _LEVELS:
            value = place.get(name)
            if isinstance(value, Mapping):
                value = folded(value).get("name")
            if level := levels.of_value(value, name):
                return level
    # serilog's compact format leaves the level of an information out.
    return Level.INFO if "@t" in record and "@l" not in record and "@x" not in record else Level.UNMARKED


def request_of(record: Record) -> str:
    inner = (folded(each) for each in record.values() if isinstance(each, Mapping))
    for place in (record, *inner):
        for name in _REQUESTS:
            if isinstance(value := place.get(name), str) and value:
                return value[:64]
    return ""


def message_of(record: Record) -> str:
    """As far as it is words."""
    for place in _places(record):
        for name in _MESSAGES:
            value = place.get(name)
            # OpenTelemetry's body names its type.
            value = value.get("stringValue") if isinstance(value, Mapping) else value
            if isinstance(value, str) and value:
                return value
    return ""


def faults_of(record: Record) -> tuple[Fault, ...]:
    """The exception that the record holds with its causes; none where it holds none."""
    for place in _places(record):
        if found := _distinct(_in(place)):
            return found
    # Errors are logged beside a message under any name.
    inner = (folded(each) for each in record.values() if isinstance(each, Mapping))
    return next((_distinct(_exception(each, 1)) for each in inner if _is_error(each)), ())


def said_beside(record: Record) -> str:
    """The error as a Go or Rust logger writes it: words under `error`, beside the message."""
    for place in _places(record):
        for name in ("error", "err", "cause"):
            if isinstance(value := place.get(name), str) and value:
                return value[:_LONGEST]
    return ""


def _places(record: Record) -> Iterator[Record]:
    """Where loggers put what belongs to a line: at its top, or one object deeper."""
    yield record
    inner = record
    for _ in range(_DEEPEST):
        message = inner.get("message")
        if not isinstance(message, Mapping):
            break
        inner = folded(message)
        yield inner
    for name in ("fields", "record", "log", "context", "error", "attributes", "exception"):
        if name != "error" and isinstance(value := record.get(name), Mapping) and value:
            yield folded(value)


def _in(place: Record) -> Iterator[Fault]:
    """Of one place: its own type and message, else what it holds under an exception's name."""
    kind, reason = _first(place, _OWN_TYPES), _first(place, _OWN_REASONS)
    exceptions = [each for name in _EXCEPTIONS if (each := place.get(name))]
    if kind:
        below = [fault for each in exceptions for fault in _exception(each, 1)]
        same = next((each for each in below if each.kind.endswith(kind)), None)
        yield Fault(kind, reason or (same.reason if same else ""))
        yield from (each for each in below if not each.kind.endswith(kind))
        yield from _causes(place, 1)
        if reason:
            yield from _below(reason)
        return
    if _is_error(place):
        yield from _exception(place, 1)
        return
    for each in exceptions:
        if found := tuple(_exception(each, 1)):
            yield from found
            return
    if reason:
        yield names.split(reason)


def _is_error(place: Record) -> bool:
    """`{"name": "AxiosError", "message": …}`: an error that was logged as the message itself."""
    name = _first(place, ("name", "type", "class", "__type"))
    return bool(name and names.typed(f"{name}: ")) and bool(_first(place, ("message", "msg")))


def _exception(value: Any, depth: int) -> Iterator[Fault]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, Mapping):
        place = folded(value)
        kind, reason = _first(place, _TYPES), _first(place, _REASONS)
        if kind or reason:
            split = names.split(reason) if not kind else Fault(kind, reason)
            yield split._replace(reason=_with_code(split, place))
            yield from stacks.causes_in(_first(place, ("stack", "stacktrace", "stack_trace"), _LONGEST_STACK))
        else:
            yield from _exception(place.get("stack") or place.get("stacktrace"), depth + 1)
        yield from _causes(place, depth + 1)
    elif isinstance(value, list):
        yield from _of_list(value, depth)


def _of_list(values: list[Any], depth: int) -> Iterator[Fault]:
    """Tracebacks of structlog, or lines of a stack."""
    if values and all(isinstance(each, str) for each in values):
        yield from _of_text("\n".join(values))
    for each in values[:_MOST_FAULTS]:
        if isinstance(each, Mapping):
            yield from _exception(each, depth + 1)


def _causes(place: Record, depth: int) -> Iterator[Fault]:
    for name in _CAUSES:
        if place.get(name):
            yield from _exception(place[name], depth)
    errors = place.get("errors")
    if isinstance(errors, list):
        yield from _of_list(errors, depth)


def _of_text(text: str) -> Iterator[Fault]:
    """A stack trace, or one line that names its type."""
    if found := text.find(_MONOLOG_OBJECT) + 1:
        text = text[found + len(_MONOLOG_OBJECT) - 1 :]
        yield from _monolog(text)
        return
    yield from uncaught.unhandled(text)


def _monolog(text: str) -> Iterator[Fault]:
    """`PDOException(code: 7): message at /var/task/db.php:12)`."""
    head, _, told = text.partition("): ")
    kind, _, _ = head.partition("(")
    yield Fault(kind.rpartition("\\")[2].strip()[:160], told.split(" at /", 1)[0][:_LONGEST])


def _below(reason: str) -> Iterator[Fault]:
    """Tracebacks within a message: what a batch processor gives."""
    if "\n" in reason:
        yield from stacks.faults_in(reason.splitlines()[:_LONGEST], typed_first=False)


def _with_code(fault: Fault, place: Record) -> str:
    """A vendor's code, unless the message names it."""
    for name in _CODES:
        value = place.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int) or value in ("", 0):
            continue
        if len(code := str(value)) <= 40 and code not in fault.reason and code not in fault.kind:  # noqa: PLR2004
            return f"{fault.reason} ({name} {code})".strip()
        break
    return fault.reason


def _first(place: Record, names: tuple[str, ...], most: int = _LONGEST) -> str:
    for name in names:
        value = place.get(name)
        if isinstance(value, str) and value:
            return value[:most]
    return ""


def _distinct(faults: Iterator[Fault]) -> tuple[Fault, ...]:
    """The first of each type; a stack repeats what its own fields say."""
    seen: dict[str, Fault] = {}
    for fault in faults:
        if fault.kind or fault.reason:
            seen.setdefault(fault.kind.rpartition(".")[2] or fault.reason, fault)
        if len(seen) == _MOST_FAULTS:
            break
    return tuple(seen.values())
