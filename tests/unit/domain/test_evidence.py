"""What was found, and what could not be looked at."""

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from tests.unit.domain.incidents import HOUR, NOW


def test_every_part_that_could_not_be_read_is_named_once() -> None:
    denied = Missing("sqs:GetQueueAttributes is denied")
    evidence = Evidence(
        taken_at=NOW, depth=denied, loss=denied, failing=Missing("no log group"), sources=("q",)
    )
    assert evidence.missing == ("sqs:GetQueueAttributes is denied", "no log group")


def test_the_first_loss_is_the_earlier_of_what_is_known() -> None:
    assert Evidence(taken_at=NOW, loss=LossClock(NOW, NOW + HOUR, "x")).first_loss(NOW - HOUR) == NOW
    assert Evidence(taken_at=NOW, loss=Missing("denied")).first_loss(NOW) is None


def test_the_depth_counts_what_is_hidden_too() -> None:
    assert Depth(1, in_flight=2, delayed=3).total == 6


def test_a_message_says_when_it_was_sent_where_it_says_so() -> None:
    sent = ReceivedMessage("m", "r", "", {"SentTimestamp": str(int(NOW.timestamp() * 1000))}, {})
    assert sent.sent_at == NOW
    assert sent._replace(system={"SentTimestamp": "yesterday"}).sent_at is None
