"""Secrets beside their names where something else than a sign stands between the two: elements of XML, forms
of several parts, calls, sentences, and commands and statements that say by a place what stands there.
"""

import re
from collections.abc import Iterator

from bot.domain.redaction.pairs import ANY, Hides
from bot.domain.redaction.quoted import Span

_ELEMENT = re.compile(r"<(?P<name>[\w:.-]{1,200})(?P<rest>\s[^<>]{0,400})?>")
_GIVEN = re.compile(r"\b(?:value|val|content|text|key)\s?=\s?(?P<value>\"[^\"]+\"?|'[^']+'?)")
_LABELLED = re.compile(r"\s(?:name|key|id)\s?=\s?[\"'](?P<name>[^\"'<>]{1,200})[\"']")
# <key>password</key><string>...</string>, <name>password</name><value><string>...
_NEXT_ELEMENT = re.compile(
    r"<(?:\w{1,20}+:)?(?:key|name|string|field|property|param)>(?P<name>[^<]{1,80}+)</[\w:]{1,30}+>"
    r"\s{0,20}+<[\w:]{1,30}+>\s{0,20}+(?:<[\w:]{1,30}+>)?(?P<value>[^<]+)",
    re.IGNORECASE,
)
_FORM = re.compile(r"\bname=\\?[\"']?(?P<name>[^\"'\\;\r\n]{1,80}+)")
_HEADERS = 400
# A line break may be written out.
_BLANK_LINE = re.compile(r"\r\n\r\n|\n\n|\\r\\n\\r\\n|\\n\\n")
_BOUNDARY = re.compile(r"(?:\r?\n|\\r\\n|\\n)--")
_CALL = re.compile(
    r"(?<![\w.-])(?P<name>[A-Za-z_][\w-]{0,80})\((?P<value>\"(?:\\.|[^\"\\\n])+\"?|'(?:\\.|[^'\\\n])+'?)"
)
# Takes the name of a secret and not the secret.
_ASKS_BY_NAME = re.compile(
    r"(?:get|read|load|fetch|find|lookup|describe|delete|require|import|has|is)(?![a-z])"
)
# Only what no word looks like: `token ABC123 was refused`, but not `token bucket`.
_SENTENCE = re.compile(
    r"(?<![\w/])(?P<name>password|passwd|passphrase|passcode|pwd|secret|token|(?:api|access|secret)[ _-]?key)"
    r"[ ](?P<is>is |was )?:?[ ]?"
    r"(?P<value>\"[^\"\n]{1,200}|'[^'\n]{1,200}|[^\s,;:()\"']{6,200})",
    re.IGNORECASE,
)
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d]")
_WITH = re.compile(
    r"\b(?:with|using)[ ](?:the[ ])?(?P<name>password|passwd|passphrase|passcode)[ ]"
    r"(?P<value>[^\s,;:()]{3,200})",
    re.IGNORECASE,
)
# `User ana`, and in a line of its own `Password ...`.
_OWN_LINE = re.compile(
    r"^[ \t]*(?P<name>password|passwd|passphrase|passwort|contrase\u00f1a|senha)[ ]{1,8}"
    r"(?P<value>\S{3,200})[ \r]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_SECRET = frozenset(
    [
        *("authentication", "auth", "reset", "login", "protection", "policy", "rules", "hash", "hashing"),
        *("grant", "flow", "based", "field", "prompt", "change", "and", "for", "from", "in", "of", "or"),
    ]
)
_CODE = re.compile(
    r"\b(?:otp|passcode|pin|(?:your|verification|security|login|sms|access|confirmation|auth|mfa)[ ]code)[ ]"
    r"(?:is |was )?:?[ ]?(?P<value>\d{4,8})(?!\w)",
    re.IGNORECASE,
)
# What a command or a statement says by its place.
_PLACED = (
    re.compile(r"\bmysql\w{0,12}\s[^\n]{0,200}?\s-p(?P<value>[^\s-]\S*)"),
    re.compile(r"\b(?:login|sshpass|mongo\w{0,6})\s[^\n]{0,120}?(?<=\s)-p[ =]{1,4}(?P<value>[^\s-]\S*)"),
    re.compile(r"\bredis-cli\s[^\n]{0,120}?-a[ ]{1,4}(?P<value>\S+)"),
    re.compile(r"\bcurl[^\n]{0,50}?\s(?:-u|--user)[ =][\"']?[^\s:\"']{1,20}+:(?!//)(?P<value>[^\s\"']+)"),
    re.compile(r"\blogin\s{1,4}\S{1,100}\s{1,4}password\s{1,4}(?P<value>\S+)"),
    re.compile(
        r"\bidentified\s{1,4}(?:with\s{1,4}\S{1,60}\s{1,4})?(?:by|as)\s{1,4}(?:password\s{1,4})?"
        r"(?P<value>'[^']+'?|\"[^\"]+\"?)",
        re.IGNORECASE,
    ),
    re.compile(r"\bPASSWORD\s{1,4}(?P<value>'[^']+'?)"),
    re.compile(r"[?&]code=(?P<value>[\w./%~-]{16,})"),
)


def secret_places(text: str, hides: Hides) -> list[Span]:
    found = [*_elements(text, hides), *_named(text, hides), *_told(text, hides)]
    return found + [each.span("value") for pattern in _PLACED for each in pattern.finditer(text)]


def _elements(text: str, hides: Hides) -> Iterator[Span]:
    at = 0
    while found := _ELEMENT.search(text, at):
        at = found.end()
        rest = found["rest"] or ""
        labelled = _LABELLED.search(rest)
        names = [found["name"].rpartition(":")[2], *([labelled["name"]] if labelled else [])]
        if not any(hides(each, ANY) for each in names):
            continue
        if given := _GIVEN.search(rest):
            begin = found.start("rest")
            yield begin + given.start("value"), begin + given.end("value")
        if rest.endswith("/"):
            continue
        closing = text.find(f"</{found['name']}", at)
        end = closing if closing >= 0 else len(text)
        if any(hides(each, text[at:end]) for each in names):
            yield at, end
            at = end


def _named(text: str, hides: Hides) -> Iterator[Span]:
    for found in _NEXT_ELEMENT.finditer(text):
        if hides(found["name"], found["value"]):
            yield found.span("value")
    for found in _FORM.finditer(text) if "form-data" in text else ():
        blank = _BLANK_LINE.search(text, found.end(), found.end() + _HEADERS)
        if blank and hides(found["name"], ANY):
            boundary = _BOUNDARY.search(text, blank.end())
            yield blank.end(), boundary.start() if boundary else len(text)


def _told(text: str, hides: Hides) -> Iterator[Span]:
    for found in _CALL.finditer(text):
        if not _ASKS_BY_NAME.match(found["name"]) and hides(found["name"], found["value"].strip("\"'")):
            yield found.span("value")
    for found in _SENTENCE.finditer(text):
        value = found["value"]
        quoted = value[0] in "\"'"
        plain = bool(_DIGIT.search(value) and _LETTER.search(value))
        plain = plain and not ("/" in value and found["name"].lower() == "secret")  # its name in a store
        if (found["is"] if quoted else plain) and hides(found["name"], value) and not hides(value, ANY):
            yield found.span("value")
    for found in (*_WITH.finditer(text), *_OWN_LINE.finditer(text)):
        value = found["value"].strip("\"'.")
        if value.lower() not in _NO_SECRET and hides(found["name"], value) and not hides(value, ANY):
            yield found.span("value")
    yield from (each.span("value") for each in _CODE.finditer(text))
