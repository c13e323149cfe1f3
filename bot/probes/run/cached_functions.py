"""Lambda's configuration, each question asked once per look: parallel probes ask the same."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Any, TypeVar, cast

from bot.domain.evidence.consumer import AccountLimits, AsyncSettings, Deployment, EventSource, FunctionFacts
from bot.domain.evidence.missing import Missing
from bot.ports.functions import Functions

T = TypeVar("T")


class CachedFunctions:
    """Implements ports.Functions. A second caller waits for the first one's answer, or its fault."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._answers: dict[tuple[object, ...], Future[Any]] = {}
        self._asking = threading.Lock()

    def facts(self, function: str) -> FunctionFacts | Missing:
        return self._once(("facts", function), lambda: self._functions.facts(function))

    def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
        return self._once(("polling", source), lambda: self._functions.polling(source))

    def polled_by(self, function: str) -> tuple[EventSource, ...] | Missing:
        return self._once(("polled_by", function), lambda: self._functions.polled_by(function))

    def async_settings(self, function: str) -> AsyncSettings | Missing:
        return self._once(("async", function), lambda: self._functions.async_settings(function))

    def limits(self, account: str, region: str) -> AccountLimits | Missing:
        return self._once(("limits", account, region), lambda: self._functions.limits(account, region))

    def deployment(self, function: str, until: datetime) -> Deployment | Missing:
        key = ("deployment", function, until)
        return self._once(key, lambda: self._functions.deployment(function, until))

    def changed_by(self, deployment: Deployment) -> str:
        return self._once(("changed_by", deployment), lambda: self._functions.changed_by(deployment))

    def _once(self, key: tuple[object, ...], ask: Callable[[], T]) -> T:
        with self._asking:
            first = key not in self._answers
            answer = self._answers.setdefault(key, Future())
        if first:
            try:
                answer.set_result(ask())
            except BaseException as fault:
                answer.set_exception(fault)
                raise
        return cast("T", answer.result())
