"""What the scenarios stand on: an answer that AWS would not give fails them, and so does an idle denial."""

import pytest

from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.looking import verdict_of
from tests.scenario.diagnosis.situations import WORKER, on_stream


@pytest.mark.parametrize("wrong", [{"LastProcessingResults": "OK"}, {"BatchSize": "100"}], ids=str)
def test_a_key_that_aws_does_not_know_fails_the_scenario(wrong: dict[str, str]) -> None:
    aws = Account()
    worker, _ = on_stream(aws)
    worker.mappings[0] |= wrong
    with pytest.raises(AssertionError, match=r"lambda\.ListEventSourceMappings"):
        verdict_of(aws, "iterator_age", WORKER)


def test_what_was_never_answered_cannot_be_denied() -> None:
    with pytest.raises(AssertionError, match=r"lambda\.GetFunction"):
        Account().deny("lambda.GetFunction")


def test_a_metric_that_was_never_sent_cannot_be_forgotten() -> None:
    with pytest.raises(AssertionError, match="IteratorAge"):
        Account().metrics.forget("IteratorAge")
