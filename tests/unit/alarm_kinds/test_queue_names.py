"""Which names say that messages are given up there, by the conventions of teams and frameworks."""

import pytest

from bot.alarm_kinds.resources.queue_names import holds_dead_letters
from tests.unit.alarm_kinds.alarms import plain, taken_as

SAID = (
    *("orders-dlq", "orders_dlq", "dlq-orders", "OrdersDLQ", "orders.dlq.fifo", "orders-deadletter"),
    *("orders-dead-letter", "dead-letter-orders", "OrdersDeadLetterQueue", "dead-orders", "orders-dlx"),
    *("orders-dlt", "orders-dmq", "orders_error", "orders_skipped", "error", "orders-error", "orders-errors"),
    *("orders.failed", "orders-failed", "ordersFailed", "orders-failures", "orders-failure", "failed-orders"),
    *("FailedMessages", "failed-jobs", "orders-error-queue", "orders_error.fifo", "orders-failed-prod"),
    *("orders-failed-eu-west-1", "orders-poison", "poison-orders", "orders-undeliverable", "undelivered"),
    *("orders-retry-exhausted", "orders-rejected", "orders-parking-lot", "orders-quarantine"),
    *("orders-unprocessable", "orders-unprocessed"),
)
UNSAID = (
    *("orders", "deadline-orders", "mirrors", "terrors", "errorless", "orders-retry", "retry-orders"),
    *("error-reports", "error-alerts", "failed-payments-retry", "failover-orders", "orders-fail-over"),
    *("skipped-beats-worker", "payments-rejections-handler", "deadbeat", "orders-exhaust"),
)


@pytest.mark.parametrize("name", SAID)
def test_these_names_say_so_whatever_the_threshold(name: str) -> None:
    assert holds_dead_letters(name)
    watched = ("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": name})
    assert taken_as(plain(watched)) == ("dead_letters", f"queue/{name}")


@pytest.mark.parametrize("name", UNSAID)
def test_these_do_not(name: str) -> None:
    assert not holds_dead_letters(name)
