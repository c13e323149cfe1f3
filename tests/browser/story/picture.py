"""The README's picture, taken of the running demo: `python -m tests.browser.story.picture`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import chromium
from tests.browser.story.visitor import PATIENCE
from tests.e2e.local_process import ROOT, command

PICTURE = ROOT / "docs" / "images" / "card.png"
INVITATION = "The first card is in #incidents. Open "


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, command(Path(folder), "demo") as demo:
        url = demo.until(INVITATION).removeprefix(INVITATION).split()[0]
        with chromium() as browser:
            # More than one pixel for one: crisp on a good screen, and still small enough for a README.
            page = browser.new_page(viewport={"width": 1280, "height": 600}, device_scale_factor=1.75)
            page.goto(url)
            wait_until_all_is_said(page)
            # The shop's own numbers run ahead of what stood on the card when it was drawn.
            page.locator("#panel").evaluate("strip => strip.remove()")
            PICTURE.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURE, animations="disabled")
        demo.interrupt()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} KB")


def wait_until_all_is_said(page: Page) -> None:
    card = page.locator("#messages .attachment").first
    expect(card).to_contain_text("they would come back", timeout=PATIENCE)
    expect(card).to_contain_text("KeyError 'fullname'", timeout=PATIENCE)
    expect(page.locator("#messages .replies")).to_be_visible(timeout=PATIENCE)


if __name__ == "__main__":
    main()
