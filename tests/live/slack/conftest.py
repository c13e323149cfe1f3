"""One workspace for all beliefs about Slack: the local one, or the one that `make test-live` was told."""

import warnings
from collections.abc import Iterator

import pytest

from local.slack_workspace import SlackWorkspace
from tests.live.report import LIVE
from tests.live.slack.door import Door
from tests.live.slack.place import Place
from tests.live.slack.real import RealSlack
from tests.live.slack.standin import SECRET, TOKEN, LocalSlack, now
from tests.live.where import Live, not_tried


@pytest.fixture(scope="session")
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    live: Live | None = request.config.stash.get(LIVE, None)
    if live is None:
        with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=now) as workspace:
            workspace.faults.limits.on = False
            local = LocalSlack(workspace, "lastcall-live-here-")
            yield local
            assert local.left() == []
        return
    if isinstance(live.slack, str):
        not_tried(live.slack)
    real = RealSlack(live.slack, live.prefix, asks=live.asks)
    yield real
    left = real.left()
    print(f"\nLeft in Slack: {', '.join(left) or 'nothing'}")
    assert left == []


@pytest.fixture
def slack(place: Place) -> Iterator[Place]:
    """The place, emptied of what the test posted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # slack_sdk's advice about missing top-level text
        try:
            yield place
        finally:
            place.close()


@pytest.fixture
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    live: Live | None = request.config.stash.get(LIVE, None)
    port = live.slack.door_port if live and not isinstance(live.slack, str) else 0
    with Door(port).opened() as opened:
        yield opened
