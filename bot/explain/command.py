"""`lastcall explain FILE|-`: what an alarm, a dead letter, a line of a log or anything else is.
Nothing is asked of AWS.

Exit status: 0 understood or named as unknown, 2 the input, or the file of `--config`, cannot be read.
"""

import codecs
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from bot.config import read_policy
from bot.domain.policy.policy import Policy
from bot.explain.explanation import Known
from bot.explain.reading import explain_each
from bot.render.runbooks.runbook import Runbook
from bot.render.runbooks.shelf import read_folder

# Ten messages of the largest size, escaped.
_LARGEST = 32 * 1024 * 1024
_CONFIG = Path("lastcall.toml")
_RUNBOOKS = Path("runbooks")
_INPUTS = (
    "an event, a message, a body, a log line, many of these as JSON Lines, or what `aws cloudwatch "
    "describe-alarms` prints; - for standard input"
)
_OURS = Path(__file__).parent.parent.parent


class UnreadableInput(Exception):
    """One line that says what cannot be read and why."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_INPUTS)
    parser.add_argument("--json", action="store_true", help="print one JSON object per input")
    parser.add_argument(
        "--topic",
        action="append",
        default=[],
        metavar="ARN",
        help="a topic that Lastcall is subscribed to: reports which listed alarms do not send there",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="take routes from this file (default: lastcall.toml in this folder, if any)",
    )


def run(arguments: Namespace) -> int:
    try:
        data, known = _data(arguments.file), _known(arguments.config)
        known = known._replace(topics=frozenset(arguments.topic))
    except UnreadableInput as unreadable:
        sys.stderr.write(f"{unreadable}\n")
        return 2
    explained = explain_each(data, known)
    for number, explanation in enumerate(explained, 1):
        if arguments.json:
            sys.stdout.write(json.dumps(explanation.told) + "\n")
        else:
            heading = (f"== line {number} of {len(explained)}",) if len(explained) > 1 else ()
            sys.stdout.writelines(f"{line}\n" for line in _printable((*heading, *explanation.lines)))
    return 0


def _data(name: str) -> bytes:
    try:
        data = _standard_input() if name == "-" else _file(Path(name))
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise UnreadableInput(f"{name}: cannot be read: {why}") from fault
    if len(data) > _LARGEST:
        raise UnreadableInput(f"{name}: larger than {_LARGEST:,} bytes: pass a single message")
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise UnreadableInput(f"{name}: is empty")
    return data


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _standard_input() -> bytes:
    """Called within a program, standard input may be text without bytes below it."""
    binary = getattr(sys.stdin, "buffer", None)
    data: bytes = (
        binary.read(_LARGEST + 1) if binary else sys.stdin.read(_LARGEST + 1).encode("utf-8", "replace")
    )
    return data


def _known(config: Path | None) -> Known:
    runbooks = tuple(each for each in read_folder(_runbooks()) if isinstance(each, Runbook))
    if config is None and not _CONFIG.is_file():
        why = "there is no lastcall.toml here; pass one with --config"
        return Known(no_policy=why, runbooks=runbooks)
    file = config or _CONFIG
    policy = read_policy(_toml(file), str(file))
    if isinstance(policy, Policy):
        return Known(policy=policy, policy_file=str(file), runbooks=runbooks)
    if config:
        raise UnreadableInput(str(policy[0]))
    return Known(no_policy=str(policy[0]), runbooks=runbooks)


def _toml(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8 text"
        raise UnreadableInput(f"{file}: cannot be read: {why}") from fault


def _runbooks() -> Path:
    """The team's, where the command is run in their checkout; else those that lie beside the code."""
    return _RUNBOOKS if _RUNBOOKS.is_dir() else _OURS / _RUNBOOKS


def _printable(lines: Iterable[str]) -> Iterable[str]:
    """Foreign text must not steer the terminal."""
    for line in lines:
        yield "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
