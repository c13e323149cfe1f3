"""Where a value ends that begins at some place of a text: quoted, escaped, in brackets, or bare."""

import re

Span = tuple[int, int]

_OPENS = re.compile(r"(?P<slashes>\\{0,16})(?P<quote>\"\"\"|'''|[\"'`“„«])")
_CLOSES = {"“": "”", "„": "“", "«": "»"}
_WITHIN = {
    '"': re.compile(r'(?:[^"\\]|\\[\s\S]|"")*'),
    "'": re.compile(r"(?:[^'\\]|\\[\s\S]|'')*"),
    "`": re.compile(r"(?:[^`\\]|\\[\s\S])*"),
}
_ESCAPED = {'"': re.compile(r'\\{0,16}"'), "'": re.compile(r"\\{0,16}'"), "`": re.compile(r"\\{0,16}`")}
_BRACKETS = re.compile(r"[\[\](){}\"'`]")
# A comma or a bracket belongs to a value where no other pair, blank or end follows it; masks have a blank.
_BARE = re.compile(
    r"(?:\[masked[^\]]{0,40}\]|\$\{[^{}\s]{1,100}\}|[^\s&\"'<>,;)\]}\\]|\\(?![\"'nr])|[\"'](?=\w)"
    r"|[,;)\]}](?![\s,;)\]}\"'&\\]|\Z|[\w.-]{1,60}[\"']?[=:]))*"
)


def opened_by(text: str, start: int) -> bool:
    return bool(_OPENS.match(text, start))


def quoted_end(text: str, start: int) -> int:
    """Behind the quote that closes the one at `start`; the end of the text where none does."""
    opening = _OPENS.match(text, start)
    if opening is None:
        return start
    quote, slashes = opening["quote"], len(opening["slashes"])
    if slashes:
        return _escaped_end(text, opening.end(), quote[0], slashes)
    if len(quote) > 1 or quote in _CLOSES:
        closing = _CLOSES.get(quote, quote)
        end = text.find(closing, opening.end())
        return len(text) if end < 0 else end + len(closing)
    within = _WITHIN[quote].match(text, opening.end())
    return min((within.end() if within else opening.end()) + 1, len(text))


def _escaped_end(text: str, start: int, quote: str, slashes: int) -> int:
    """With as many backslashes it closes; with fewer the text ends in which it was written."""
    for found in _ESCAPED.get(quote, _ESCAPED['"']).finditer(text, start):
        before = found.end() - found.start() - 1
        if before == slashes:
            return found.end()
        if before < slashes:
            return found.start()
    return len(text)


def bracket_end(text: str, start: int) -> int:
    """Behind the bracket that closes the one at `start`; the end of the text where none does."""
    depth, at = 0, start
    while found := _BRACKETS.search(text, at):
        at = found.end()
        if found[0] in "[({":
            depth += 1
        elif found[0] in "])}":
            depth -= 1
            if depth == 0:
                return at
        elif text[at - 2 : at - 1] != "\\":
            at = quoted_end(text, found.start())
    return len(text)


def bare_end(text: str, start: int) -> int:
    bare = _BARE.match(text, start)
    return bare.end() if bare else start
