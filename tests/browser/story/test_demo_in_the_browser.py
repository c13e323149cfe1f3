"""`lastcall demo` as a newcomer meets it: started by its command, worked by clicks on its page alone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import PHONE, WIDE, chromium
from tests.browser.story.visitor import Visitor
from tests.e2e.local_process import Command, command

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-story")]
PICTURES = Path(__file__).resolve().parents[1] / "screenshots"
INVITATION = "The first card is in #incidents. Open "


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Command]:
    with command(tmp_path, "demo") as started:
        yield started
        assert started.interrupt() == 0
        assert started.leftovers() == []


@contextmanager
def opened(url: str) -> Iterator[Page]:
    """A page on which no script fails."""
    with chromium() as browser:
        page = browser.new_page(viewport=WIDE)
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(url)
        yield page
        assert failures == []


@pytest.fixture
def visitor(demo: Command) -> Iterator[Visitor]:
    url = demo.until(INVITATION).removeprefix(INVITATION).split()[0]
    PICTURES.mkdir(exist_ok=True)
    with opened(url) as page:
        yield Visitor(page, PICTURES, [WIDE, PHONE])


def test_a_newcomer_clicks_from_the_first_card_to_a_resolved_incident(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor.sees(visitor.card, "orders-dlq", "KeyError 'fullname'", "Act before", "first message deleted")
    visitor.sees_in_the_shop("Dead letters", "12")
    visitor.keeps("card")
    looks_into_the_thread(visitor)

    pressed = time.monotonic()
    visitor.presses(visitor.card, "Acknowledge")
    visitor.sees(visitor.card, "Acknowledged by ana")
    with capsys.disabled():
        print(f"\nA click on Acknowledge changed the card after {time.monotonic() - pressed:.2f} s")
    visitor.keeps("acknowledged")

    inspects(visitor)
    visitor.presses_in_the_shop("Deploy the fix")
    visitor.sees_in_the_shop("Consumer", "fixed")
    visitor.keeps("fixed")

    redrives(visitor)
    visitor.sees_in_the_shop("Dead letters", "0")
    visitor.sees_in_the_shop("Processed", "20")
    visitor.keeps("drained")

    visitor.sees(visitor.card, "orders-dlq: resolved", "Proven healthy")
    visitor.keeps("resolved")
    looks_around(visitor)


def looks_into_the_thread(visitor: Visitor) -> None:
    """The first call says it all by itself."""
    visitor.opens_the_thread()
    visitor.sees(visitor.thread, "@ana", "dead letters", "Customers have paid", "left", "First step")
    visitor.keeps("called")
    visitor.closes_the_thread()


def inspects(visitor: Visitor) -> None:
    """To the last page of the sample, and from there to a redrive that is better not begun yet."""
    visitor.presses(visitor.card, "Inspect")
    visitor.sees(visitor.window, "KeyError 'fullname'", "firstname")
    visitor.keeps("inspect")
    visitor.turns_the_pages()
    visitor.keeps("inspect-last-page")
    visitor.presses(visitor.window, "Redrive…")
    visitor.sees(visitor.window, "12 messages go back", "they come back unless")
    visitor.keeps("too-early")
    visitor.closes("Cancel")


def redrives(visitor: Visitor) -> None:
    visitor.presses(visitor.card, "Redrive…")
    visitor.sees(visitor.window, "12 messages go back", "The first 5 go alone", "orders")
    visitor.presses(visitor.window, "Redrive 12")
    visitor.sees(visitor.window, "Please complete this required field")
    visitor.keeps("no-reason")
    visitor.picks("Reason", "The consumer is fixed and deployed")
    visitor.keeps("redrive")
    visitor.presses(visitor.window, "Redrive 12")
    visitor.sees(visitor.window, "The card shows")
    visitor.keeps("redriving")
    visitor.closes()
    visitor.sees(visitor.card, "5 of 12 moved, watched until")
    visitor.presses(visitor.card, "Continue now…")
    visitor.picks("Reason", "What was sent first was processed: its log says so")
    visitor.keeps("continue")
    visitor.presses(visitor.window, "Send the others")
    visitor.sees(visitor.window, "The others go next")
    visitor.closes()


def looks_around(visitor: Visitor) -> None:
    visitor.opens_the_thread()
    visitor.sees(
        visitor.thread,
        "Acknowledged by ana",
        "12 of 12 moved back to orders",
        "Resolved: orders-dlq is empty",
    )
    visitor.keeps("thread")
    visitor.closes_the_thread()
    visitor.types("/lastcall")
    visitor.sees_answer("No incident is open")
    visitor.types("/lastcall help")
    visitor.sees_answer("/lastcall redrive")
    visitor.keeps("commands")
