"""What `lastcall rehearse` is asked for: its arguments, and the letters and settings that they name."""

import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from bot.config import read_policy
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import NO_RULES, Policy, Redaction
from bot.domain.resource.grouping import as_incident_id
from bot.parsing.untrusted import parsed
from bot.rehearsal.letters import read_letters
from bot.rehearsal.process import Function
from bot.rehearsal.recorded import RecordedAnswers, read_recorded
from bot.rehearsal.rehearsal import RehearsalSettings

_LARGEST = 32 * 1024 * 1024
_MOST = 1_000
_LONGEST = 900.0  # seconds: Lambda's own limit
_CONFIG = Path("lastcall.toml")
_REGION = "us-east-1"


class Unusable(Exception):
    """One line that says what cannot be used and why."""


def add_arguments(parser: ArgumentParser) -> None:
    _add_letters(parser)
    _add_function(parser)
    _add_output(parser)


def _add_letters(parser: ArgumentParser) -> None:
    parser.add_argument(
        "letters",
        metavar="INCIDENT|FILE",
        help="an incident's id; or dead letters as `aws sqs receive-message` prints them, or JSON Lines",
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
    parser.add_argument("--region", help="of the incident, and as the code is told (from your AWS settings)")
    parser.add_argument("--stack", default="lastcall", help="that has the incident (lastcall)")
    parser.add_argument(
        "--most", type=_count, default=10, metavar="N", help="letters of an incident to receive (10)"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="its [redaction] (lastcall.toml here)")
    parser.add_argument(
        "--whole",
        action="store_true",
        help="an incident's letters as they are, also in what is kept: without it they are masked",
    )


def _add_function(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--handler", required=True, metavar="MODULE.FUNCTION", help="as the function's setting Handler has it"
    )
    parser.add_argument(
        "--path", type=Path, default=Path(), metavar="DIR", help="the function's code (default: here)"
    )
    parser.add_argument(
        "--before",
        metavar="DIR|COMMIT",
        help="the code they died in, to compare with: another folder, or DIR as a commit has it",
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


def _add_output(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep one letter of each shape there, and a pytest of them"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


# -- what was asked for


def letters_and_settings(
    arguments: Namespace, before: Path | None
) -> tuple[Sequence[ReceivedMessage], RehearsalSettings]:
    """All that can be wrong with the settings is said before anything is received.

    Args:
        before: Where the code lies that the letters died in.

    Raises: Unusable, BotError.
    """
    settings, name = _settings(arguments, before), arguments.letters
    incident_id = as_incident_id(name)
    if incident_id is None or Path(name).exists():
        return _of_file(name), settings
    return _of_incident(incident_id, arguments, settings)


def _of_incident(
    incident_id: str, arguments: Namespace, settings: RehearsalSettings
) -> tuple[Sequence[ReceivedMessage], RehearsalSettings]:
    from bot.aws.session import Clients  # noqa: PLC0415 - a file needs no AWS
    from bot.rehearsal.incident_letters import letters_of  # noqa: PLC0415 - the same

    got = letters_of(Clients(arguments.region or ""), arguments.stack, incident_id, arguments.most)
    if isinstance(got, str):
        raise Unusable(got)
    return got.messages, settings._replace(
        function=settings.function._replace(region=got.queue.region),
        before=settings.before and settings.before._replace(region=got.queue.region),
        shapes=(*settings.shapes, *got.shapes),
        logged=got.logged,
        masked=not arguments.whole,
    )


def _of_file(name: str) -> Sequence[ReceivedMessage]:
    data = sys.stdin.buffer.read(_LARGEST + 1) if name == "-" else _bytes(Path(name))
    if len(data) > _LARGEST:
        raise Unusable(f"{name}: larger than {_LARGEST:,} bytes: rehearse fewer letters at once")
    read = read_letters(data)
    if isinstance(read, str):
        raise Unusable(f"{name}: {read}")
    return read


def _settings(arguments: Namespace, before: Path | None) -> RehearsalSettings:
    rules = _rules(arguments.config)
    function = _function(arguments, arguments.path)
    return RehearsalSettings(
        function=function,
        before=_function(arguments, before) if before else None,
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
        region=arguments.region or _REGION,
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


def _count(given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) <= _MOST:
        raise ArgumentTypeError(f"{given!r} is not a number from 1 to {_MOST:,}")
    return int(given)


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
