"""Lists in pages, as Lambda's: an account with many functions, a function with many versions."""

from typing import Any

import pytest

from bot.aws.pages import MOST_PAGES, Pages, TooManyPagesError
from bot.domain.evidence.look.pace import PAGES_APART

APART = PAGES_APART.total_seconds()


class List:
    """A list of so many pages of one entry each."""

    def __init__(self, pages: int) -> None:
        self.waits: list[float] = []
        self.asked: list[dict[str, str]] = []
        self._pages = pages

    def _ask(self, after: dict[str, str]) -> Any:
        self.asked.append(after)
        number = len(self.asked)
        more = {"NextMarker": str(number)} if number < self._pages else {}
        return {"Functions": [{"number": number}], **more}

    def read(self) -> list[int]:
        pages = Pages(self.waits.append)
        found = pages("lambda:ListFunctions", "*", self._ask, "Functions", "NextMarker", "Marker")
        return [each["number"] for each in found]


def test_every_page_is_asked_for_after_the_one_before() -> None:
    listed = List(3)
    assert listed.read() == [1, 2, 3]
    assert listed.asked == [{}, {"Marker": "1"}, {"Marker": "2"}]


@pytest.mark.parametrize("pages", [1, 2, 5])
def test_pages_come_no_faster_than_the_account_can_bear(pages: int) -> None:
    listed = List(pages)
    listed.read()
    assert listed.waits == [APART] * (pages - 1)


def test_a_list_without_end_is_not_read_for_ever() -> None:
    listed = List(MOST_PAGES + 1)
    with pytest.raises(TooManyPagesError, match=f"more than {MOST_PAGES} pages"):
        listed.read()
    assert len(listed.asked) == MOST_PAGES
