"""Who wrote a line: which logger, by the names it uses, or an extension that shares the function's log."""

import re

from bot.domain.log_lines.head import Head
from bot.domain.log_lines.records import Record

# Each by names that occur together only in its own records; the first match wins.
_LOGGERS = (
    ("bunyan", ("hostname", "pid", "v", "msg")),
    ("pino", ("hostname", "pid", "msg")),
    ("pino", ("time", "msg", "level", "err")),
    ("loguru", ("text", "record")),
    ("tracing", ("fields", "target")),
    ("log4j2", ("instant", "loggername")),
    ("log4j2", ("loggerfqcn",)),
    ("logback", ("logger_name", "thread_name")),
    ("ECS", ("ecs.version",)),
    ("ECS", ("log.level",)),
    ("serilog", ("messagetemplate",)),
    ("serilog", ("@t",)),
    ("Microsoft.Extensions.Logging", ("loglevel", "category")),
    ("monolog", ("level_name", "channel")),
    ("Powertools", ("service", "timestamp", "level", "message")),
    ("structlog", ("event", "level")),
    ("python-json-logger", ("levelname",)),
    ("zap", ("ts", "caller")),
    ("slog", ("time", "level", "msg")),
    ("zerolog", ("level", "message", "time")),
    ("winston", ("level", "message", "service")),
    ("lambda", ("timestamp", "level", "requestid")),
    ("lambda", ("errortype", "errormessage")),
    ("winston", ("level", "message")),
)
_TEXTS = (
    ("lambda", re.compile(r"\[[A-Z]{4,8}\]\s|\d{4}-\d\d-\d\dT[\d:.]{8,16}Z\t[\w-]{9,36}\t")),
    ("monolog", re.compile(r"\[[^\]\n]{10,40}\] [\w-]{1,40}\.[A-Z]{4,9}: ")),
    ("Ruby's Logger", re.compile(r"[DIWEFA], \[")),
    ("loguru", re.compile(r"\d{4}-\d\d-\d\d [\d:.]{8,16} \| [A-Z]{4,8} {0,4} \| ")),
    ("structlog", re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]{8,16}Z? \[[a-z]{4,9} {0,6}\] ")),
    ("serilog", re.compile(r"\[\d\d:\d\d:\d\d [A-Z]{3}\] ")),
    (
        "Microsoft.Extensions.Logging",
        re.compile(r"(?:trce|dbug|info|warn|fail|crit): [\w.]{1,160}\[\d{1,7}\]"),
    ),
    ("java.util.logging", re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:")),
    ("glog", re.compile(r"[IWEF]\d{4} \d\d:\d\d:\d\d\.")),
    ("Go's log", re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ")),
    ("log4j2", re.compile(r"\d{4}-\d\d-\d\d [\d:.,]{8,16} [0-9a-f-]{36} [A-Z]{4,5} ")),
)
# The start of lines that extensions write: Datadog, Lumigo, New Relic, Dynatrace, AWS AppConfig, AWS
# Parameters and Secrets, Lambda Insights, Sumo Logic, Splunk, Coralogix, OpenTelemetry, Sentry, Honeycomb.
_EXTENSION = re.compile(
    r"\bDD_EXTENSION\b|\bLUMIGO(?:#|_)|\[LUMIGO|\bNR_EXT\b|\[(?:alert )?dynatrace"
    r"|\[[\w .-]{0,40}extension[\w .-]{0,20}\]|\[?aws[- ]appconfig|\[appconfig agent\]"
    r"|\blambda-?insights\b|^[\w-]{0,40}-extension\b|\bextension:",
    re.IGNORECASE,
)
_EXTENSION_NAME = re.compile(
    r"extension|\bdd_ext|lumigo|newrelic|\bnr_ext|dynatrace|\botelcol|opentelemetry|appconfig|insights-agent",
    re.IGNORECASE,
)
_HEAD = 120
_NAMES_OF_A_WRITER = ("extension", "extension_name", "logger", "loggername", "source", "component", "name")
_OPEN_TELEMETRY = ("exporterhelper", "/collector/", "otelcol", "opentelemetry-lambda")


def logger_of(record: Record) -> str:
    name = next((name for name, fields in _LOGGERS if all(each in record for each in fields)), "")
    # Lambda's own formats write levels in capitals.
    return "lambda" if name == "winston" and str(record["level"]).isupper() else name


def logger_of_text(text: str, head: Head) -> str:
    found = next((name for name, pattern in _TEXTS if pattern.match(text)), "")
    return found or ("text" if head.level else "")


def is_extension(record: Record) -> bool:
    for name in _NAMES_OF_A_WRITER:
        if isinstance(value := record.get(name), str) and _EXTENSION_NAME.search(value[:_HEAD]):
            return True
    caller = record.get("caller")
    return isinstance(caller, str) and any(each in caller for each in _OPEN_TELEMETRY)


def is_extension_text(text: str) -> bool:
    head = text[:_HEAD].partition("{")[0].partition("\n")[0]
    return _EXTENSION.search(head) is not None or any(each in head for each in _OPEN_TELEMETRY)
