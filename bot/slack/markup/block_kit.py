"""Views to Slack's JSON: messages and modals that Slack accepts, whatever text they hold.

https://docs.slack.dev/reference/block-kit
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.redaction.credentials import without_credentials
from bot.render.graphemes import cut, several_lines, utf16
from bot.render.view import (
    CardView,
    Controls,
    Divider,
    Input,
    Lines,
    ModalView,
    Note,
    Part,
    Preformatted,
    ReplyView,
    Tone,
    Words,
)
from bot.slack.markup import limits
from bot.slack.markup.block_kit_controls import actions, input_block, plain_text
from bot.slack.markup.mrkdwn import literal, mrkdwn

Block = dict[str, Any]

_COLOURS = {
    Tone.UNACKNOWLEDGED: "#a30200",
    Tone.ACKNOWLEDGED: "#daa038",
    Tone.SNOOZED: "#dddddd",
    Tone.RESOLVED: "#2eb886",
}
# Together below a section's 3,000, so that text above the decision can never push it out.
_HEADLINE, _DECISION = 700, 800
# A link and a time take room that is not visible.
_VERDICT, _WHY, _MOST_WHY = 900, 900, 3
_FOOTER = 1_000
_LEFT_OUT = "… more than Slack shows in one message was left out"


def card_message(card: CardView) -> dict[str, Any]:
    """`attachments` (and for a plain card `text`) of chat.postMessage and chat.update."""
    shown = cut(card.fallback, limits.FALLBACK // 5).splitlines()
    fallback = "\n".join(literal(line) for line in shown).strip() or "Lastcall"
    if card.plain:
        return _safe({"text": fallback, "attachments": []})
    blocks = [
        _section(mrkdwn(card.headline, _HEADLINE), mrkdwn(card.decision, _DECISION)),
        _section(mrkdwn(card.verdict, _VERDICT)),
        _section(*(mrkdwn(line, _WHY) for line in card.why[:_MOST_WHY])),
        *actions("controls", card.controls),
        _context(mrkdwn(card.footer, _FOOTER)),
    ]
    attachment = {
        "color": _COLOURS[card.tone],
        "fallback": fallback,
        # No card of ours is blank, but Slack refuses an attachment without a block.
        "blocks": [block for block in blocks if block] or [_section(fallback)],
    }
    # Top-level text would be shown above the card; an empty one removes a plain card's.
    return _safe({"text": "", "attachments": [attachment]})


def reply_message(reply: ReplyView) -> dict[str, Any]:
    """`text` and `blocks` of a reply or an ephemeral message; the text alone says everything."""
    lines = [mrkdwn(line, limits.SECTION_TEXT) for line in reply.lines]
    note = mrkdwn(reply.note, limits.CONTEXT_TEXT)
    last = [*([block] if (block := _context(note)) else []), *actions("controls", reply.controls)]
    room = limits.MESSAGE_CHARACTERS - _characters(last)
    blocks = _within(_sections(lines), limits.MESSAGE_BLOCKS - len(last), room)
    text = "\n".join(_whole_lines([*lines, *([note] if note.strip() else [])], limits.TEXT))
    said = text or literal(cut(reply.fallback, limits.TEXT // 5))
    return _safe({"text": said, "blocks": [*blocks, *last]})


def modal_view(modal: ModalView, external_id: str = "", channel: str = "") -> dict[str, Any]:
    """A view for views.open, views.update and a submission's `response_action`.

    A press in a modal does not say where the modal was opened: the metadata does, after a space.
    """
    view: dict[str, Any] = {
        "type": "modal",
        "title": plain_text(modal.title, limits.VIEW_LABEL),
        "close": plain_text(modal.close, limits.VIEW_LABEL),
        "blocks": _view_blocks(modal.parts),
    }
    if modal.submit:
        view["submit"] = plain_text(modal.submit, limits.VIEW_LABEL)
    named = {
        "callback_id": modal.callback,
        "private_metadata": f"{modal.metadata} {channel}".strip(),
        "external_id": external_id,
    }
    return _safe(view | {name: value for name, value in named.items() if value})


def _safe(payload: dict[str, Any]) -> dict[str, Any]:
    """Names, reasons and links may be anyone's text: no credential goes out in any of them."""
    safe: dict[str, Any] = without_credentials(payload)
    return safe


def _view_blocks(parts: Sequence[Part]) -> list[Block]:
    fields = [block for part in parts if isinstance(part, Input) for block in _part(part, 0)]
    # Input fields outrank text: they keep their room whatever is above them.
    room = limits.VIEW_BYTES * 3 // 4 - _bytes(fields)
    blocks: list[Block] = []
    for index, part in enumerate(parts):
        added = _part(part, index)
        if not isinstance(part, Input):
            room -= _bytes(added)
            if room < 0 or len(blocks) + len(added) + len(fields) >= limits.VIEW_BLOCKS:
                return [*blocks, _section("… more than Slack shows in one window was left out"), *fields]
        else:
            fields = fields[len(added) :]
        blocks.extend(added)
    return blocks or [_section("Nothing to show.")]


def _part(part: Part, index: int) -> list[Block]:
    match part:
        case Preformatted(text):
            return _preformatted(text)
        case Input():
            return [input_block(part)]
        case Lines(lines):
            return _sections(mrkdwn(line, limits.SECTION_TEXT) for line in lines)
        case Divider():
            return [{"type": "divider"}]
        case Controls(controls):
            return actions(f"controls-{index}", controls)
        case Note(line):
            block = _context(mrkdwn(line, limits.CONTEXT_TEXT))
            return [block] if block else []
        case _:
            # A line is a bare tuple, which a pattern cannot tell from the named ones above.
            block = _section(mrkdwn(part, limits.SECTION_TEXT))
            return [block] if block else []


def _preformatted(text: str) -> list[Block]:
    """Rich text is never read as markup: this text needs no escaping and cannot end its own fence."""
    shown = cut(several_lines(text[: limits.PREFORMATTED * 2]), limits.PREFORMATTED)
    if not shown.strip():
        return []
    inner = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": shown}]}
    return [{"type": "rich_text", "elements": [inner]}]


def _section(*lines: str) -> Block:
    """One section of the non-blank lines; empty if there are none."""
    text = "\n".join(line for line in lines if line.strip())
    if not text:
        return {}
    # verbatim: foreign addresses and #names stay plain text.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    if not text.strip():
        return {}
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _sections(lines: Iterable[str]) -> list[Block]:
    """Lines packed into as few sections as hold them."""
    packed: list[list[str]] = [[]]
    for line in lines:
        if packed[-1] and utf16("\n".join([*packed[-1], line])) > limits.SECTION_TEXT:
            packed.append([])
        packed[-1].append(line)
    return [block for group in packed if (block := _section(*group))]


def _within(blocks: Sequence[Block], most: int, room: int) -> list[Block]:
    """The first blocks that fit, with a notice if some do not: the least important come last."""
    notice = _section(mrkdwn((Words(_LEFT_OUT),), limits.SECTION_TEXT))
    if len(blocks) <= most and _characters(blocks) <= room:
        return [*blocks]
    kept: list[Block] = []
    for block in blocks:
        if len(kept) + 2 > most or _characters([*kept, block, notice]) > room:
            break
        kept.append(block)
    return [*kept, notice]


def _whole_lines(lines: Sequence[str], most: int) -> list[str]:
    kept: list[str] = []
    for line in lines:
        most -= utf16(line) + 1
        if most < 0:
            break
        kept.append(line)
    return kept


def _characters(blocks: object) -> int:
    return utf16(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _bytes(blocks: object) -> int:
    return len(json.dumps(blocks).encode())
