"""How pytest-xdist shares the tests out, where it does."""

import pytest

from tests.sharing import WAITING, next_share, share_of


@pytest.mark.xdist_group("workers")
def test_the_tests_of_a_group_keep_to_one_worker(request: pytest.FixtureRequest) -> None:
    """xdist tells a group by the end of a test's id; else every worker would start a stack of its own."""
    shared_out = bool(request.config.getoption("loadgroup", default=False))
    assert request.node.nodeid.endswith("@workers") == shared_out


def test_quick_tests_go_by_their_file_and_others_one_by_one_where_no_group_holds_them() -> None:
    quick, other = "tests/unit/test_a.py::test_b[x::y]", "tests/faults/test_a.py::test_b"
    assert share_of(quick, quick) == "tests/unit/test_a.py"
    assert share_of(other, other) == other
    assert share_of(f"{quick}@workers", "workers") == "workers"


def test_some_workers_take_what_waits_while_the_others_compute() -> None:
    left = ["computed", WAITING[1], WAITING[0]]
    assert next_share(left, waits=True) == WAITING[0]
    assert next_share(left, waits=False) == "computed"


def test_who_has_nothing_of_its_own_left_helps() -> None:
    assert next_share([WAITING[0]], waits=False) == WAITING[0]
    assert next_share(["computed"], waits=True) == "computed"


def test_every_group_has_its_place_in_the_order(request: pytest.FixtureRequest) -> None:
    marks = [item.get_closest_marker("xdist_group") for item in request.session.items]
    assert {mark.args[0] for mark in marks if mark} <= {*WAITING, "workers"}
