"""Secrets beside their names in free text, in whatever notation: where their values begin and end.

`name: value`, `name=value`, `:name=>"value"`, JSON within JSON with its quotes escaped, PHP's arrays and
serialised objects, YAML with its blocks, query strings, headers, cookies, flags and attributes. Each place is
read once, so the time is in proportion to the text.
"""

import re
from collections.abc import Callable, Iterator

from bot.domain.redaction.quoted import Span, bare_end, bracket_end, opened_by, quoted_end

Hides = Callable[[str, str], bool]

# `{"field": "password", "new": ...}`: how lists of settings, headers and changes are written.
LABELS = frozenset(
    [
        *(
            "name",
            "key",
            "field",
            "fieldname",
            "attribute",
            "property",
            "path",
            "header",
            "param",
            "parameter",
        ),
        *("variable", "column", "label", "k", "parameterkey", "parametername", "settingname", "headername"),
        *("id", "question"),
    ]
)
VALUES = frozenset(
    [
        *("value", "val", "v", "new", "old", "newvalue", "oldvalue", "new_value", "old_value", "from", "to"),
        *("before", "after", "stringvalue", "parametervalue", "current", "previous", "content", "default"),
        "answer",
    ]
)
# Stands for a value that is not known yet, and that is no state, no count and no word without digits.
ANY = "?secret@0000"
_BRACKETS = frozenset("{[(")
_NEAR = 200
_FIELD = re.compile(r"[a-z]{1,30}(?:_[a-z]{1,30}){1,5}")
_MOST_BACK = 40
# What closes a name: its quote, escaped or written as an entity, and the bracket of a key.
_PAIR = re.compile(
    r"(?<![\w.-])(?P<name>[\w.-]*+)"
    r"(?P<close>(?:\\{0,16}[\"'`]|:(?:protected|(?:\"[^\"\n]{1,80}\":)?private)\]|[\])]){0,3})"
    r"(?P<sep>[ \t]{0,8}(?:=>|:=|[?+]?={1,3}|<-|(?<!:):(?!:)|(?<=-)>|->|[\u2192\uff1a\uff1d])\s{0,8}"
    r"|[;|]\s?[a-zA-Z]:(?:\d{1,9}:)?)"
)
# `string(9) "..."` of var_dump, `b'...'` of Python, `Some("...")`, `str = "..."`.
_BEFORE_VALUE = re.compile(
    r"(?:(?:string|str|String|text)(?:\(\d{1,9}\))?[ \t]{1,4}(?:=[ \t]{0,4})?"
    r"|[A-Za-z][\w.]{0,30}\((?=[\"']|\[masked)|[bBurfNL](?=[\"']|\[masked))?"
)
_HEREDOC = re.compile(r"<<[-~]?[\"']?(?P<end>\w{1,40})[^\n]{0,40}\n")
_MASKED = re.compile(r"\[masked[^\]]{0,40}\]")
_AT_LINE_START = re.compile(
    r"[ \t>*+-]*(?:(?:export|set|env|const|let|var|public|private)[ \t]+)?[\"'\[$:]{0,3}"
)
_MORE_PAIRS = re.compile(r"[\s&;,][\w.-]{1,60}[\"']?\s?[=:]")
_BLOCK = re.compile(r"[ \t]*[|>][+-]?\d?[ \t]*(?:#[^\n]*)?")
_FLAG = re.compile(
    r"(?<![^\s\"'\[(,])(?:-{1,2}(?P<name>[^\W\d_][\w.-]{0,80})(?P<sep>[ \t]{1,8}|[\"'],\s{0,8})(?!-)"
    r"|:(?P<keyword>[^\W\d_][\w-]{0,80})[ \t]{1,8}(?=[\"'])"
    r"|(?:ENV|setenv|configure set)[ \t]{1,8}(?P<set>\w{1,80})[ \t]{1,8})"
)
# ("password", "..."): a pair and nothing else in its brackets.
_TUPLE = re.compile(
    r"[(\[{]\s?b?[\"'](?P<name>[\w .-]{1,80})[\"']\s?,\s?(?P<value>b?[\"'][^\"'\n]{1,400}[\"'])\s?[)\]}]"
)
_WHOLE_LINE = frozenset({"cookie", "setcookie"})
_SCHEME = re.compile(r"[A-Za-z][\w-]{1,30}[ ]{1,4}(?=\S)")
_LISTED = re.compile(r"(?:,?[ ]{0,4}[\w-]{1,30}=(?:[^\s,\"']{1,500}|\"[^\"]{0,500}\"))*")
# The last words of names that are written apart: `Api Key: ...`, `mot de passe : ...`.
_WORDS_BEFORE = re.compile(r"(?<![^\W_])(?:[^\W\d_]{2,20}[ ]){1,3}\Z")
_APART = frozenset(
    [
        *("key", "passe", "code", "number", "string", "id", "phrase", "birth", "answer", "nummer", "acceso"),
        *("seguridad", "seguran\u00e7a", "sicurezza", "segreta", "secreta"),
    ]
)


def is_a_name(text: str) -> bool:
    """A field's, as beside others in a list of them: `["token", "order_id"]`."""
    return bool(_FIELD.fullmatch(text))


def named_secrets(text: str, hides: Hides) -> list[Span]:
    """Where the values are that are masked for the names beside them."""
    return [*_pairs(text, hides), *_flags(text, hides), *_tuples(text, hides)]


