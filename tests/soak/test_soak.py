"""A short run of `make test-long`, and the shrinking of what it finds."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.soak.shrink import shrunk
from tests.soak.story import Act, story, wrong_with


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("seed", "limited"), [(3, True), (8, False)])
def test_a_random_story_under_random_faults_ends_well(seed: int, *, limited: bool) -> None:
    acts = story(seed, longest=9)
    assert wrong_with(seed, acts, limited=limited, quiet=timedelta(minutes=20)) == []


def test_a_seed_tells_the_same_story_every_time() -> None:
    assert story(7) == story(7) != story(8)


def test_a_story_that_fails_is_made_as_short_as_it_can_be() -> None:
    acts = tuple(Act("alarm", "orders-dlq", n, 0) for n in range(17))
    assert [act.choice for act in shrunk(acts, lambda kept: {acts[3], acts[11]} <= set(kept))] == [3, 11]
