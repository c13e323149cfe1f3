"""`lastcall local`: the local AWS with the real template deployed, and the local Slack.

One JSON line on standard output says where everything is; progress goes to standard error. It runs until a
signal ends it, and leaves nothing behind.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from local.local_aws.failures import Failure
from local.local_aws.stopping import Stop, Stopped, stop_on_signals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--slack",
        metavar="URL",
        help="use this Slack Web API (its URL ends in /api/) instead of a local Slack",
    )
    add_stack_arguments(parser)


def add_stack_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="port of the page (default: 4747, or the next free one)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="another lastcall.toml")
    parser.add_argument(
        "--package", type=Path, metavar="DIR", help="use this artefact instead of building one"
    )


def run(arguments: argparse.Namespace) -> int:
    return until_stopped(lambda stop: serve(arguments, stop))


def until_stopped(work: Callable[[Stop], None]) -> int:
    """Do the work: 0 when a signal ended it, else one line and the status of its failure."""
    with stop_on_signals() as stop:
        try:
            work(stop)
        except Stopped:
            return 0
        except Failure as failure:
            say(str(failure))
            return failure.status
    return 0


def serve(arguments: argparse.Namespace, stop: Stop) -> None:
    from local.local_stack import Asked, local_stack  # noqa: PLC0415 - slow, and signals are heeded by now

    asked = Asked(
        slack=arguments.slack, port=arguments.port, config=arguments.config, package=arguments.package
    )
    with local_stack(asked, stop=stop, say=say) as stack:
        print(json.dumps(stack.as_json()), flush=True)
        while True:
            stack.aws.check()
            stop.wait(timedelta(seconds=1))


def say(line: str) -> None:
    print(f"lastcall: {line}", file=sys.stderr, flush=True)
