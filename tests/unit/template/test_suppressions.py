"""What the scanner lets pass, it lets pass for a reason that stands beside it."""

from itertools import pairwise

import pytest

from tests.unit.template.stack import PATH

LINES = [line.strip() for line in PATH.with_name(".checkov.yaml").read_text().splitlines()]
SUPPRESSED = [line for line in LINES if line.startswith("- CKV")]


@pytest.mark.parametrize("suppressed", SUPPRESSED)
def test_a_suppression_carries_its_reason(suppressed: str) -> None:
    above = next(before for before, line in pairwise(LINES) if line == suppressed)
    assert above.startswith("#")
    assert above.endswith(".")


def test_nothing_is_suppressed_elsewhere() -> None:
    assert SUPPRESSED
    assert "checkov" not in PATH.read_text()
    assert "cfn-lint" not in PATH.read_text()
