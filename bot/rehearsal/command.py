"""`lastcall rehearse INCIDENT|FILE --handler module.function`: would these letters pass the code as it is?

An experiment: the team's code runs on this machine, on the letters, under Lambda's runtime client. AWS is a
stand-in that refuses every write and names it, and nothing leaves the machine.

Exit status: 0 none of them dies, 1 at least one does, 2 it cannot be run as asked, 3 of some none can tell.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.errors import BotError
from bot.rehearsal import asked_for
from bot.rehearsal.asked_for import Unusable, letters_and_settings
from bot.rehearsal.code_of_then import NoSuchCode, code_of_then
from bot.rehearsal.keep import keep
from bot.rehearsal.process import CannotStart
from bot.rehearsal.rehearsal import RehearsalSettings, Rehearsed, rehearse
from bot.rehearsal.report import document, lines, status

_USAGE, _INTERRUPTED = 2, 130


def add_arguments(parser: ArgumentParser) -> None:
    asked_for.add_arguments(parser)


def run(arguments: Namespace) -> int:
    try:
        with code_of_then(arguments.before, arguments.path) as before:
            letters, settings = letters_and_settings(arguments, before)
            found = _rehearsed(letters, settings)
        kept = _kept(found, settings, arguments)
    except (Unusable, NoSuchCode, CannotStart, BotError) as why:
        sys.stderr.write(f"{why}\n")
        return _USAGE
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return _INTERRUPTED
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


def _printable(line: str) -> str:
    """Foreign text must not steer the terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
