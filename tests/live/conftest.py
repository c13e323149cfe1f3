"""Against the stand-ins, in the ordinary suite: one of each, on one worker, and nothing outside loopback."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.live.report import LIVE

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if LIVE in config.stash:
        return
    for item in items:
        if str(item.path).startswith(str(HERE)):
            item.add_marker(pytest.mark.xdist_group(f"live-{item.path.parent.name}"))
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A stand-in leaves no belief open: what is not tried there has failed."""
    report = yield
    if report.skipped and LIVE not in item.config.stash:
        report.outcome = "failed"
        report.longrepr = f"NOT TRIED: {report.longrepr}"
    return report
