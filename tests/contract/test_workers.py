"""How pytest-xdist shares the tests out, where it does."""

import pytest


@pytest.mark.xdist_group("workers")
def test_the_tests_of_a_group_keep_to_one_worker(request: pytest.FixtureRequest) -> None:
    """xdist tells a group by the end of a test's id; else every worker would start a stack of its own."""
    shared_out = bool(request.config.getoption("loadgroup", default=False))
    assert request.node.nodeid.endswith("@workers") == shared_out
