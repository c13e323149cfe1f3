"""`make test-live`: every belief of docs/beliefs.md, tried on the real AWS and the real Slack."""

import os
import sys
from dataclasses import asdict

import pytest

from tests.live.beliefs import DOCUMENT, HERE, read_beliefs
from tests.live.report import LIVE, Report
from tests.live.where import AwsWhere, Live, SlackWhere, live_of


class Places:
    """Hands what the environment names to the fixtures."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[LIVE] = self._live


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    live = live_of(os.environ, asks=sys.stdin.isatty())
    for service, where in (("Slack", live.slack), ("AWS", live.aws)):
        say(f"{service}: NOT TRIED, {where}" if isinstance(where, str) else f"{service}: {_named(where)}")
    say(f"Everything made is called {live.prefix}… and deleted after.\n")
    report = Report(read_beliefs(DOCUMENT.read_text()), say)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none is needed, and reading them takes seconds
    quiet = ["-p", "no:terminal", "-p", "no:cacheprovider", "-s"]
    ours = [
        "-o",
        "addopts=",
        "-o",
        "verbosity_assertions=2",
        "-o",
        "filterwarnings=ignore",
        "--import-mode=importlib",
    ]
    status = pytest.main([str(HERE), *quiet, *ours, *sys.argv[1:]], plugins=[Places(live), report])
    for line in report.broken:
        say(line)
    say(f"\n{report.summary()}")
    told = status in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
    return report.status or (0 if told else int(status))


def _named(where: SlackWhere | AwsWhere) -> str:
    """What is tried, without its token."""
    told = {name: value for name, value in asdict(where).items() if value and name != "token"}
    return ", ".join(f"{name} {value}" for name, value in told.items())


if __name__ == "__main__":
    sys.exit(main())
