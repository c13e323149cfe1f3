"""Ports as a look asks them: if AWS refuses, throttles or does not answer, that is an answer too."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from bot.domain.errors import BotError
from bot.domain.evidence.missing import Missing

P = TypeVar("P")


def or_missing(port: P) -> P:
    """The port, with Missing for every fault; a test checks that each method may return it."""
    return cast("P", _OrMissing(port))


class _OrMissing:
    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Callable[..., Any]:
        ask = getattr(self._port, name)

        def answer(*args: Any, **kwargs: Any) -> Any:
            try:
                return ask(*args, **kwargs)
            except BotError as fault:
                return Missing(str(fault))

        return answer
