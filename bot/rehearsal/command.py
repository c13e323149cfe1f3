"""`lastcall rehearse FILE --handler module.function`: would these dead letters pass the code as it is here?

An experiment: the team's code runs on this machine, on the letters of FILE, under Lambda's runtime client.
AWS is a stand-in that refuses every write and names it, and nothing leaves the machine.

Exit status: 0 none of them dies, 1 at least one does, 2 it cannot be run as asked, 3 of some none can tell.
"""

import json
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.config import read_policy
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import NO_RULES, Policy, Redaction
from bot.parsing.untrusted import parsed
from bot.rehearsal.keep import keep
from bot.rehearsal.letters import read_letters
from bot.rehearsal.process import CannotStart, Function
from bot.rehearsal.recorded import RecordedAnswers, read_recorded
from bot.rehearsal.rehearsal import RehearsalSettings, Rehearsed, rehearse
from bot.rehearsal.report import document, lines, status

_USAGE = 2
_LARGEST = 32 * 1024 * 1024
_LONGEST = 900.0  # seconds: Lambda's own limit
_CONFIG = Path("lastcall.toml")


class Unusable(Exception):
    """One line that says what cannot be used and why."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "letters", metavar="FILE", help="dead letters as `aws sqs receive-message` prints them, or JSON Lines"
    )
    parser.add_argument(
        "--handler", required=True, metavar="MODULE.FUNCTION", help="as the function's setting Handler has it"
    )
    parser.add_argument(
        "--path", type=Path, default=Path(), metavar="DIR", help="the function's code (default: here)"
    )
    parser.add_argument(
        "--before", type=Path, metavar="DIR", help="the code they died in, to compare with what it does"
    )
    parser.add_argument(
        "--shape", action="append", default=[], metavar="TEXT", help="what they died of, as a card shows it"
    )
    parser.add_argument(
        "--as",
        dest="given_as",
        default="",
        metavar="HOW",
        help="how the function gets what does not say so: event, sns, or the ARN of the queue it reads",
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="recorded answers to reads, a JSON object by call"
    )
    parser.add_argument(
        "--env",
        action="append",
        default=[],
        type=_variable,
        metavar="NAME=VALUE",
        help="a variable of the function, besides those of this shell",
    )
    parser.add_argument(
        "--python",
        default=sys.executable,
        metavar="FILE",
        help="the interpreter that has what the code needs",
    )
    parser.add_argument("--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="default: 30")
    parser.add_argument("--memory", type=int, default=128, metavar="MB", help="as the code is told (128)")
    parser.add_argument("--region", default="us-east-1", help="as the code is told (us-east-1)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="its [redaction] (lastcall.toml here)")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep one letter of each shape there, and a pytest of them"
    )
    parser.add_argument(
        "--whole", action="store_true", help="keep them as they are: without it, what is kept is masked"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    try:
        letters, settings = _letters(arguments.letters), _settings(arguments)
        found = _rehearsed(letters, settings)
        kept = _kept(found, settings, arguments)
    except (Unusable, CannotStart) as why:
        sys.stderr.write(f"{why}\n")
        return _USAGE
    if arguments.json:
        sys.stdout.write(json.dumps(document(found, settings) | {"kept": kept}) + "\n")
    else:
        sys.stdout.writelines(f"{_printable(line)}\n" for line in (*lines(found, settings), *kept))
    return status(found)


def _kept(found: Sequence[Rehearsed], settings: RehearsalSettings, arguments: Namespace) -> list[str]:
    if arguments.keep is None:
        return []
    try:
        return list(keep(found, settings, arguments.keep, whole=arguments.whole))
    except OSError as fault:
        raise Unusable(f"{arguments.keep}: cannot be written: {fault.strerror}") from fault


def _rehearsed(letters: Sequence[ReceivedMessage], settings: RehearsalSettings) -> list[Rehearsed]:
    """All of them; but of code that cannot even be loaded, that is said once."""
    found: list[Rehearsed] = []
    with _progress(len(letters)) as tell:
        for each in letters:
            found.append(rehearse(each, settings))
            tell(len(found))
            if found[-1].at_import:
                return found[-1:]
    return found


@contextmanager
def _progress(total: int) -> Iterator["_Tell"]:
    yield _Tell(total)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")


class _Tell:
    """A line that is written over, where a person is looking."""

    def __init__(self, total: int) -> None:
        self._total = total

    def __call__(self, done: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\rrehearsed {done} of {self._total}")
            sys.stderr.flush()


# -- what was asked for


def _letters(name: str) -> Sequence[ReceivedMessage]:
    data = sys.stdin.buffer.read(_LARGEST + 1) if name == "-" else _bytes(Path(name))
    if len(data) > _LARGEST:
        raise Unusable(f"{name}: larger than {_LARGEST:,} bytes: rehearse fewer letters at once")
    read = read_letters(data)
    if isinstance(read, str):
        raise Unusable(f"{name}: {read}")
    return read


def _settings(arguments: Namespace) -> RehearsalSettings:
    rules = _rules(arguments.config)
    function = _function(arguments, arguments.path)
    return RehearsalSettings(
        function=function,
        before=_function(arguments, arguments.before) if arguments.before else None,
        given_as=arguments.given_as,
        shapes=tuple(each for text in arguments.shape for each in (text, error_shape(text, rules))),
        rules=rules,
    )


def _function(arguments: Namespace, folder: Path) -> Function:
    if not folder.is_dir():
        raise Unusable(f"{folder}: is not a folder")
    if "." not in arguments.handler.strip("."):
        raise Unusable(f"--handler {arguments.handler}: a handler is MODULE.FUNCTION, such as app.handler")
    module = folder / arguments.handler.rpartition(".")[0].replace(".", "/")
    if not module.with_name(f"{module.name}.py").is_file() and not module.is_dir():
        raise Unusable(f"--handler {arguments.handler}: {folder} has no {module.name}.py")
    python = shutil.which(arguments.python)
    if python is None:
        raise Unusable(f"--python {arguments.python}: is not a program that can be run")
    return Function(
        handler=arguments.handler,
        folder=folder.resolve(),
        python=str(Path(python).absolute()),
        variables=dict(arguments.env),
        answers=_answers(arguments.answers),
        timeout=arguments.timeout,
        memory=arguments.memory,
        region=arguments.region,
    )


def _answers(file: Path | None) -> RecordedAnswers:
    if file is None:
        return RecordedAnswers({})
    read = read_recorded(parsed(_text(file)))
    if isinstance(read, str):
        raise Unusable(f"{file}: {read}")
    return read


def _rules(config: Path | None) -> Redaction:
    if config is None and not _CONFIG.is_file():
        return NO_RULES
    file = config or _CONFIG
    policy = read_policy(_text(file), str(file))
    if not isinstance(policy, Policy):
        raise Unusable(str(policy[0]))
    return policy.redaction


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unusable(f"{file}: cannot be read: it is not UTF-8 text") from fault


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST + 1)
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise Unusable(f"{file}: cannot be read: {why}") from fault


def _variable(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not name or not sign:
        raise ArgumentTypeError(f"{given!r} is not NAME=VALUE")
    return name, value


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise ArgumentTypeError(f"{given!r} is not a number of seconds, above 0 and up to {_LONGEST:g}")
    return seconds


def _printable(line: str) -> str:
    """Foreign text must not steer the terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
