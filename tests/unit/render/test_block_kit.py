"""Slack takes every view, whatever text it holds, and nothing foreign is ever read as markup."""

import re
from typing import Any

import pytest
from hypothesis import given

from bot.render.graphemes import clusters
from bot.render.view import (
    CardView,
    Input,
    Link,
    ModalView,
    Option,
    Part,
    Preformatted,
    ReplyView,
    Tone,
    When,
    Who,
    Words,
)
from bot.slack.markup import limits
from bot.slack.markup.block_kit import card_message, modal_view, reply_message
from tests.unit.render.views import (
    NASTY,
    cards,
    foreign_spans,
    markup,
    message_faults,
    modals,
    replies,
    texts,
    view_faults,
)

_OURS = re.compile(r"<https?://[^\s|<>\"]+\|[^<>|]*>")


@given(cards())
def test_slack_takes_every_card(card: CardView) -> None:
    assert message_faults(card_message(card)) == []


@given(replies())
def test_slack_takes_every_reply(reply: ReplyView) -> None:
    message = reply_message(reply)
    assert message_faults(message) == []
    assert len(message["text"]) <= limits.TEXT


@given(modals())
def test_slack_takes_every_modal(modal: ModalView) -> None:
    assert view_faults(modal_view(modal, "click")) == []


def _unexplained(payload: Any) -> list[str]:
    """Strings with a `<` that no link of ours explains."""
    return [text for text in markup(payload) if "<" in _OURS.sub("", text)]


@given(cards(foreign_spans))
def test_no_card_lets_foreign_text_link_or_mention(card: CardView) -> None:
    assert _unexplained(card_message(card)) == []


@given(replies(foreign_spans))
def test_no_reply_lets_foreign_text_link_or_mention(reply: ReplyView) -> None:
    assert _unexplained(reply_message(reply)) == []


@given(modals(foreign_spans))
def test_no_modal_lets_foreign_text_link_or_mention(modal: ModalView) -> None:
    assert _unexplained(modal_view(modal)) == []


def _card(**changes: Any) -> CardView:
    card = CardView("headline", Tone.UNACKNOWLEDGED, (Words("headline"),), (), (), (), (Words("footer"),))
    return card._replace(**changes)


def _shown(card: CardView) -> str:
    blocks = card_message(card)["attachments"][0]["blocks"]
    return str(blocks[0]["text"]["text"])


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        pytest.param("<!channel> & co", "&lt;!channel&gt; &amp; co", id="markup is escaped"),
        pytest.param(
            "*all* _of_ ~it~",
            "\u2217all\u2217 \u02cdof\u02cd \u223cit\u223c",
            id="formatting marks lose their meaning",
        ),
        pytest.param("orders_dlq_prod", "orders_dlq_prod", id="a name with inner underscores stays itself"),
        pytest.param("a`b", "a\u02cbb", id="backticks cannot open code"),
        pytest.param("two\nlines", "two lines", id="a line stays one line"),
        pytest.param("> quoted", "\u203a quoted", id="nothing begins a quotation"),
        pytest.param("gp\u202ejp.exe", "gpjp.exe", id="text cannot be turned around"),
        pytest.param("a\x00b", "a\ufffdb", id="control characters are shown as what they are"),
    ],
)
def test_foreign_words_show_as_they_are(foreign: str, shown: str) -> None:
    assert _shown(_card(headline=(Words(foreign),))) == shown


def test_bold_spans_side_by_side_are_one_bold() -> None:
    line = (Words("Act before ", bold=True), Words("noon ", bold=True), Words("or not"))
    assert _shown(_card(headline=line)) == "*Act before noon* or not"


def test_a_code_span_cannot_be_left() -> None:
    assert _shown(_card(headline=(Words("a` <!channel>", code=True),))) == "`a\u02cb &lt;!channel&gt;`"


