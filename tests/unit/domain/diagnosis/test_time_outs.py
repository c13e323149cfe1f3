"""Which failures are time-outs: by words of Lambda or a client or an error's type, never by a business's."""

from datetime import timedelta

import pytest

from bot.domain.diagnosis.clauses import runs_into_timeout
from bot.domain.diagnosis.facts import Facts
from bot.domain.evidence.error_shape import error_shape
from bot.domain.evidence.evidence import ErrorShape
from tests.unit.domain.diagnosis.cases import FUNCTION, NOW, evidence, health


def told(line: str) -> str | None:
    shapes = (ErrorShape(error_shape(line), 3),)
    quick = health(duration_p99=timedelta(seconds=1))
    found = evidence(shapes=shapes)
    return runs_into_timeout(Facts(resource=FUNCTION, evidence=found, now=NOW, health=quick))


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-01T03:00:00Z 8f5c5c5e-1111-2222-3333-444455556666 Task timed out after 3.00 seconds",
        "REPORT RequestId: 8f5c5c5e-1111-2222-3333-444455556666\tDuration: 3000.00 ms\tStatus: timeout",
        "[ERROR] ReadTimeoutError: Read timeout on endpoint URL",
        "[ERROR] Error: connect ETIMEDOUT 10.0.1.7:5432",
        "[ERROR] OperationalError: connection to db timed out",
        '{"level": "ERROR", "message": "x", "thrown": {"name": "SQLTimeoutException", "message": "no"}}',
    ],
)
def test_a_time_out_is_one(line: str) -> None:
    assert told(line) == "3 of 3 failures logged are timeouts"


@pytest.mark.parametrize(
    "line",
    [
        "[ERROR] ValidationError: order status timeout is not allowed",
        "[ERROR] PaymentError: provider said {'status': 'timeout'}: card declined",
        "[ERROR] ConfigError: timeout must be a number",
    ],
)
def test_a_word_of_the_business_is_none(line: str) -> None:
    assert told(line) is None
