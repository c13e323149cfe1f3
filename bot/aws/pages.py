"""Paged lists: read to their end, but not forever, and no faster than the account's quota allows."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.aws.errors import Client, asking
from bot.domain.errors import Permanent
from bot.domain.evidence.look.pace import PAGES_APART

# A list longer than this counts by its first pages; the rest is unread.
MOST_PAGES = 20


class TooManyPagesError(Permanent):
    """A list is too long to read in time; what was read of it is true."""


def pages_of(
    client: Client, operation: str, action: str, resource: str, **request: object
) -> Iterator[dict[str, Any]]:
    """Every page of a list with a quota that nothing else needs, one after the other."""
    with asking(action, resource):
        yield from client.get_paginator(operation).paginate(**request)


class Pages:
    """Lists under the account's quota: page after page, some time apart."""

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
            token: The answer's name for the next page; `sends` is the request's, if that differs.

        Raises:
            TooManyPagesError: There is more than can be read in time: an item not found may come later.
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