def test_only_http_becomes_a_link() -> None:
    assert _shown(_card(headline=(Link("javascript:alert(1)", "click"),))) == "click"
    assert _shown(_card(headline=(Link("https://a.example/?x=1&y=>|", "click"),))) == (
        "<https://a.example/?x=1&amp;y=%3E%7C|click>"
    )


def test_a_person_is_mentioned_by_id_only() -> None:
    assert _shown(_card(headline=(Who("user", "U1"), Who("group", "S1"), Who("channel")))) == (
        "<@U1><!subteam^S1><!channel>"
    )
    assert "<" not in _shown(_card(headline=(Who("user", "U1> <!channel"),)))


def test_the_decision_cannot_be_pushed_out_by_what_stands_above_it() -> None:
    text = _shown(_card(headline=(Words("&" * 5_000),), decision=(Words("Act before noon", bold=True),)))
    assert text.endswith("*Act before noon*")


def test_a_plain_card_is_text_alone_and_takes_the_blocks_off() -> None:
    message = card_message(_card(fallback="<!channel> orders-dlq", plain=True))
    assert message == {"text": "&lt;!channel&gt; orders-dlq", "attachments": []}


def test_a_reply_too_long_for_slack_says_that_something_is_missing() -> None:
    reply = ReplyView("much", tuple((Words(f"{number} " + "x" * 900),) for number in range(60)))
    blocks = reply_message(reply)["blocks"]
    assert blocks[0]["text"]["text"].startswith("0 x")
    assert "left out" in blocks[-1]["text"]["text"]


def test_a_modal_too_long_for_slack_keeps_its_fields() -> None:
    lines: tuple[Part, ...] = tuple((Words(f"line {number}"),) for number in range(150))
    parts = (*lines, Input("reason", "Why"))
    blocks = modal_view(ModalView("Long", parts, callback="x", submit="Send"))["blocks"]
    assert len(blocks) <= limits.VIEW_BLOCKS
    assert blocks[-1]["block_id"] == "reason"
    assert "left out" in blocks[-2]["text"]["text"]


def test_preformatted_text_is_given_as_it_is_and_never_read_as_markup() -> None:
    block = modal_view(ModalView("Body", (Preformatted('{"a": "<!channel>```"}'),)))["blocks"][0]
    assert block["type"] == "rich_text"
    assert block["elements"][0]["elements"] == [{"type": "text", "text": '{"a": "<!channel>```"}'}]


def test_a_choice_begins_with_the_option_named() -> None:
    field = Input(
        "why", "Why", "choice", (Option("Fixed", "fixed"), Option("Other", "other")), initial="other"
    )
    view = modal_view(ModalView("Why", (field,), callback="x", submit="Send"))
    assert view_faults(view) == []
    assert view["blocks"][0]["element"]["initial_option"]["value"] == "other"


def test_times_are_shown_in_the_readers_zone_with_utc_as_fallback(noon: Any) -> None:
    assert _shown(_card(headline=(When(noon, "time"),))) == "<!date^1763726400^{time}|12:00 UTC>"
    assert _shown(_card(headline=(When(noon),))) == (
        "<!date^1763726400^\u200b{date_short_pretty} {time}|2025-11-21 12:00 UTC>"
    )


@given(texts)
def test_nothing_that_reads_as_one_character_is_cut_apart(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize("whole", ["👨‍👩‍👧‍👦", "e\u0301", "🇩🇪", "👍🏽", "각"])
def test_a_cut_falls_between_graphemes(whole: str) -> None:
    shown = _shown(_card(headline=(Words(whole * 900),)))
    assert shown.endswith("…")
    assert set(shown.removesuffix("…").split(whole)) == {""}


@pytest.mark.parametrize("text", NASTY)
def test_every_nasty_text_is_taken_as_label_and_title(text: str) -> None:
    view = modal_view(
        ModalView(text, (Input("a", text, hint=text),), callback="x", submit=text or "Send", close=text)
    )
    assert view_faults(view) == []
