"""Everything around the cards: threads, commands, Home, the shop, the width of a phone."""

import struct
import zlib

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from local.slack_workspace import SlackWorkspace
from tests.browser.chromium import PHONE, WIDE
from tests.browser.slack_workspace.shown import ACKNOWLEDGE, MORE, SNOOZE, messages, open_modal, post
from tests.contract.slack_workspace.blocks import button, form, note_input, section
from tests.contract.slack_workspace.places import ANA, INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import App, MovableClock

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_thread_opens_beside_its_card(page: Page, bot: WebClient) -> None:
    ts = post(bot)
    bot.chat_postMessage(channel=INCIDENTS, thread_ts=ts, text="the story")

    page.get_by_role("button", name="1 reply").click()

    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("the story")
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_an_uploaded_picture_is_seen_in_the_thread_and_fits_a_phone(page: Page, bot: WebClient) -> None:
    ts = post(bot)
    bot.files_upload_v2(
        channel=INCIDENTS, thread_ts=ts, filename="metric.png", title="Depth of orders-dlq", content=png(600)
    )

    page.get_by_role("button", name="1 reply").click()

    picture = page.get_by_role("complementary", name="Thread").get_by_role("img", name="Depth of orders-dlq")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 600)
    frame = picture.bounding_box()
    assert frame is not None
    assert frame["x"] + frame["width"] <= (page.viewport_size or WIDE)["width"]


def png(width: int) -> bytes:
    """A grey picture, one pixel high."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" + b"\x80" * width)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_command_is_answered_to_the_one_who_typed_it(page: Page, app: App) -> None:
    app.answers(value={"text": "2 open incidents"})

    page.get_by_label("Message or slash command").fill("/lastcall list")
    page.keyboard.press("Enter")
    expect(messages(page)).to_contain_text("Only visible to you")
    expect(messages(page)).to_contain_text("2 open incidents")

    page.get_by_label("Who you are").select_option(label="ben")
    expect(messages(page)).not_to_contain_text("2 open incidents")


def test_a_failed_command_says_so_above_the_box(page: Page, app: App) -> None:
    app.answers(status=500)

    page.get_by_label("Message or slash command").fill("/lastcall list")
    page.keyboard.press("Enter")

    expect(page.locator("#composer-hint")).to_contain_text(
        '/lastcall failed with the error "dispatch_failed"'
    )


def test_the_home_tab_shows_what_was_published(page: Page, bot: WebClient, size: dict[str, int]) -> None:
    bot.views_publish(user_id=ANA, view={"type": "home", "blocks": [section("2 open incidents")]})
    if size is PHONE:
        page.get_by_role("button", name="Channels").click()

    page.get_by_role("navigation").get_by_role("button", name="Lastcall").click()

    expect(page.get_by_role("region", name="Home")).to_contain_text("2 open incidents")


def test_the_shop_is_worked_from_its_strip(page: Page) -> None:
    strip = page.get_by_role("region", name="The shop")
    expect(strip).to_contain_text("v42")

    strip.get_by_role("button", name="Deploy the fix").click()

    expect(strip).to_contain_text("v43")
    expect(page.locator("#toasts")).to_contain_text("v43 is live")


def test_the_strip_shows_one_part_of_the_shop_at_a_time(page: Page) -> None:
    strip = page.get_by_role("region", name="The shop")
    expect(strip.get_by_role("tab", name="Orders", selected=True)).to_be_visible()
    expect(strip.get_by_role("button", name="Let it skip")).to_be_hidden()

    strip.get_by_role("tab", name="Clicks").click()

    expect(strip).to_contain_text("9 s")
    expect(strip.get_by_role("button", name="Let it skip")).to_be_visible()
    expect(strip.get_by_role("button", name="Deploy the fix")).to_be_hidden()
    expect(strip.get_by_role("tab", name="Clicks", selected=True)).to_be_focused()


def test_nothing_is_wider_than_the_screen(page: Page, slack: SlackWorkspace, bot: WebClient) -> None:
    long_word = "arn:aws:sqs:eu-west-1:111122223333:" + "orders-" * 30
    ts = post(bot, ACKNOWLEDGE, button("inspect"), SNOOZE, MORE, text=f"*{long_word}* `{long_word}`")
    bot.chat_postMessage(channel=INCIDENTS, thread_ts=ts, text=f"```{long_word}```")
    page.get_by_role("button", name="1 reply").click()
    assert fits(page)

    open_modal(slack, bot, form(section(long_word), note_input()))
    expect(page.get_by_role("dialog")).to_be_visible()
    assert fits(page)


def fits(page: Page) -> bool:
    wider = """() => [document.documentElement, ...document.querySelectorAll('.messages, .modal-body')]
        .filter((node) => node.scrollWidth > node.clientWidth).length"""
    return bool(page.evaluate(wider) == 0)


def test_each_message_says_whose_phones_rang_and_what_they_print(bot: WebClient, page: Page) -> None:
    bot.chat_postMessage(channel=INCIDENTS, text="orders-dlq: &lt;b&gt;37&lt;/b&gt; dead letters")
    bot.chat_postMessage(channel=INCIDENTS, text="<@U0ANA00001> <@U0EMIL0001> look, `please`")
    shown = page.locator("#messages .notified")
    expect(shown).to_have_count(2)
    quiet, call = shown.all()

    assert "notified: nobody" in quiet.inner_text()
    assert not quiet.locator(".phone-text").is_visible()
    quiet.locator("summary").click()
    assert quiet.locator(".phone-text").inner_text() == "a phone shows: orders-dlq: <b>37</b> dead letters"

    assert "notified: ana" in call.inner_text()
    assert call.get_by_text("not reached: emil (Do Not Disturb)").is_visible()
    assert call.locator(".phone-text").inner_text() == "a phone shows: @ana @emil look, `please`"
    assert call.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_outlived_its_run_goes_on_with_the_next_one(browser: Browser) -> None:
    def run(port: int = 0) -> SlackWorkspace:
        return SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=MovableClock(), port=port)

    with run() as first:
        page = browser.new_page()
        page.goto(first.page_url)
        page.wait_for_selector("#who option", state="attached")
    with run(int(first.page_url.rstrip("/").rpartition(":")[2])) as second:
        WebClient(TOKEN, base_url=second.api_url).chat_postMessage(
            channel=INCIDENTS, text="of the second run"
        )
        expect(messages(page)).to_contain_text("of the second run", timeout=15_000)
        page.close()
