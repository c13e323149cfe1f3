"""Secrets beside their names with a sign in between, in any notation.

`name: value`, `name=value`, `:name=>"value"`, JSON within JSON with its quotes escaped, PHP's arrays and
serialised objects, YAML with its blocks, query strings, headers, cookies, flags, attributes and pairs in
brackets. Each place is read once, so the time is proportional to the text.
"""

import re
from collections.abc import Iterable, Iterator

from bot.domain.redaction.labels import Hides, Labelled, is_label, is_value
from bot.domain.redaction.names import names_a_password
from bot.domain.redaction.pair_value import BRACKETS, MASKED, starts_a_line, value_of
from bot.domain.redaction.quoted import Span, bare_end, line_end, opened_by, quoted_end, word_or_quoted
from bot.domain.redaction.values import ANY, is_code, looks_random, says_nothing

_FIELD = re.compile(r"[a-z]{1,30}(?:_[a-z]{1,30}){1,5}")
# A name is closed by its quote, maybe escaped or an entity, and a key's bracket.
_PAIR = re.compile(
    r"(?<![\w.-])(?P<name>[\w.-]*+)"
    r"(?P<close>(?:\\{0,16}[\"'`]|:(?:protected|(?:\"[^\"\n]{1,80}\":)?private)\]|[\])]){0,3})"
    r"(?P<sep>[ \t]{0,8}(?:=>|:=|[?+]?={1,3}|<-|(?<!:):(?!:)|::(?=[ ])|(?<=-)>|->"
    r"|[\u2192\uff1a\uff1d])\s{0,8}"
    r"|[;|]\s?[a-zA-Z]:(?:\d{1,9}:)?)"
)
_SENTENCE = re.compile(r"[A-Za-z']{2,30}:?[ ]{1,4}[A-Za-z\d\"][\w-]{0,30}(?![\w-]|[\"']?\s?[=:])")
# What a plan or a script writes after a value: the new value, or the alternative.
_BECOMES = re.compile(r"[ ]{1,4}->[ ]{1,4}(?=\")")
_OTHERWISE = re.compile(r"(?:\|\||\?\?|\s:|\sor)\s{1,4}(?=[\"'])")
_FLAG = re.compile(
    r"(?<![^\s\"'\[(,])(?:-{1,2}(?P<name>[^\W\d_][\w.-]{0,80})(?P<sep>[ \t]{1,8}|[\"'],\s{0,8})(?!-)"
    r"|:(?P<keyword>[^\W\d_][\w-]{0,80})[ \t]{1,8}(?=[\"'])"
    r"|(?:ENV|setenv|configure set)[ \t]{1,8}(?P<set>\w{1,80})[ \t]{1,8})"
)
# ("password", "..."), {password,<<"...">>}, (password . "..."): a pair and nothing else in its brackets.
_TUPLE = re.compile(
    r"[(\[{]\s?b?[\"']?(?P<name>\w[\w.-]{0,60}+(?:[ ]\w[\w-]{0,20}+)?)[\"']?(?:\s?,\s?|\s\.\s)(?:<<)?b?"
)
_CLOSES = re.compile(r"(?:>>)?\s?[)\]}]")
# Earlier words of names written with spaces: `Api Key: ...`, `mot de passe : ...`.
_WORDS_BEFORE = re.compile(r"(?<![^\W_])(?:[^\W\d_]{2,20}[ ]){1,3}\Z")
_MOST_BACK = 40
_LONGEST_BESIDE = 1_500
_NEAR = 200
_APART = frozenset(
    [
        *("key", "passe", "code", "number", "string", "id", "phrase", "birth", "answer", "nummer", "acceso"),
        *("seguridad", "seguran\u00e7a", "sicurezza", "segreta", "secreta"),
    ]
)


def is_a_name(text: str) -> bool:
    """Whether it is a field's name, as in a list of names: `["token", "order_id"]`."""
    return bool(_FIELD.fullmatch(text))


def pairs(text: str, hides: Hides) -> Iterator[Span]:
    """The values that are masked because of the names beside them."""
    yield from _beside(text, hides)
    yield from _flags(text, hides)
    for found in _TUPLE.finditer(text):
        begin, end = word_or_quoted(text, found.end())
        value = text[begin:end].strip("\"'")
        believed = end - begin > len(value) or looks_random(value)
        if believed and _CLOSES.match(text, end) and hides(found["name"], value) and not is_a_name(value):
            yield begin, end


