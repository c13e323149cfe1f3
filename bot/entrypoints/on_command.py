"""CommandQueue: what people pressed, and incidents whose time has come."""

from collections.abc import Mapping
from typing import Any

from bot import wiring
from bot.domain.errors import Permanent
from bot.entrypoints.batch import Failures, each_message

_clock, _tend, _press = wiring.for_on_command()


def handler(event: Mapping[str, Any], _context: Any) -> Failures:
    return each_message(event, _do)


def _do(document: Mapping[str, Any]) -> None:
    match document:
        case {"attend": {"group": str(group)}}:
            _tend(group, _clock())
        case {"slack": {"body": str(body), "content_type": str(content_type)} as request}:
            _press(body, content_type, opened=bool(request.get("opened")))
        case _:
            raise Permanent("CommandQueue holds a message of no known kind")
