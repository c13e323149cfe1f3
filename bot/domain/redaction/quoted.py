"""Where a value that begins at a given position ends: quoted, escaped, in brackets, or bare."""

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
_BLANKS = re.compile(r"\s*")
_MOST_PARTS = 200
_BRACKETS = re.compile(r"[\[\](){}\"'`]")
# A comma or a bracket belongs to a value if no other pair, blank or end follows it; masks have a blank.
_BARE = re.compile(
    r"(?:\[masked[^\]]{0,40}\]|\$\{{1,2}[^{}\n]{1,100}\}{1,2}|\$\([^()\n]{1,200}\)"
    r"|[^\s&\"'<>,;)\]}\\]|\\(?![\"'nr])|[\"'](?=\w)"
    r"|[,;)\]}](?![\s,;)\]}\"'&\\]|\Z|[\w.-]{1,60}[\"']?[=:]|(?<=;)[\w.-]{1,30} [\w.-]{1,30}=))*"
)


def opened_by(text: str, start: int) -> bool:
    return bool(_OPENS.match(text, start))


def quoted_end(text: str, start: int) -> int:
    """After the quote that closes the one at `start`; the end of the text if none does."""
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
    """A quote with as many backslashes closes it; one with fewer ends the text around it."""
    for found in _ESCAPED.get(quote, _ESCAPED['"']).finditer(text, start):
        before = found.end() - found.start() - 1
        if before == slashes:
            return found.end()
        if before < slashes:
            return found.start()
    return len(text)


def bracket_end(text: str, start: int) -> int:
    """After the bracket that closes the one at `start`; the end of the text if none does."""
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


_WORD = re.compile(r"[^\s\"',;|&)\]}]{0,400}")


def line_end(text: str, at: int, most: int | None = None) -> int:
    """Args:
    most: How many letters to look at; None for all.
    """
    beyond = len(text) if most is None else min(at + most, len(text))
    end = text.find("\n", at, beyond)
    return beyond if end < 0 else end


def word_or_quoted(text: str, at: int) -> Span:
    """The word or quoted text there, on the same line, with its quotes."""
    if opened_by(text, at):
        return at, min(quoted_end(text, at), line_end(text, at))
    word = _WORD.match(text, at)
    return at, word.end() if word else at


def bracketed(text: str, start: int) -> tuple[list[Span], int]:
    """The parts between the brackets that open at `start`, divided by commas; and where they close."""
    end = bracket_end(text, start)
    return divided(text, start + 1, end - 1 if text[end - 1 : end] in {")", "]"} else end), end


def divided(text: str, at: int, end: int) -> list[Span]:
    """The parts between the commas, without surrounding blanks; at most _MOST_PARTS."""
    parts: list[Span] = []
    while at <= end and len(parts) < _MOST_PARTS:
        begin = stop = _after_blanks(text, at, end)
        while stop < end and text[stop] != ",":
            if text[stop] in "\"'`":
                stop = quoted_end(text, stop)
            elif text[stop] in "([{":
                stop = bracket_end(text, stop)
            else:
                stop += 1
        stop = min(stop, end)
        parts.append((begin, begin + len(text[begin:stop].rstrip())))
        at = stop + 1
    return parts


def _after_blanks(text: str, at: int, end: int) -> int:
    blanks = _BLANKS.match(text, at, end)
    return blanks.end() if blanks else at


def bare_end(text: str, start: int, most: int | None = None) -> int:
    """Args:
    most: How many letters to read at most; None for all.
    """
    bare = _BARE.match(text, start, len(text) if most is None else start + most)
    return bare.end() if bare else start
