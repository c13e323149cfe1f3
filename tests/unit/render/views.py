"""Strategies for views with any text in any field, and what Slack's rules say about a payload."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.render.plain_text import plain_lines
from bot.render.view import (
    Button,
    CardView,
    Confirm,
    Controls,
    Divider,
    Input,
    Line,
    Lines,
    Link,
    Menu,
    ModalView,
    Note,
    Option,
    Part,
    Preformatted,
    ReplyView,
    Tone,
    When,
    Who,
    Words,
)
from local.slack_workspace.blocks import message_fault, view_fault

NASTY = (
    "<!channel>",
    "<!here|x>",
    "<@U0123>",
    "<https://evil.example|your bank>",
    "<javascript:alert(1)|x>",
    "&lt;!channel&gt; &amp;lt;",
    "*bold* _italic_ ~gone~ `code` ```fence```",
    "```\nfence\n```",
    "> quoted",
    "a\nb\r\nc\u2028d",
    "\u202egnp.exe\u202c",
    "\x00\x1b[31mred\x1b[0m",
    "\ud800 lone surrogate",
    "👨‍👩‍👧‍👦" * 400,
    "e" + "\u0301" * 3000,
    "🇩🇪" * 1500,
    "x" * 20_000,
    "&" * 4_000,
    "<" * 4_000,
    "",
    " ",
    "\u200b",
)

# By number: a strategy's own repr would be tens of kilobytes.
nasty = st.integers(0, len(NASTY) - 1).map(NASTY.__getitem__)
texts = st.one_of(
    nasty,
    st.text(max_size=60),
    st.text(alphabet="<>&|*_~`!@#:/ \n\u202e\u0301a", max_size=60),
    st.lists(nasty, min_size=2, max_size=4).map(" ".join),
)
times = st.datetimes(
    min_value=datetime(2001, 9, 9, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
ids = st.text(alphabet="ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=20)
urls = st.one_of(texts, st.just("https://example.com/a?b=1&c=%20d|e>f"))

words = st.builds(Words, texts, st.booleans(), st.booleans())
links = st.builds(Link, urls, texts, st.booleans())
whens = st.builds(When, times, st.sampled_from(["time", "day", "ago"]), st.booleans())
foreign_spans = st.one_of(words, st.builds(Link, texts, texts, st.booleans()))
spans = st.one_of(
    words, links, whens, st.builds(Who, st.sampled_from(["user", "group", "channel"]), st.one_of(ids, texts))
)


def lines_of(span: st.SearchStrategy[Any]) -> st.SearchStrategy[Line]:
    return st.lists(span, max_size=6).map(tuple)


confirms = st.builds(Confirm, texts, texts, texts, texts)
options = st.lists(st.builds(Option, texts, ids), max_size=7, unique_by=lambda option: option.value).map(
    tuple
)
controls = st.lists(
    st.one_of(
        st.builds(
            Button,
            ids,
            texts,
            ids,
            style=st.sampled_from(["", "primary", "danger"]),
            confirm=st.none() | confirms,
            url=st.sampled_from(["", "https://example.com/x", "javascript:alert(1)"]),
        ),
        st.builds(Menu, ids, texts, options, st.booleans()),
    ),
    max_size=4,
    unique_by=lambda control: control.action,
).map(tuple)


def cards(span: st.SearchStrategy[Any] = spans) -> st.SearchStrategy[CardView]:
    line = lines_of(span)
    return st.builds(
        CardView,
        fallback=texts,
        tone=st.sampled_from(Tone),
        headline=st.just((Words("orders-dlq"),)) | line,
        decision=line,
        why=st.lists(line, max_size=5).map(tuple),
        controls=controls,
        footer=st.just((Words("K7Q2-M9TD"),)) | line,
        plain=st.booleans(),
        verdict=line,
    )


def replies(span: st.SearchStrategy[Any] = spans) -> st.SearchStrategy[ReplyView]:
    # A reply always says something of our own.
    line = lines_of(span).map(lambda foreign: (Words("Said: "), *foreign))
    lines = st.lists(line, min_size=1, max_size=30).map(tuple)
    return st.builds(ReplyView, texts, lines, controls, note=lines_of(span))


def modals(span: st.SearchStrategy[Any] = spans) -> st.SearchStrategy[ModalView]:
    line = lines_of(span)
    part = st.one_of(
        line,
        st.lists(line, max_size=5).map(lambda lines: Lines(tuple(lines))),
        st.builds(Preformatted, texts),
        st.just(Divider()),
        st.builds(Controls, controls),
        st.builds(Note, line),
    )
    fields = st.lists(
        st.builds(
            Input,
            ids,
            texts,
            st.sampled_from(["text", "datetime"]),
            hint=texts,
            optional=st.booleans(),
            initial=texts,
        ),
        max_size=3,
        unique_by=lambda field: field.name,
    )
    parts = st.tuples(st.lists(part, max_size=40), fields).map(lambda both: (*both[0], *both[1]))
    return st.builds(ModalView, texts, parts, callback=ids, metadata=ids, submit=st.just("Send"), close=texts)


def message_faults(message: dict[str, Any]) -> list[str]:
    """What Slack would refuse about a message."""
    fault = message_fault(
        text=message.get("text"), blocks=message.get("blocks"), attachments=message.get("attachments")
    )
    return [f"{fault}"] if fault else _disagreements(_blocks(message))


def view_faults(view: dict[str, Any]) -> list[str]:
    """What Slack would refuse about a modal."""
    fault = view_fault(view, kind="modal")
    return [f"{fault}"] if fault else _disagreements(view["blocks"])


def _blocks(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *message.get("blocks", []),
        *(block for attachment in message.get("attachments", []) for block in attachment.get("blocks", [])),
    ]


def _disagreements(blocks: list[dict[str, Any]]) -> list[str]:
    """Blocks that slack_sdk's own models refuse, or give back changed."""
    parsed = [block.to_dict() for block in Block.parse_all(blocks)]
    return [f"{before} != {after}" for before, after in zip(blocks, parsed, strict=True) if before != after]


def lines_in(parts: Iterable[Part]) -> list[Line]:
    """Every line of text of a modal, small print included; code and fields are none."""
    found: list[Line] = []
    for part in parts:
        if isinstance(part, Lines):
            found.extend(part.lines)
        elif isinstance(part, Note):
            found.append(part.line)
        elif not isinstance(part, (Preformatted, Input, Divider, Controls)):
            found.append(part)
    return found


def text_of(modal: ModalView) -> str:
    """What a modal says: its lines, then its code."""
    code = [part.text for part in modal.parts if isinstance(part, Preformatted)]
    return "\n".join([plain_lines(lines_in(modal.parts)), *code])


def markup(payload: Any) -> Iterator[str]:
    """Every string of a payload that Slack reads as markup or prints in a notification."""
    if isinstance(payload, list):
        for item in payload:
            yield from markup(item)
    elif isinstance(payload, dict) and payload.get("type") != "rich_text":
        for name, value in payload.items():
            if isinstance(value, str) and name in {"text", "fallback"}:
                yield value
            elif not isinstance(value, str):
                yield from markup(value)
