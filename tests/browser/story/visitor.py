"""Somebody in front of the demo's page: what they see, press and fill in; each step is kept as a picture."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

MINUTE = 60_000  # milliseconds, as playwright counts
# The alarm's period is a minute, and the machine may be busy: a story that hangs fails, a slow one does not.
PATIENCE = 3 * MINUTE


class Visitor:
    """Everything is done by the page's own controls: now on a wide screen, now on a phone, turn by turn."""

    def __init__(self, page: Page, pictures: Path, sizes: Sequence[ViewportSize]) -> None:
        self._page = page
        self._pictures = pictures
        self._sizes = list(sizes)
        self._taken = 0

    @property
    def card(self) -> Locator:
        return self._page.locator("#messages .attachment").first

    @property
    def window(self) -> Locator:
        return self._page.get_by_role("dialog")

    @property
    def thread(self) -> Locator:
        return self._page.get_by_role("complementary", name="Thread")

    def sees(self, place: Locator, *words: str) -> None:
        for word in words:
            expect(place).to_contain_text(word, timeout=PATIENCE)

    def presses(self, place: Locator, button: str) -> None:
        place.get_by_role("button", name=button, exact=True).click()

    def presses_in_the_shop(self, button: str) -> None:
        self.presses(self._page.get_by_role("region", name="The shop"), button)

    def sees_in_the_shop(self, name: str, value: str) -> None:
        number = self._page.locator(".status div").filter(has=self._page.get_by_text(name, exact=True))
        expect(number.locator("dd")).to_have_text(value, timeout=PATIENCE)

    def picks(self, field: str, choice: str) -> None:
        self.window.get_by_label(field, exact=True).select_option(label=choice)

    def closes(self, word: str = "Close") -> None:
        self.window.get_by_role("button", name=word, exact=True).last.click()
        expect(self.window).to_be_hidden()

    def turns_the_pages(self) -> None:
        """To the last one; how many there are depends on how much was there at the first look."""
        following = self.window.get_by_role("button", name="Next", exact=True)
        while following.count():
            shown = self.window.get_by_role("heading").inner_text()
            following.click()
            expect(self.window.get_by_role("heading")).not_to_have_text(shown, timeout=PATIENCE)

    def types(self, command: str) -> None:
        self._page.get_by_label("Message or slash command").fill(command)
        self._page.keyboard.press("Enter")

    def sees_answer(self, *words: str) -> None:
        self.sees(self._page.locator("#messages .only-you").last, *words)

    def opens_the_thread(self) -> None:
        self._page.locator("#messages .replies").click()

    def closes_the_thread(self) -> None:
        self._page.get_by_role("button", name="Close thread").click()

    def keeps(self, what: str) -> None:
        """A picture of the whole window in each size, numbered in the order of the story."""
        self._taken += 1
        self._sizes.reverse()
        for size in self._sizes:
            self._page.set_viewport_size(size)
            path = self._pictures / f"story-{size['width']}-{self._taken:02d}-{what}.png"
            self._page.screenshot(path=path, animations="disabled")
