"""What was written as rows of tests/events/log_lines, and whether a row and a line differ by chance alone."""

import json
import re
import socket
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.domain.evidence.error_shape import error_shape
from bot.domain.log_lines.reading import read_log_line
from tests.runtime_clients import node_client, python_client
from tests.runtime_clients.way import Way

LONGEST = 6_000
_TABLES = Path(__file__).parents[1] / "events" / "log_lines"
_TIME = re.compile(r"20\d\d-\d\d-\d\d([T ])\d\d:\d\d:\d\d")
_EPOCH = re.compile(r"\b1[789]\d{8}(\d{3}\b|(?=\.))")
_VARIES = re.compile(r"0x[0-9a-f]+|\d+")
# A place in the source, and the source itself that may stand below: they differ from version to version.
_FRAME = re.compile(r"[\s\xa0|>]*(?:File \"|at |[└│~^]|\w+ = )")


def table(language: str) -> Path:
    return _TABLES / f"{language.lower()}_client.json"


def about(language: str, way: Way, number: int) -> str:
    lines = f", line {number + 1}" if len(way.written.lines) > 1 else ""
    return f"{language}, {way.name.replace('_', ' ')}, {way.format.lower()} format{lines}"


def rows_of(language: str, source: str, ways: Iterable[Way]) -> Iterator[dict[str, Any]]:
    """One for each line that is short enough to be kept."""
    for way in ways:
        for number, written in enumerate(way.written.lines):
            if len(line := elsewhere(written)) > LONGEST:
                continue
            read = read_log_line(line)
            row: dict[str, Any] = {"about": about(language, way, number), "source": source, "line": line}
            row |= {"fails": read.failure, "well": read.all_is_well, "level": read.level.name.lower()}
            row |= {"logger": read.logger} if read.logger else {}
            yield row | ({"shape": error_shape(line)} if read.failure else {})


def elsewhere(line: str) -> str:
    """The line as a function on Lambda writes it at 03:00."""
    paths = sysconfig.get_paths()
    for here, there in (
        (str(node_client.CLIENT / "node_modules" / "aws-lambda-ric"), "/var/runtime"),
        (str(node_client.CLIENT / "node_modules"), "/var/task/node_modules"),
        (str(python_client.FOLDER), "/var/task"),
        (str(node_client.HERE), "/var/task"),
        (paths["purelib"], "/opt/python"),
        (paths["stdlib"], "/var/lang/lib/python"),
        (f'"{socket.gethostname()}"', '"169.254.1.1"'),
    ):
        line = line.replace(here, there)
    line = re.sub(r"/tmp/[\w./-]+?/(?=app\.)", "/var/task/", line)  # noqa: S108 - where pytest and tempfile work
    return _EPOCH.sub(r"1772334000\1", _TIME.sub(r"2026-03-01\g<1>03:00:00", line))


def comparable(line: str) -> Any:
    """The line without times, numbers, and the places that a stack names."""
    head, opened, told = line.partition("{")
    try:
        return [_text(head), _value(json.loads(opened + told))] if opened else [_text(line)]
    except ValueError:
        return [_text(line)]


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _value(each) for name, each in value.items()}
    if isinstance(value, list):
        texts = [each for each in value if isinstance(each, str)]
        return _text("\n".join(texts)) if len(texts) == len(value) else list(map(_value, value))
    return _text(value) if isinstance(value, str) else type(value).__name__


def _text(text: str) -> str:
    kept, indented = [], False
    for line in text.splitlines():
        if _FRAME.match(line):
            indented = True
        elif not (indented and line[:1] in (" ", "\xa0")):
            indented = False
            kept.append(_VARIES.sub("#", line.rstrip()))
    return "\n".join(each for each in kept if each)
