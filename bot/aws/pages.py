"""Lists that come in pages: read to their end, but not for ever, and no faster than the account can bear."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.aws.errors import Client, asking
from bot.domain.errors import Permanent
from bot.domain.evidence.look.pace import PAGES_APART

# Of a list without end the first pages speak; what is not among them was not read.
MOST_PAGES = 20


class TooManyPagesError(Permanent):
    """A list is longer than can be read in time; what was read of it is true."""


def pages_of(
    client: Client, operation: str, action: str, resource: str, **request: object
) -> Iterator[dict[str, Any]]:
    """Every page of a list whose quota nothing else needs, one after the other."""
    with asking(action, resource):
        yield from client.get_paginator(operation).paginate(**request)


class Pages:
    """Lists whose quota is the account's: page after page, some time apart."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep

    def __call__(
        self,
        action: str,
        resource: str,
        ask: Callable[[dict[str, str]], Any],
        items: str,
        token: str,
        sends: str = "",
    ) -> Iterator[dict[str, Any]]:
        """Everything in a list.

        Args:
            ask: Asks for the page after the token.
            token: What the answer calls the next page; `sends` what the request does, where that differs.

        Raises:
            TooManyPagesError: There is more than can be read in time: who is not among it may be behind it.
        """
        after: dict[str, str] = {}
        for number in range(MOST_PAGES):
            if number:
                self._sleep(PAGES_APART.total_seconds())
            with asking(action, resource):
                answer = ask(after)
            yield from answer.get(items, [])
            if not answer.get(token):
                return
            after = {sends or token: answer[token]}
        raise TooManyPagesError(f"{action} has more than {MOST_PAGES} pages; only those were read")