def _beside(text: str, hides: Hides) -> Iterator[Span]:
    at, by_label = 0, Labelled(text, hides)
    while found := _PAIR.search(text, at):
        name = found["name"].strip(".-")
        at = max(found.end("sep"), found.start() + 1)
        secret = [each for each in _spellings(text, found, name) if hides(each, ANY)]
        beside = is_label(name) or is_value(name)
        if not (secret or beside) or _no_pair(text, found):
            continue
        # A value that is only beside others is read from within: to its end only if it is masked.
        start, end = value_of(text, found, name, None if secret else _LONGEST_BESIDE)
        value = text[start:end]
        if MASKED.match(value) or _speaks_of_it(found, name, start):
            continue
        told = not is_code(text, start)
        if told and any(hides(each, value) for each in secret):
            yield start, end
            yield from _then(_BECOMES.match(text, end))
            at = max(at, end)
        elif secret:
            yield from _then(_BECOMES.match(text, end))
            if not told or says_nothing(value):
                yield from _then(_OTHERWISE.search(text, start, min(line_end(text, start), start + _NEAR)))
            at = max(at, end if value[:1] in {"{", "$"} else at)
        elif value[:1] not in BRACKETS or value[-1:] == "]":
            yield from _whole(text, by_label.spans(name, (start, end)))


def _whole(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Extend spans of which only the beginning was read to their end."""
    for begin, end in spans:
        yield begin, end if end - begin < _LONGEST_BESIDE else max(end, bare_end(text, begin))


def _then(found: re.Match[str] | None) -> Iterator[Span]:
    if found:
        yield word_or_quoted(found.string, found.end())


def _spellings(text: str, found: re.Match[str], name: str) -> Iterator[str]:
    if not name:
        return
    yield name
    if found["name"].startswith("-D"):
        yield name[1:]  # as Java takes properties
    if text[found.start() - 1 : found.start()] == "\\" and name[0] in "nrtbf":
        yield name[1:]  # the first letter belongs to a line break that is written out
    if name.isdigit() or name.lower() in _APART:
        words = _WORDS_BEFORE.findall(text[max(found.start() - _MOST_BACK, 0) : found.start()])
        yield from (f"{' '.join(each.split())} {name}" for each in words)


def _speaks_of_it(found: re.Match[str], name: str, start: int) -> bool:
    """`INFO auth: user 17 logged in`, `error getting secret: operation error`: a word and another."""
    if (
        found["sep"].strip() != ":"
        or names_a_password(name.rpartition(".")[2])
        or not _SENTENCE.match(found.string, start)
    ):
        return False
    return name.lower() == "auth" or not starts_a_line(found.string, found)


def _no_pair(text: str, found: re.Match[str]) -> bool:
    """A part of an ARN, of an address, or of a mask; a parser's `unexpected token = ...`; a method's name."""
    before = text[max(found.start() - 120, 0) : found.start()]
    run = before.split()[-1] if before and not before[-1].isspace() else ""
    # `shop-auth:1.4.2` is a service of that name.
    if found["name"].endswith("-auth") and found["sep"] == ":":
        return True
    method = found["sep"] in {">", "->"} and "\\" in run
    return "arn:aws" in run or before.endswith(("://", "[masked", "[masked: ", "nexpected ")) or method


def _flags(text: str, hides: Hides) -> Iterator[Span]:
    by_label = Labelled(text, hides)
    for found in _FLAG.finditer(text):
        start = found.end()
        if not text[start : start + 1].strip() or MASKED.match(text, start):
            continue
        if found["sep"] and not found["sep"].isspace():
            closing = text.find(text[start], start + 1) if text[start] in "\"'" else -1
            end = closing + 1 if closing > 0 else bare_end(text, start)
        else:
            end = quoted_end(text, start) if opened_by(text, start) else bare_end(text, start)
        name = found["name"] or found["keyword"] or found["set"]
        if hides(name, text[start:end]):
            yield start, end
        elif is_label(name) or is_value(name):
            yield from by_label.spans(name, (start, end))
