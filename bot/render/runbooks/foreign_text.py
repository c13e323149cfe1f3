"""Values put into a text that will be read as Markdown, unable to mean anything in it.

Every mark and line end becomes a private-use character before the Markdown is read, and itself again
after: so a queue called `**[x](javascript:...)` stays a name, whatever the runbook does with it.
"""

from bot.render.graphemes import cut

LONGEST = 1_000
_SHIFT = 0xF0000
_MARKS = [code for code in range(0x21, 0x7F) if not chr(code).isalnum()]
_HIDE = {
    **dict.fromkeys(range(_SHIFT, _SHIFT + 0x80)),  # foreign text cannot bring hidden marks of its own
    **{code: chr(_SHIFT + code) for code in _MARKS},
    **dict.fromkeys(map(ord, "\n\r\t\x0b\x0c\x85\u2028\u2029"), " "),
}
_SHOW = {_SHIFT + code: chr(code) for code in _MARKS}


def hidden(value: object) -> str:
    """A value as it may stand in a template's output; one too long to be read must not spoil the rest."""
    return "" if value is None else cut(str(value), LONGEST).translate(_HIDE)


def shown(text: str) -> str:
    """The text with its marks, once nothing reads it as Markdown any more."""
    return text.translate(_SHOW)
