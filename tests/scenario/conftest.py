"""One harness for each story."""

from collections.abc import Iterator

import pytest

from tests.scenario.harness import Harness


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness() as harness:
        yield harness
