"""Who may call a server of the local stack: programs of this machine, and never a web page next door.

A browser says who calls: `Host` is the name it went by, also where that name was made to resolve to loopback
(DNS rebinding); `Origin` and `Sec-Fetch-Site` are the site that asks; no script can set any of them
(https://fetch.spec.whatwg.org/#forbidden-request-header,
https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header). SDKs and command lines send no site.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

NAMES = ("127.0.0.1", "localhost", "[::1]")
# What a person opens by hand is of no site, and so is a link in a mail; a page's own calls are of its origin.
BY_HAND, OWN = "none", "same-origin"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def refusal(method: str, headers: Iterable[tuple[str, str]], port: int, *, pages: bool = False) -> str | None:
    """Why a request is not answered, in one line; None for one that may be.

    Args:
        pages: Whether the server has a page of its own, which may call it; no browser calls any other: SQS
            and SNS act on a GET, so a link would do.
    """
    told: dict[str, list[str]] = {}
    for name, value in headers:
        told.setdefault(name.lower(), []).append(value.strip())
    hosts, origins, sites = (told.get(name, []) for name in ("host", "origin", "sec-fetch-site"))
    if len(hosts) != 1 or hosts[0].lower() not in {f"{name}:{port}" for name in NAMES}:
        return "this server answers to 127.0.0.1 and localhost only"
    if method.upper() == "OPTIONS":
        return "no other site may ask for leave to call this server"
    own = {f"http://{hosts[0].lower()}"} if pages else set()
    if set(origins) - own or set(sites) - ({BY_HAND, OWN} if pages else set()):
        return (
            "a page of another site may not call this server" if pages else "no browser may call this server"
        )
    return None


def from_this_machine(app: App) -> App:
    """The app behind that rule; it allows no page to read its answers either, whatever it says itself."""

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return await app(scope, receive, send)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        why = refusal(scope.get("method", "GET"), headers, scope["server"][1])
        if why is None:
            return await app(scope, receive, without_leave(send))
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close"})
        await send(
            {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
        )
        return await send({"type": "http.response.body", "body": f"{why}\n".encode()})

    return guarded


def without_leave(send: Send) -> Send:
    """Send without the headers by which a server lets pages of other origins read (CORS)."""

    async def sending(message: Message) -> None:
        if message.get("headers"):
            kept = [each for each in message["headers"] if not each[0].lower().startswith(b"access-control-")]
            message = {**message, "headers": kept}
        await send(message)

    return sending
