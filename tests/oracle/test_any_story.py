"""Any story of the orders, with any lateness of AWS: no sentence is ever false."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.telling import Late
from tests.oracle.test_stories import Watched, summary
from tests.oracle.world import Code, Form
from tests.scenario.harness import Harness

pytestmark = pytest.mark.timeout(280)

Act = Callable[[Watched], object]
ACTS: Mapping[str, Act] = {
    "old orders": lambda watched: watched.send(Form.OLD, 2),
    "new orders": lambda watched: watched.send(Form.NEW, 3),
    "deploys what fails": lambda watched: watched.world.deploy(Code.BUGGY),
    "deploys what fails silently": lambda watched: watched.world.deploy(Code.SILENT),
    "deploys what fails with all": lambda watched: watched.world.deploy(Code.WORSE),
    "deploys the fix": lambda watched: watched.world.deploy(Code.FIXED),
    "purges": lambda watched: watched.world.purge(),
    "redrives": lambda watched: watched.redrive(),
    "inspects": lambda watched: watched.inspect(),
    "acknowledges": lambda watched: watched.acknowledge(),
    "a minute": lambda watched: watched.run(minutes=1),
    "four minutes": lambda watched: watched.run(minutes=4),
}
LATENESS = st.builds(
    Late,
    metrics=st.sampled_from([timedelta(minutes=n) for n in (1, 2, 3)]),
    logs=st.sampled_from([timedelta(seconds=10), timedelta(minutes=2), timedelta(minutes=10)]),
)


@settings(max_examples=12)
@given(
    code=st.sampled_from([Code.BUGGY, Code.SILENT]),
    late=LATENESS,
    acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=10),
)
def test_whatever_happens_no_sentence_is_false(code: Code, late: Late, acts: list[str]) -> None:
    with Harness(strict=False) as h:
        watched = Watched(h, code, late)
        watched.send(Form.OLD, 4)
        watched.run(minutes=2)
        watched.send(Form.NEW, 4)
        watched.run(minutes=3)
        for act in acts:
            ACTS[act](watched)
        watched.run(minutes=3)
        assert "\n".join(summary(watched.false)) == ""
