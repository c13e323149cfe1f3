"""`lastcall config check [FILE]`: every problem at once as `FILE:LINE: what`, before anything is built.

Exit status: 0 fine, 1 problems, 2 the file cannot be read.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.config import check_policy
from bot.domain.policy.policy import Policy


def add_arguments(parser: ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="report everything that is wrong in a lastcall.toml")
    check.add_argument("file", nargs="?", type=Path, default=Path("lastcall.toml"), metavar="FILE")


def run(arguments: Namespace) -> int:
    file: Path = arguments.file
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8 text"
        sys.stderr.write(f"{file}: cannot be read: {why}\n")
        return 2
    policy = check_policy(text, str(file))
    if isinstance(policy, Policy):
        sys.stdout.write(f"{file}: {_summary(policy)}\n")
        return 0
    sys.stdout.writelines(f"{problem}\n" for problem in policy)
    return 1


def _summary(policy: Policy) -> str:
    names = ", ".join(route.name for route in policy.routes)
    return f"fine; routes, in order: {names}"
