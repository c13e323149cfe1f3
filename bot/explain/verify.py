"""`lastcall verify FILE|-`: whether a file of receipts is as it was written. Nothing is asked of AWS.

Exit status: 0 whole, 1 changed, with each line that is named, 2 the file cannot be read.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.domain.redrive.ledger import sum_of, verify


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what `lastcall receipts` wrote; - for standard input")


def run(arguments: Namespace) -> int:
    try:
        data = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
    except OSError as fault:
        sys.stderr.write(f"{arguments.file}: cannot be read: {fault.strerror}\n")
        return 2
    problems = verify(data)
    for problem in problems:
        sys.stderr.write(f"{arguments.file}: line {problem.line}: {problem.why}\n")
    if problems:
        return 1
    found = sum_of(data)
    sys.stdout.write(f"{arguments.file}: whole. {found.added_up}. Head of the chain: {found.head}\n")
    return 0
