"""Where the value of a pair begins and ends: quoted, in brackets, on one line or on the lines below."""

import re

from bot.domain.redaction.labels import is_label, is_value
from bot.domain.redaction.quoted import Span, bare_end, bracket_end, line_end, opened_by, quoted_end

BRACKETS = frozenset("{[(")
_NEAR = 200
_MOST_BACK = 40
_LONGEST_HEADER = 400
# `string(9) "..."` of var_dump, `b'...'` of Python, `Some("...")`, `str = "..."`, `<<"...">>` of Erlang,
# `!!str ...` of YAML.
_BEFORE_VALUE = re.compile(
    r"(?:(?:string|str|String|text)(?:\(\d{1,9}\))?[ \t]{1,4}(?:=[ \t]{0,4})?"
    r"|[A-Za-z][\w.]{0,30}\((?=[\"']|\[masked)|<<(?=\")|[bBurfNL](?=[\"']|\[masked)"
    r"|(?:!{1,2}|&)\w{1,20}[ ])?"
)
_HEREDOC = re.compile(r"<<[-~]?[\"']?(?P<end>\w{1,40})[^\n]{0,40}\n")
MASKED = re.compile(r"\[masked[^\]]{0,40}\]")
_AT_LINE_START = re.compile(
    r"[ \t>*+-]*(?:(?:export|set|env|const|let|var|public|private)[ \t]+)?[\"'\[$:]{0,3}"
)
_MORE_PAIRS = re.compile(r"[\s&;,][\w.-]{1,60}[\"']?\s?[=:]")
_BLOCK = re.compile(r"[ \t]*[|>][+-]?\d?[ \t]*(?:#[^\n]{0,200})?")
_PATH = re.compile(r"\[(?:\s{0,4}+[\"'][\w .-]{1,60}+[\"']\s{0,4}+,?){1,6}+\]")
_WHOLE_LINE = frozenset({"cookie", "setcookie"})
_SCHEME = re.compile(r"[A-Za-z][\w-]{1,30}[ ]{1,4}(?=\S)")
_LISTED = re.compile(r"(?:,?[ ]{0,4}[\w-]{1,30}=(?:[^\s,\"']{1,500}|\"[^\"]{0,500}\"))*")


def value_of(text: str, pair: re.Match[str], name: str, most: int | None = None) -> Span:
    """Where the value of a pair begins and ends.

    Args:
        most: How many letters of a bare value to read at most; None for all.
    """
    start = pair.end("sep")
    if pair["sep"].startswith((";", "|")) and not (pair["close"] or "|" in pair["sep"]):
        return start, start  # `a; b: c` is no serialised name
    on_lines_below = "\n" in pair["sep"] and ">" not in pair["sep"]
    if (on_lines_below or _BLOCK.match(text, start)) and (block := _block(text, pair)):
        return block
    if heredoc := _HEREDOC.match(text, start):
        closing = text.find(f"\n{heredoc['end']}", heredoc.end() - 1)
        return heredoc.end(), closing if closing >= 0 else len(text)
    if (before := _BEFORE_VALUE.match(text, start)) and before.end() > start:
        start = before.end()
    if opened_by(text, start):
        return start, quoted_end(text, start)
    if text[start : start + 1] in BRACKETS and not MASKED.match(text, start):
        return start, _bracketed_end(text, start, name)
    return start, _plain_end(text, pair, start, name, most)


def _bracketed_end(text: str, start: int, name: str) -> int:
    """In a label or a value only a path counts as one: its brackets need not close, and are read on."""
    if path := _PATH.match(text, start):
        return path.end()
    if is_label(name) or is_value(name):
        return start
    end = bracket_end(text, start)
    return bare_end(text, end) if text[end : end + 1].isalnum() else end  # {SSHA}...


def _plain_end(text: str, pair: re.Match[str], start: int, name: str, most: int | None) -> int:
    plain = name.lower().replace("-", "").replace("_", "")
    if plain in _WHOLE_LINE:
        return _line_end(text, pair, start)
    if plain.endswith("authorization"):
        scheme = _SCHEME.match(text, start)
        begin = scheme.end() if scheme else start
        listed = _LISTED.match(text, begin)
        return listed.end() if listed and listed.end() > begin else bare_end(text, begin)
    end = bare_end(text, start, most)
    before_a_command = pair["sep"] == "=" and name.isupper()
    if before_a_command or not starts_a_line(text, pair):
        return end
    line = _line_end(text, pair, start)
    return end if _MORE_PAIRS.search(text, end, line) else len(text[:line].rstrip(" \t\r"))


def _line_end(text: str, pair: re.Match[str], start: int) -> int:
    """Where a value's line ends, or the quotes around the whole pair."""
    end = line_end(text, start)
    quote = text[pair.start() - 1 : pair.start()]
    closing = text.find(quote, start, end) if quote and quote in "\"'`" and not pair["close"] else -1
    return closing if closing >= 0 else end


def starts_a_line(text: str, pair: re.Match[str]) -> bool:
    begin = _line_begin(text, pair.start(), _MOST_BACK)
    return begin is not None and bool(_AT_LINE_START.fullmatch(text, begin, pair.start()))


def _line_begin(text: str, at: int, most: int) -> int | None:
    """Where the line begins; None if that is further back than `most` letters."""
    back = max(at - most - 1, 0)
    begin = text.rfind("\n", back, at) + 1
    return begin if begin or not back else None


def _block(text: str, pair: re.Match[str]) -> Span | None:
    """Lines indented further than the name's own; None if there are none."""
    own, header = _line_begin(text, pair.start(), _NEAR), line_end(text, pair.end("name"), _LONGEST_HEADER)
    if own is None or header == len(text) or text[header] != "\n":
        return None
    before = text[own : pair.start()]
    # After a logger's head the line is indented, not the name.
    headed = before.strip(" \t-\"'")
    margin = len(before) - len(before.lstrip()) if headed else len(before)
    end = at = header + 1
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            inner = len(line) - len(line.lstrip())
            if inner < margin or (inner == margin and not line.lstrip().startswith("- ")):
                break
            end = stop
        at = stop + 1
    begin = header + 1 + len(text[header + 1 : end]) - len(text[header + 1 : end].lstrip())
    return (begin, end) if end > begin else None
