"""Lambda: how large an event may be, which the emulator does not ask: 1 MB where nobody waits, else 6 MB.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .borrowed import LOGS, borrow

MOST_BYTES = {"Event": 1024 * 1024, "RequestResponse": 6 * 1024 * 1024}
_INVOKED = re.compile(r"/functions/[^/]+/invocations$")

Handle = Callable[..., Awaitable[Any]]


def within_size(handle: Handle) -> Handle:
    async def handled(method: str, path: str, headers: Mapping[str, str], body: bytes, *rest: Any) -> Any:
        most = MOST_BYTES.get(headers.get("x-amz-invocation-type", "RequestResponse"))
        if most is not None and len(body or b"") > most and _INVOKED.search(path):
            told = f"{len(body)} byte payload is too large for the Invoke operation (limit {most} bytes)"
            return borrow(LOGS, "error_response_json")("RequestTooLargeException", told, 413)
        return await handle(method, path, headers, body, *rest)

    return handled
