"""Any story of any part of the shop, with any lateness of AWS: no sentence is ever false.

`ANY_STORY=400 .venv/bin/python -m pytest -n 2 tests/oracle/test_any_story.py` plays so many of each part.
"""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.cloudwatch import Late
from tests.oracle.functions import Code, Form
from tests.oracle.interruptions import SHOP
from tests.oracle.people import Watched, summary
from tests.scenario.harness import Harness

EXAMPLES = int(os.environ.get("ANY_STORY", "2"))
pytestmark = pytest.mark.timeout(60 + 10 * EXAMPLES)


def _produce(watched: Watched) -> None:
    watched.part.producing = 1 - watched.part.producing


Act = Callable[[Watched], object]
ACTS: Mapping[str, Act] = {
    "old ones": lambda watched: watched.send(Form.OLD, 2),
    "new ones": lambda watched: watched.send(Form.NEW, 3),
    "many new ones": lambda watched: watched.send(Form.NEW, 40),
    "the producer begins or stops": _produce,
    "deploys what fails": lambda watched: watched.deploy(Code.BUGGY),
    "deploys what fails with all": lambda watched: watched.deploy(Code.WORSE),
    "deploys all anew": lambda watched: watched.deploy_all_anew(),
    "mends": lambda watched: watched.mend(),
    "purges": lambda watched: watched.purge(),
    "sends the dead again": lambda watched: watched.send_the_dead_again(),
    "redrives": lambda watched: watched.redrive(),
    "mitigates": lambda watched: watched.mitigate(),
    "undoes": lambda watched: watched.undo(),
    "inspects": lambda watched: watched.inspect(),
    "acknowledges": lambda watched: watched.acknowledge(),
    "releases": lambda watched: watched.release(),
    "snoozes": lambda watched: watched.snooze(),
    "resolves": lambda watched: watched.resolve(),
    "a minute": lambda watched: watched.run(minutes=1),
    "four minutes": lambda watched: watched.run(minutes=4),
}
LATENESS = st.builds(
    Late,
    metrics=st.sampled_from([timedelta(minutes=n) for n in (1, 2, 3)]),
    logs=st.sampled_from([timedelta(seconds=10), timedelta(minutes=2), timedelta(minutes=10)]),
    trail=st.sampled_from([timedelta(minutes=n) for n in (1, 5, 15)]),
)


@pytest.mark.parametrize("part", ["orders", "parcels", "mails", "clicks", "thumbnails"])
@settings(max_examples=EXAMPLES)
@given(late=LATENESS, acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=10))
def test_whatever_happens_no_sentence_is_false(part: str, late: Late, acts: list[str]) -> None:
    with Harness(SHOP, strict=False) as h:
        watched = Watched(h, Code.BUGGY, late, [part])
        watched.send(Form.OLD, 4)
        watched.run(minutes=2)
        watched.break_it()
        watched.run(minutes=3)
        for act in acts:
            ACTS[act](watched)
        watched.run(minutes=3)
        assert "\n".join(summary(watched.false)) == ""
