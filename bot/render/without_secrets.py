"""Views without the secrets that a name, a reason or a sentence of the field holds: the last look at what is
posted, with the team's own patterns.

Samples and lines of logs were masked where they were read, by their route's rules.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from bot.domain.policy.policy import Redaction
from bot.render.graphemes import one_line
from bot.render.view import (
    Button,
    CardView,
    Confirm,
    Input,
    Link,
    Menu,
    ModalView,
    Option,
    Preformatted,
    ReplyView,
    Tone,
    Who,
    Words,
)

View = TypeVar("View", CardView, ReplyView, ModalView)
Clean = Callable[[str], str]

# How the console writes what others write with a per cent sign.
_CONSOLE = re.compile(r"\$(?:25)?([0-9A-F]{2})")
# What a person reads of them; the rest are names and values of ours, which Slack sends back.
_READ: dict[type[Any], frozenset[str]] = {
    Button: frozenset({"label", "confirm"}),
    Confirm: frozenset({"title", "text"}),
    Option: frozenset({"label"}),
    Menu: frozenset({"placeholder", "options"}),
    Input: frozenset({"label", "options", "hint"}),
    ModalView: frozenset({"title", "parts"}),
}


def without_secrets(view: View, rules: Redaction) -> View:
    """Data of people too, but in windows where a team keeps some of it readable: they show its samples."""
    from bot.domain.redaction.clean_text import shown  # noqa: PLC0415 - patterns that a start need not wait for

    window: Any = isinstance(view, ModalView)
    personal = not (window and rules.unmasked)

    def clean(text: str) -> str:
        return shown(text, rules, personal=personal)

    if isinstance(view, CardView | ReplyView):
        # Its parts stand there on one line each: a row below its header would be read as anything.
        view = view._replace(fallback=_by_its_parts(view, clean))
    cleaned: View = _cleaned(view, clean)
    return cleaned


def _by_its_parts(view: CardView | ReplyView, clean: Clean) -> str:
    fallback = view.fallback
    for text in _texts(view):
        if (masked := clean(text)) != text:
            fallback = fallback.replace(one_line(text), one_line(masked))
    return fallback


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, Words | Link):
        yield part.text
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)


def _cleaned(part: Any, clean: Clean) -> Any:
    match part:
        case Tone():
            return part
        case str():
            return clean(part)
        case Who():
            return part
        case Link(url, text, bold):
            # An address without a part of it leads nowhere.
            address = _CONSOLE.sub(r"%\1", url)
            return part._replace(text=clean(text)) if clean(address) == address else Words(clean(text), bold)
        case Words(text) | Preformatted(text):
            return part._replace(text=clean(text))
        case tuple() if hasattr(part, "_fields"):
            named: Any = part
            read = _READ.get(type(part), frozenset(named._fields))
            return named._replace(**{name: _cleaned(getattr(part, name), clean) for name in read})
        case tuple():
            return tuple(_cleaned(each, clean) for each in part)
        case _:
            return part
