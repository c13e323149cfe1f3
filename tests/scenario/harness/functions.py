"""The six functions, wired as deployed but for the world they are given."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import bot.wiring.on_slack
import bot.wiring.runtime
from bot.aws.session import Clients
from bot.domain.policy.policy import Policy
from bot.settings import Settings
from bot.wiring.runtime import Runtime
from tests.fakes import HandClock
from tests.scenario.harness import aws
from tests.scenario.harness.places import ACCOUNT, POLICY, REGION, SETTINGS, STACK
from tests.scenario.harness.wire import ProcessDied, Wire

Function = Callable[[Any, Any], Any]


class Functions:
    """Each lives in a process of its own, which is started again after it died."""

    def __init__(
        self,
        clock: HandClock,
        wire: Wire,
        policy: Policy = POLICY,
        settings: Settings = SETTINGS,
        clients: Clients | None = None,
        *,
        side_by_side: bool = False,
    ) -> None:
        self._world = Runtime(
            settings,
            clients or aws.clients(),
            clock,
            policy,
            sleep=lambda seconds: clock.forward(seconds=seconds),
            threads=None if side_by_side else _InOrder,
        )
        self._wire = wire
        self._running: dict[str, Function] = {}
        self._paused: set[str] = set()

    def pause(self, name: str) -> None:
        """No concurrency is left for it: what waits for it waits on."""
        self._paused.add(name)

    def resume(self, name: str) -> None:
        self._paused.discard(name)

    def is_paused(self, name: str) -> bool:
        return name in self._paused

    @property
    def hung(self) -> bool:
        """Whether the last invocation was killed at its time-out."""
        return self._wire.hung

    def invoke(self, name: str, event: Any) -> Any:
        """Raises what the handler raises, and ProcessDied when its process died meanwhile."""
        if name not in self._running:
            self._running[name] = self._start(name)
        self._wire.begin(name)
        try:
            answer = self._running[name](event, _Context(f"{_FUNCTION}:{STACK}-{name.replace('_', '-')}"))
        finally:
            died, self._wire.running = self._wire.died, ""
            if died:
                del self._running[name]
        # What a process that is gone would have answered is answered by nobody.
        if died:
            raise ProcessDied
        return answer

    def restart(self) -> None:
        """As after a deployment: nothing is remembered in any process."""
        self._running.clear()

    def _start(self, name: str) -> Function:
        module, world = _entrypoints()[name], self._world
        handler: Any = getattr(module, "".join(part.capitalize() for part in name.split("_")))
        if name == "on_slack":
            wired: Any = bot.wiring.on_slack.wired(world.settings, world.clients, world.clock)
        else:
            wired = module.wired(world)
        function: Function = handler(wired)
        return function


_FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"


class _Context(NamedTuple):
    """What Lambda tells a function of its invocation."""

    invoked_function_arn: str


@cache
def _entrypoints() -> Mapping[str, ModuleType]:
    """The modules make their handler as they are imported: here of a world that nobody calls."""
    with pytest.MonkeyPatch.context() as patch:
        world = Runtime(SETTINGS, aws.clients(), HandClock(), POLICY)
        door = bot.wiring.on_slack.wired(world.settings, world.clients, world.clock)
        patch.setattr(bot.wiring.runtime, "lambda_runtime", lambda: world)
        patch.setattr(bot.wiring.on_slack, "lambda_door", lambda: door)
        from bot.entrypoints import (  # noqa: PLC0415 - not before the world is there
            on_alarm,
            on_change,
            on_clock,
            on_command,
            on_job,
            on_slack,
        )
    modules = (on_alarm, on_change, on_clock, on_command, on_job, on_slack)
    return {module.__name__.rpartition(".")[2]: module for module in modules}


class _InOrder(Executor):
    """Does at once what it is given, so that the k-th call is the same one in every run."""

    def __init__(self, _most: int, _name: str) -> None:
        """Threads are not wanted."""

    def submit(self, do: Callable[..., Any], /, *given: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(do(*given, **named))
        except Exception as fault:  # noqa: BLE001 - an executor hands on whatever it was
            future.set_exception(fault)
        return future
