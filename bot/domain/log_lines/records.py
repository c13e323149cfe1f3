"""JSON records: level, message and request by the loggers' field names; errors.py has their errors.

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

from bot.domain.log_lines import levels
from bot.domain.log_lines.line import Level

_MOST_NAMES = 300
_DEEPEST = 6

_LEVELS = (
    *("level_name", "levelname", "log.level", "@l", "loglevel", "log_level", "level", "lvl", "severity"),
    *("@level", "severity_text", "severitytext", "levelno", "severity_number", "severitynumber", "priority"),
)
_MESSAGES = (
    *("message", "msg", "event", "@m", "renderedmessage", "@mt", "messagetemplate", "short_message", "body"),
    *("@message", "text"),
)
_REQUESTS = (
    *("requestid", "awsrequestid", "aws_request_id", "function_request_id", "lambda_request_id"),
    *("request_id", "faas.execution", "faas.invocation_id"),
)

Record = Mapping[str, Any]


def folded(record: Mapping[str, Any]) -> Record:
    """The record with its names in lower case; the first of each name counts."""
    names: dict[str, Any] = {}
    for name, value in list(record.items())[:_MOST_NAMES]:
        names.setdefault(str(name).lower(), value)
    return names


def level_of(record: Record) -> Level:
    for place in places(record):
        for name in _LEVELS:
            value = place.get(name)
            if isinstance(value, Mapping):
                value = folded(value).get("name")
            if level := levels.of_value(value, name):
                return level
    # serilog's compact format omits the level for information.
    return Level.INFO if "@t" in record and "@l" not in record and "@x" not in record else Level.UNMARKED


def request_of(record: Record) -> str:
    inner = (folded(each) for each in record.values() if isinstance(each, Mapping))
    for place in (record, *inner):
        for name in _REQUESTS:
            if isinstance(value := place.get(name), str) and value:
                return value[:64]
    return ""


def message_of(record: Record) -> str:
    """The message, if it is text."""
    for place in places(record):
        for name in _MESSAGES:
            value = place.get(name)
            # OpenTelemetry's body names its type.
            value = value.get("stringValue") if isinstance(value, Mapping) else value
            if isinstance(value, str) and value:
                return value
    return ""


def places(record: Record) -> Iterator[Record]:
    """Where loggers put a line's fields: at the top, or one object deeper."""
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
