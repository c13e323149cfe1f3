"""One local stack for all end-to-end tests of a worker, started as a person starts it: `lastcall local`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.slack_workspace import WorkspaceClient
from tests.e2e.local_process import RunningLocal, command, running_local

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is end to end; what shares the stack runs on one worker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if "local" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group("local-stack"))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLocal]:
    """What `lastcall local` says of itself, with boto3 clients of its AWS. Leave it as you found it."""
    with command(tmp_path_factory.mktemp("local"), "local") as started:
        yield running_local(started)
        assert started.interrupt() == 0
        assert started.leftovers() == []


@pytest.fixture(scope="session")
def slack(local: RunningLocal) -> WorkspaceClient:
    """The local Slack as a person sees and works it."""
    return WorkspaceClient(local["page"])
