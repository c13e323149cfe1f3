"""Redriving as a person does it, and what then stands where."""

from tests.scenario.harness import Harness
from tests.scenario.harness.slack import Modal

REASON = {"ready_reason": "other", "reason": "the consumer is fixed"}


def open_redrive(h: Harness, by: str = "ana", queue: str = "orders-dlq") -> Modal:
    card = h.slack.expect_message(queue)
    if card.offers("Acknowledge"):
        card.button("Acknowledge").click(by="ana")
        h.fast_forward(seconds=10)
    card.button("Redrive…").click(by=by)
    return h.slack.modal(by)


def standing(h: Harness, queue: str) -> list[str]:
    return sorted(message.body for message in h.sqs.queue(queue).messages)
