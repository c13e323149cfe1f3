"""An incident whose looks never come to their end holds up no other."""

from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.wire import Call

SOON = 30  # seconds


def poison(h: Harness, name: str) -> list[Call]:
    """From now on whoever receives from that queue hangs until Lambda kills it; returns these receives."""
    hung: list[Call] = []

    def choose(call: Call) -> Fate | None:
        if (call.by, str(call)) != ("on_job", f"sqs.ReceiveMessage {name}"):
            return None
        hung.append(call)
        return Fate.HANGS

    h.wire.meet(choose)
    return hung


def another_is_looked_at(h: Harness, n: int) -> None:
    h.dead_letters(f"emails-{n}-dlq", '{"to": "somebody"}')
    h.deliver(Alarm(f"emails-{n}-dlq").fires(h.clock()))
    h.fast_forward(seconds=SOON)
    assert h.incident(f"emails-{n}-dlq").evidence is not None


def test_while_looks_at_an_incident_hang_every_other_is_looked_at_within_half_a_minute(h: Harness) -> None:
    h.queues.places["JobQueue"] = 2  # the fewest that a stack may be given
    h.dead_letters("orders-dlq", '{"order": 1}')
    hung = poison(h, "orders-dlq")
    for n in range(3):
        h.deliver(Alarm("orders-dlq", f"orders-{n}").fires(h.clock()))
        another_is_looked_at(h, n)
    assert len(hung) == 1
    for n in range(3, 6):
        h.fast_forward(minutes=4)
        another_is_looked_at(h, n)
    assert len(hung) >= 3


def test_an_incident_whose_looks_hang_says_so_and_is_looked_at_again(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    hung = poison(h, "orders-dlq")
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(minutes=8)
    assert len(hung) == 2
    card = h.slack.expect_message("orders-dlq")
    assert "2 looks did not finish" in card.text
    h.wire.unharmed()
    h.fast_forward(minutes=12)
    assert "1 dead letter" in card.text
    assert "did not come to their end" not in card.text
