"""Probes that ask alike are answered from one call."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from bot.domain.errors import Transient
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.missing import Missing
from bot.probes.run.cached_functions import CachedFunctions
from tests.fakes import FakeFunctions

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
WORKER = "arn:aws:lambda:eu-west-1:111122223333:function:orders-worker"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Counted(FakeFunctions):
    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.release = threading.Event()
        self.release.set()

    def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
        self.asked += 1
        assert self.release.wait(30)
        return super().polling(source)


def test_a_question_asked_before_is_not_asked_again() -> None:
    functions = Counted()
    functions.consume(QUEUE, WORKER)
    once = CachedFunctions(functions)
    assert once.polling(QUEUE) == once.polling(QUEUE) == functions.polling(QUEUE)
    assert functions.asked == 2  # once by it, once by this test


def test_who_asks_meanwhile_waits_for_the_same_answer() -> None:
    functions = Counted()
    functions.consume(QUEUE, WORKER)
    functions.release.clear()
    once = CachedFunctions(functions)
    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(once.polling, QUEUE) for _ in range(4)]
        functions.release.set()
        assert all(answer.result(30) for answer in answers)
    assert functions.asked == 1


def test_a_fault_is_every_askers() -> None:
    class Faulty(Counted):
        def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
            self.asked += 1
            raise Transient("throttled")

    functions = Faulty()
    once = CachedFunctions(functions)
    for _ in range(2):
        with pytest.raises(Transient):
            once.polling(QUEUE)
    assert functions.asked == 1


def test_other_questions_are_other_answers() -> None:
    functions = FakeFunctions()
    functions.consume(QUEUE, WORKER)
    once = CachedFunctions(functions)
    assert once.polling(QUEUE) == once.polled_by(WORKER)
    assert once.polling(WORKER) == ()
    assert once.async_settings(WORKER) == functions.async_settings(WORKER)
    assert once.limits("111122223333", "eu-west-1") == functions.account
    assert isinstance(once.facts(WORKER), Missing)
    assert isinstance(once.deployment(WORKER, NOON), Missing)
