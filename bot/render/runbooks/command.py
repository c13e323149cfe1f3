"""`lastcall runbook preview [FILE]` and `lastcall runbook check [FOLDER]`: runbooks without any incident.

Exit status: 0 fine, 1 problems (each as `FILE:LINE: what`), 2 the file cannot be read.
"""

import sys
import textwrap
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from bot.domain.incident.incident import Incident
from bot.render.plain_text import plain, plain_lines
from bot.render.runbooks.runbook import Malformed, Rendered, Runbook, rendered
from bot.render.runbooks.sample_incident import SAMPLE_NOW, SAMPLE_ROUTE, sample_incident
from bot.render.runbooks.shelf import Shelf, check_runbooks, read_file
from bot.render.view import Controls, Divider, Input, Lines, Note, Part, Preformatted

_INCIDENTS = {"sample": sample_incident}
_FOLDER = Path("runbooks")


def add_arguments(parser: ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    preview = commands.add_parser("preview", help="show a runbook as the Runbook button would")
    preview.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="default: the one that would be picked"
    )
    preview.add_argument(
        "--incident", choices=sorted(_INCIDENTS), default="sample", help="the incident to show it for"
    )
    preview.set_defaults(do=_preview)
    check = commands.add_parser("check", help="report everything that is wrong in a folder's runbooks")
    check.add_argument("folder", nargs="?", type=Path, default=_FOLDER, metavar="FOLDER")
    check.set_defaults(do=_check)


def run(arguments: Namespace) -> int:
    status: int = arguments.do(arguments)
    return status


def _preview(arguments: Namespace) -> int:
    runbook = read_file(arguments.file) if arguments.file else None
    kind = runbook.kinds[0] if isinstance(runbook, Runbook) else "*"
    incident = _INCIDENTS[arguments.incident](*((kind,) if kind != "*" else ()))
    shown = _rendered(runbook, incident)
    if isinstance(shown, Malformed):
        sys.stderr.write(f"{arguments.file}:{shown.line}: {shown.why}\n")
        return 2
    sys.stdout.write("\n\n".join([shown.title, *_texts(shown)]) + "\n")
    return 1 if shown.broken else 0


def _rendered(runbook: Runbook | Malformed | None, incident: Incident) -> Rendered | Malformed:
    if runbook is None:
        return Shelf(_FOLDER)(incident, SAMPLE_ROUTE, SAMPLE_NOW)
    return (
        runbook if isinstance(runbook, Malformed) else rendered(runbook, incident, SAMPLE_ROUTE, SAMPLE_NOW)
    )


def _texts(shown: Rendered) -> Iterator[str]:
    if shown.url:
        yield f"[Open the team's runbook] {shown.url}"
    for part in shown.parts:
        yield _text(part)
    if shown.first_step:
        yield f"(First step, as quoted in the thread: {shown.first_step})"


def _text(part: Part) -> str:
    match part:
        case Lines(lines):
            return plain_lines(lines)
        case Preformatted(text):
            return textwrap.indent(text, "    ")
        case Divider() | Input() | Controls() | Note():
            return "---"
        case _:
            return plain(part)


def _check(arguments: Namespace) -> int:
    folder: Path = arguments.folder
    if not folder.is_dir():
        sys.stderr.write(f"{folder}: no such folder\n")
        return 2
    problems = check_runbooks(folder)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    if not problems:
        sys.stdout.write(f"{folder}: fine; {len(list(folder.glob('*.md')))} runbooks\n")
    return 1 if problems else 0