def _pairs(text: str, hides: Hides) -> Iterator[Span]:
    at, labelled = 0, _Labelled(text, hides)
    while found := _PAIR.search(text, at):
        name = found["name"].strip(".-")
        at = max(found.end("sep"), found.start() + 1)
        secret = [each for each in _spellings(text, found, name) if hides(each, ANY)]
        beside = name.lower() in LABELS or name.lower() in VALUES
        if not (secret or beside) or _no_pair(text, found):
            continue
        start, end = _value(text, found, name)
        if _MASKED.match(text, start) or _is_a_prefix(name, found, text[start:end]):
            continue
        if any(hides(each, text[start:end]) for each in secret):
            yield start, end
            at = max(at, end)
        elif beside and text[start : start + 1] not in _BRACKETS:
            yield from labelled.spans(name.lower(), (start, end))


class _Labelled:
    """A label and a value, in either order: `name: DB_PASSWORD` and `value: ...`."""

    def __init__(self, text: str, hides: Hides) -> None:
        self._text = text
        self._hides = hides
        self._label: Span | None = None
        self._value: Span | None = None

    def spans(self, name: str, said: Span) -> Iterator[Span]:
        if name in LABELS:
            secret = self._hides(_last_step(self._text[slice(*said)]), ANY)
            self._label = said if secret else None
            if secret and self._value and self._near(self._value, said):
                yield self._value
        elif name in VALUES and self._label and self._near(self._label, said):
            if self._hides("password", self._text[slice(*said)]):
                yield said
        elif name in VALUES:
            self._value = said

    def _near(self, first: Span, then: Span) -> bool:
        between = self._text[first[1] : then[0]]
        return len(between) < _NEAR and "}" not in between and "/>" not in between


def _last_step(path: str) -> str:
    """`/users/3/password` of a change names what its last step names."""
    return path.strip("\"'`\\ ,").rpartition("/")[2]


def _spellings(text: str, found: re.Match[str], name: str) -> Iterator[str]:
    if not name:
        return
    yield name
    if found["name"].startswith("-D"):
        yield name[1:]  # as Java takes properties
    if text[found.start() - 1 : found.start()] == "\\" and name[0] in "nrtbf":
        yield name[1:]  # the first letter belongs to a line break that is written out
    if name.lower() in _APART:
        words = _WORDS_BEFORE.findall(text[max(found.start() - _MOST_BACK, 0) : found.start()])
        yield from (f"{' '.join(each.split())} {name}" for each in words)


def _is_a_prefix(name: str, found: re.Match[str], value: str) -> bool:
    """`INFO auth: user 17 logged in`: who logs, and no authentication."""
    return name.lower() == "auth" and found["sep"] == ": " and not found["close"] and value[:1].isalpha()


def _no_pair(text: str, found: re.Match[str]) -> bool:
    """A part of an ARN, of an address, or of a mask; and a parser's `unexpected token = ...`."""
    before = text[max(found.start() - 120, 0) : found.start()]
    run = before.split()[-1] if before and not before[-1].isspace() else ""
    return "arn:aws" in run or before.endswith(("://", "[masked", "[masked: ", "nexpected "))


def _value(text: str, pair: re.Match[str], name: str) -> Span:
    """Where the value of a pair begins and ends."""
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
    if text[start : start + 1] in _BRACKETS and not _MASKED.match(text, start):
        # What is no secret by its own name is read on: its brackets need not be closed.
        return start, bracket_end(text, start) if name.lower() not in LABELS | VALUES else start
    return start, _plain_end(text, pair, start, name)


def _plain_end(text: str, pair: re.Match[str], start: int, name: str) -> int:
    plain = name.lower().replace("-", "").replace("_", "")
    quote = text[pair.start() - 1 : pair.start()]
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    if quote and quote in "\"'`" and not pair["close"]:
        closing = text.find(quote, start)
        line = closing if 0 <= closing < line else line
    if plain in _WHOLE_LINE:
        return line
    if plain.endswith("authorization"):
        scheme = _SCHEME.match(text, start)
        begin = scheme.end() if scheme else start
        listed = _LISTED.match(text, begin)
        return listed.end() if listed and listed.end() > begin else bare_end(text, begin)
    end = bare_end(text, start)
    before_a_command = pair["sep"] == "=" and name.isupper()
    if _starts_a_line(text, pair) and not before_a_command and not _MORE_PAIRS.search(text, end, line):
        return len(text[:line].rstrip(" \t\r"))
    return end


def _starts_a_line(text: str, pair: re.Match[str]) -> bool:
    begin = text.rfind("\n", 0, pair.start()) + 1
    if pair.start() - begin > _MOST_BACK:
        return False
    return bool(_AT_LINE_START.fullmatch(text, begin, pair.start()))


def _block(text: str, pair: re.Match[str]) -> Span | None:
    """Lines that are further in than the name's own; None where there are none."""
    begin = text.rfind("\n", 0, pair.start()) + 1
    before, header = text[begin : pair.start()], text.find("\n", pair.end("name"))
    if header < 0 or len(before) > _NEAR:
        return None
    # Behind a logger's head it is the line that is further in, and not the name.
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


def _flags(text: str, hides: Hides) -> Iterator[Span]:
    for found in _FLAG.finditer(text):
        start = found.end()
        if not text[start : start + 1].strip() or _MASKED.match(text, start):
            continue
        if found["sep"] and not found["sep"].isspace():
            closing = text.find(text[start], start + 1) if text[start] in "\"'" else -1
            end = closing + 1 if closing > 0 else bare_end(text, start)
        else:
            end = quoted_end(text, start) if opened_by(text, start) else bare_end(text, start)
        if hides(found["name"] or found["keyword"] or found["set"], text[start:end]):
            yield start, end


def _tuples(text: str, hides: Hides) -> Iterator[Span]:
    for found in _TUPLE.finditer(text):
        value = found["value"].strip("b\"'")
        if hides(found["name"], value) and not is_a_name(value):
            yield found.span("value")
