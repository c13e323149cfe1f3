"""The `lastcall` command line.

A command is a module with `add_arguments(parser)` and `run(arguments) -> status`; only that of the command
that was asked for is imported.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Command(NamedTuple):
    module: str
    help: str


COMMANDS = {
    "runbook": Command(
        "bot.render.runbooks.command", "preview a runbook without an incident, or check all of them"
    ),
    "explain": Command(
        "bot.explain.command", "say what an alarm, a dead letter, a log line or anything else is, offline"
    ),
    "config": Command("bot.config.command", "check a lastcall.toml before it is built in"),
    "why": Command(
        "bot.explain.why", "say who was called about an incident, in which way, and what came of it"
    ),
    "receipts": Command("bot.explain.receipts", "print what a redrive did with each message"),
    "verify": Command("bot.explain.verify", "say whether a file of receipts was changed, offline"),
    "rehearse": Command(
        "bot.rehearsal.command", "say whether dead letters would pass your code as it is here: an experiment"
    ),
    "selfcheck": Command(
        "bot.aws.selfcheck", "say what a deployed stack still lacks, such as someone to notify"
    ),
    "demo": Command("local.demo", "break a sample shop and look at the live incident in a browser"),
    "local": Command("local.local", "start a local AWS with Lastcall deployed, and a local Slack"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 done, 1 failed, 2 asked for something that cannot be."""
    given = list(sys.argv[1:] if argv is None else argv)
    arguments = parser_for(given).parse_args(given)
    status: int = arguments.run(arguments)
    return status


def parser_for(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lastcall", description="The on-call teammate for serverless AWS.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.help, description=command.help)
        if name in given[:1]:
            module = importlib.import_module(command.module)
            module.add_arguments(own)
            own.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
