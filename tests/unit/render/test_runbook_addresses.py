"""Addresses in descriptions are found whole, whatever is written around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.runbooks.addresses import addresses, runbook_address

PAGE = "https://wiki.example.com/dlq_(orders)"
AROUND = (
    *(
        "{}",
        "see {}.",
        "see {}, then page",
        "({})",
        "see ({}), then page.",
        "[{}]",
        "*{}*",
        "_{}_",
        "~{}~",
        "`{}`",
    ),
    *(
        "<{}>",
        "<{}|Runbook>",
        "[Runbook]({})",
        "[Runbook]({}).",
        '<a href="{}">Runbook</a>',
        "'{}'",
        "{}!",
        "{}?",
    ),
    *("&lt;{}&gt;", "\u201c{}\u201d", "**{}**", "{}\nand more", "{}: first", "({}; then page)", "{}\u3002"),
)
PAGES = (
    PAGE,
    "https://wiki.example.com/orders",
    "http://localhost:8080/a/b.html?x=[1]&y={2}#part-3",
    "https://en.wikipedia.org/wiki/Queue_(abstract_data_type)",
    "https://wiki.example.com/a_(b_(c))",
    "https://wiki.example.com/orders_",
    "https://wiki.example.com/a*b",
    "HTTPS://WIKI.EXAMPLE.COM/ORDERS",
)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("page", PAGES)
def test_an_address_is_found_whole(around: str, page: str) -> None:
    if around == "_{}_" and page.endswith("_"):
        return  # whose mark the last one is nobody can tell
    assert runbook_address(around.format(page), {}) == page


@pytest.mark.parametrize(
    ("description", "tags", "page"),
    [
        (f"dashboard https://d.example.com/1 runbook: {PAGE}", {}, PAGE),
        (f"Dashboard: https://d.example.com/1\nRunbook for orders: <{PAGE}|here>", {}, PAGE),
        (f"https://d.example.com/1 - run-book = {PAGE}", {}, PAGE),
        (f"https://d.example.com/1 runbook_url: {PAGE}", {}, PAGE),
        ("no runbook yet", {"Runbook": PAGE}, PAGE),
        ("https://d.example.com/1", {"runbook": PAGE}, PAGE),
        ("the runbook is on paper\nhttps://d.example.com/1", {}, "https://d.example.com/1"),
        ("nothing", {"team": "https://team.example.com"}, ""),
        ("https://", {}, ""),
        ("(https://)", {}, ""),
    ],
)
def test_the_runbook_is_what_is_called_so_else_the_first_address(
    description: str, tags: dict[str, str], page: str
) -> None:
    assert runbook_address(description, tags) == page


@given(st.text() | st.text("htps:/()[]{}*_.,<>|a ").map(lambda text: f"https://a{text}"))
def test_any_text_has_addresses_with_balanced_brackets_or_open_ones(text: str) -> None:
    for address in addresses(text):
        assert address in text
        assert all(address.count(each) >= address.count(other) for each, other in ("()", "[]", "{}"))
