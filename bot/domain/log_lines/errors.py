"""The errors in JSON records, and their causes, by the loggers' field names (records.py)."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.log_lines import names, stacks, uncaught
from bot.domain.log_lines.line import Fault
from bot.domain.log_lines.records import Record, folded, places

_DEEPEST = 6
_MOST_FAULTS = 6
_LONGEST, _LONGEST_STACK = 2_000, 50_000

_TYPES = (
    *("errortype", "exc_type", "exception_name", "exceptiontype", "exceptionclass", "error.type", "type"),
    *("exception.type", "classname", "class", "name", "kind", "__type", "error_type"),
)
_REASONS = (
    *("errormessage", "exc_value", "exceptionmessage", "error.message", "exception.message", "message"),
    *("msg", "value", "detail", "reason", "error_message"),
)
# Names that alone mean an error's type; `type` and `name` do so only inside an error.
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
_MONOLOG_OBJECT = "[object] ("


def faults_of(record: Record) -> tuple[Fault, ...]:
    """The record's exception with its causes; empty if it has none."""
    for place in places(record):
        if found := _distinct(_in(place)):
            return found
    # Errors beside a message may have any field name.
    inner = (folded(each) for each in record.values() if isinstance(each, Mapping))
    return next((_distinct(_exception(each, 1)) for each in inner if _is_error(each)), ())


def said_beside(record: Record) -> str:
    """The error as a Go or Rust logger writes it: words under `error`, beside the message."""
    for place in places(record):
        for name in ("error", "err", "cause"):
            if isinstance(value := place.get(name), str) and value:
                return value[:_LONGEST]
    return ""


def _in(place: Record) -> Iterator[Fault]:
    """In one place: its own type and message, else what is under an exception's name."""
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
    """`{"name": "AxiosError", "message": …}`: an error logged as the message itself."""
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
    """Tracebacks of structlog, or the lines of a stack."""
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
    """A stack trace, or one line with its type."""
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
    """Tracebacks within a message, as from a batch processor."""
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


def _distinct(faults: Iterator[Fault]) -> tuple[Fault, ...]:
    """The first of each type; a stack repeats its own fields."""
    seen: dict[str, Fault] = {}
    for fault in faults:
        if fault.kind or fault.reason:
            seen.setdefault(fault.kind.rpartition(".")[2] or fault.reason, fault)
        if len(seen) == _MOST_FAULTS:
            break
    return tuple(seen.values())


def _first(place: Record, names: tuple[str, ...], most: int = _LONGEST) -> str:
    for name in names:
        value = place.get(name)
        if isinstance(value, str) and value:
            return value[:most]
    return ""
