"""CommandQueue: what people pressed, and incidents whose time has come."""

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import Permanent
from bot.entrypoints import started
from bot.entrypoints.batch import Failures, each_message, left_alone
from bot.wiring.on_command import CommandWiring, wired
from bot.wiring.runtime import lambda_runtime


class OnCommand:
    def __init__(self, wired: CommandWiring) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], _context: Any) -> Failures:
        return each_message(event, self._do)

    def _do(self, document: Mapping[str, Any]) -> None:
        match document:
            # `attend` was its name before: such messages may still be in the queue.
            case {"due": {"group": str(group)}} | {"attend": {"group": str(group)}}:
                with left_alone(group):
                    self._wired.advance(group, self._wired.clock())
            case {"slack": {"body": str(body), "content_type": str(content_type)} as request}:
                self._wired.slack(body, content_type, opened=bool(request.get("opened")))
            case _:
                raise Permanent("CommandQueue holds a message of no known kind")


handler = started(OnCommand(wired(lambda_runtime())))
