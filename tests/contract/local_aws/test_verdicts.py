"""Which state the datapoints of an alarm call for. The cases follow the table in the CloudWatch user guide,
"Configuring how CloudWatch alarms treat missing data"; True is a breaching datapoint, None a missing one."""

import pytest

from local.local_aws.emulator_shim.alarms import judge

BREACH, FINE, GAP = True, False, None


@pytest.mark.parametrize(
    ("points", "needed", "missing", "state"),
    [
        pytest.param([BREACH], 1, "notBreaching", "ALARM", id="one breach of one rings"),
        pytest.param([FINE], 1, "notBreaching", "OK", id="no breach is fine"),
        pytest.param([BREACH, FINE, FINE], 2, "notBreaching", "OK", id="one breach is not two of three"),
        pytest.param([BREACH, FINE, BREACH], 2, "notBreaching", "ALARM", id="two of three rings"),
        pytest.param([GAP], 1, "notBreaching", "OK", id="silence is fine where it is not breaching"),
        pytest.param([GAP], 1, "breaching", "ALARM", id="silence rings where it is breaching"),
        pytest.param([GAP], 1, "missing", "INSUFFICIENT_DATA", id="silence alone is insufficient data"),
        pytest.param([GAP], 1, "ignore", None, id="silence that is ignored keeps the state"),
        pytest.param([BREACH, GAP, GAP], 3, "breaching", "ALARM", id="gaps that breach make up the number"),
        pytest.param([BREACH, GAP, GAP], 3, "notBreaching", "OK", id="gaps that do not breach lower it"),
        pytest.param([BREACH, GAP, GAP], 3, "missing", "ALARM", id="what is there decides"),
        pytest.param([FINE, GAP, GAP], 3, "missing", "OK", id="one fine datapoint is data enough"),
        pytest.param([BREACH, GAP, GAP], 3, "ignore", None, id="gaps that could still ring keep the state"),
        pytest.param([FINE, GAP, GAP], 3, "ignore", "OK", id="three of three cannot ring any more"),
    ],
)  # fmt: skip
def test_the_datapoints_call_for_this_state(
    points: list[bool | None], needed: int, missing: str, state: str | None
) -> None:
    assert judge(points, needed, missing) == state
