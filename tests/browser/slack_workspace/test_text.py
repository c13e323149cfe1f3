"""Slack's markup, and foreign text that stays text."""

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from tests.browser.slack_workspace.shown import messages, post
from tests.contract.slack_workspace.blocks import button, plain
from tests.contract.slack_workspace.places import INCIDENTS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


HOSTILE = (
    "<img src=x onerror=alert(1)> &lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(1)|bank> "
    '"><b>bold</b> <https://example.com/"onclick=alert(1)|ok>'
)


def test_foreign_text_never_becomes_markup(wide: Page, bot: WebClient) -> None:
    bot.chat_postMessage(channel=INCIDENTS, text=HOSTILE)
    post(bot, button("press", text=plain(HOSTILE[:70])), text=HOSTILE)

    shown = messages(wide).locator(".content")
    expect(shown).to_have_count(2)
    expect(shown.first).to_contain_text("<script>alert(1)</script>")
    assert shown.locator("img, script, b").count() == 0
    links = shown.locator("a").evaluate_all("nodes => nodes.map((node) => node.href)")
    assert links
    assert all(link.startswith("https://example.com/") for link in links)
    assert shown.locator("[onclick], [onerror]").count() == 0


MARKUP = [
    pytest.param("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>", id="emphasis"),
    pytest.param("2*3*4 snake_case_name", "2*3*4 snake_case_name", id="marks inside words"),
    pytest.param("`a *b* &lt;c&gt;`", "<code>a *b* &lt;c&gt;</code>", id="code is verbatim"),
    pytest.param("a\n```\nx *y*\n```\nb", "a<pre>x *y*</pre>b", id="code block"),
    pytest.param("&gt; said\nnot", "<blockquote>said</blockquote>not", id="quote"),
    pytest.param("one\ntwo", "one<br>two", id="lines"),
    pytest.param("at 04:40:00 :fire:", "at 04:40:00 🔥", id="times are no emoji"),
    pytest.param("<@U0ANA00001>", '<span class="mention mine">@ana</span>', id="me"),
    pytest.param("<@U0BEN00001>", '<span class="mention">@ben</span>', id="a person"),
    pytest.param("<!subteam^S0ORDERS01>", '<span class="mention">@orders-oncall</span>', id="a group"),
    pytest.param("<#C0ORDERS01>", '<span class="mention">#orders</span>', id="a channel"),
    pytest.param("<!channel>", '<span class="mention mine">@channel</span>', id="everybody"),
    pytest.param("&amp;lt; &lt;@U0ANA00001&gt;", "&amp;lt; &lt;@U0ANA00001&gt;", id="escaped stays text"),
    pytest.param(
        "<!date^1898564280^{date_num} {time}|soon>",
        '<time title="soon">2030-03-01 11:58</time>',
        id="a date in Tokyo",
    ),
    pytest.param("<!date^x^{time}|soon>", '<time title="soon">soon</time>', id="a garbled date"),
    pytest.param(
        "*<https://example.com|a>*",
        '<strong><a href="https://example.com" target="_blank" rel="noopener noreferrer">a</a></strong>',
        id="a link in bold",
    ),
]


@pytest.mark.parametrize(("text", "html"), MARKUP)
def test_mrkdwn_is_shown_as_slack_shows_it(wide: Page, text: str, html: str) -> None:
    render = """async (text) => {
        const { mrkdwn } = await import("/page/mrkdwn.js");
        const node = document.createElement("div");
        node.append(...mrkdwn(text));
        return node.innerHTML;
    }"""

    assert wide.evaluate(render, text) == html
