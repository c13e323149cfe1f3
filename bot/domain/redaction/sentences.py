"""Secrets beside their names in sentences and statements: `the new password for ana is ...`, `api_key '...'`.

A noun that names a secret, perhaps a linking word, and a value. A quoted value counts as a password; after
other nouns, or without quotes, it must not look like a word.
"""

import re
from collections.abc import Iterator

from bot.domain.redaction.labels import Hides
from bot.domain.redaction.quoted import Span, quoted_end, word_or_quoted
from bot.domain.redaction.values import ANY, looks_random, names_one
from bot.domain.redaction.vocabulary import PASSWORDS, TOKENS, bare

# The last word of a name, with the words before it in a name of two or three words.
_NOUN = re.compile(
    r"(?<![\w/])(?:(?:api|access|secret|private|client|signing|shared|auth|mot de)[ ]"
    r"(?=key|token|secret|passe))?[^\W\d_][\w-]{1,60}",
    re.IGNORECASE,
)
# Explicit links between a noun and its value.
_LINKED = re.compile(
    r"[\"'`\])]{0,2}(?:[ ](?:for|of|f\u00fcr|para|pour|per)[ ][^\s=:,;]{1,60}+)?[ ]{0,2}"
    r"(?:ist|is|was|war|lautet|est|es|\u00e9|\u00e8|:|=|==|equals|(?:not )?i?like|(?:not )?in[ ]?(?=\()"
    r"|with value|(?:to|should) (?:be|equal|match)|to(?=[ ]\w)"
    r"|(?:provided|given|used|received|entered|sent):|(?:set|changed|reset|updated)(?: to)?|\n\[1\])"
    r"(?:[ ]now)?[ ]{0,2}[(:]?[ ]{0,2}",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"[ ]{1,40}+[(\[]?|[\"'`](?:[ ]{1,4}+|,[ ]?)|\(")
_VALUE = re.compile(r"(?:N?b?(?P<quote>[\"'])|)(?P<value>[^\s,;:()\"'<>|=&\[\]{}]{4,200})?")
_CHANGED, _TO = re.compile(r"[ ]from[ ](?=[\"'])"), re.compile(r"[ ]to[ ](?=[\"'])")
# What checkers say about a field: `on field 'password': rejected value [...]`.
_CHECKED = re.compile(
    r"\b(?:rejected value|attempted value|input_value|argument|value)(?:[ ]?[=:][ ]?|[ ])(?P<opening>[\[\"'])"
)
_CLOSING = {"[": "]"}
_SAID_OF_IT = 200
# `'...' AS password`, `invalid value '...' for password`, `from '...' to '...' for password`.
_BACK = re.compile(r"(?P<quote>[\"'])(?:\s{1,4}as|(?P<said>[ ](?:for|of)))\s{1,4}[\"'`]?\Z", re.IGNORECASE)
_SAYS = re.compile(r"\b(?:value|argument|input|(?P<to>to))[ ]\Z", re.IGNORECASE)
_MOST_BACK = 240
# A line of its own, or a sentence that says what was used.
_ALONE = re.compile(r"(?:\A|\n|\b(?:with|using)[ ](?:the[ ])?)[ \t]{0,40}\Z", re.IGNORECASE)
_TO_THE_END = re.compile(r"[ ]{1,8}+(?P<value>\S{3,200}+)[ \r]{0,4}+(?=\n|\Z)")
# Words used with "password" that are no password.
_NO_SECRET = frozenset(
    [
        *("authentication", "auth", "reset", "login", "protection", "policy", "rules", "hash", "hashing"),
        *("grant", "flow", "based", "field", "prompt", "change", "and", "for", "from", "in", "of", "or"),
    ]
)
# A code of a few digits that was sent to a person.
_CODE = re.compile(
    r"\b(?:otp|passcode|pin|(?:your|one-time|verification|security|login|sms|access|confirmation|mfa)[ ]code"
    r"|your[ ](?!status|error|zip|post|order|exit|country)\w{1,30}+[ ]code(?=[ ]is)"
    r"|c(?:\u00f3digo|ode|odice)[ ]d[ei][ ](?:verif|v\u00e9rif|acc|seg|s\u00e9c|sic)\w{1,12}+)"
    r"|(?:best\u00e4tigungs|sicherheits|einmal|anmelde)code",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?:[ ](?:is|was|ist|lautet|es|est|\u00e8|\u00e9))?[ ]?:?[ ]?[\"']?"
    r"(?P<value>\d{4,8}+)(?!\w)",
    re.IGNORECASE,
)


def in_sentences(text: str, hides: Hides) -> Iterator[Span]:
    for code in _CODE.finditer(text):
        if digits := _DIGITS.match(text, code.end()):
            yield digits.span("value")
    for noun in _NOUN.finditer(text):
        if bare(noun[0]).casefold().endswith((*PASSWORDS, *TOKENS)) and hides(noun[0], ANY):
            found = _said_before(text, noun) or _changed(text, noun) or _beside(text, noun)
            yield from (each for each in found or _checked(text, noun) if hides(noun[0], text[slice(*each)]))


def _said_before(text: str, noun: re.Match[str]) -> list[Span]:
    back = max(noun.start() - _MOST_BACK, 0)
    before = text[back : noun.start()]
    if not (found := _BACK.search(before)):
        return []
    end = found.start() + 1
    begin = before.rfind(found["quote"], 0, end - 1)
    says = _SAYS.search(before, max(begin - 12, 0), max(begin, 0))
    if begin < 0 or (found["said"] and not says):
        return []
    values = [(back + begin, back + end)]
    if says and says["to"]:
        closing = says.start() - 1
        values.append((back + max(before.rfind(found["quote"], 0, max(closing - 1, 0)), 0), back + closing))
    return values


def _changed(text: str, noun: re.Match[str]) -> list[Span]:
    if not (found := _CHANGED.match(text, noun.end())):
        return []
    old = word_or_quoted(text, found.end())
    to = _TO.match(text, old[1])
    return [old, word_or_quoted(text, to.end())] if to else []


def _beside(text: str, noun: re.Match[str]) -> list[Span]:
    """The value that follows, if credible: a password in quotes or alone, else not a word."""
    told = _is_told(noun)
    if linked := _LINKED.match(text, noun.end()) or _BESIDE.match(text, noun.end()):
        begin = linked.end()
        found = _VALUE.match(text, begin)
        span = found.span("value") if found and found["value"] else (begin, begin)
        if found and found["quote"]:
            span = found.start("quote"), quoted_end(text, found.start("quote"))
        plain = text[slice(*span)].strip("\"'")
        quoted = bool(found and found["quote"]) and "\n" not in plain
        if not names_one(plain) and ((quoted and told) or looks_random(plain)):
            return [span]
    alone = told and _ALONE.search(text, max(noun.start() - _MOST_BACK, 0), noun.start())
    if alone and (found := _TO_THE_END.match(text, noun.end())):
        spoken_of = found["value"].lower() in _NO_SECRET or names_one(found["value"])
        return [] if spoken_of else [found.span("value")]
    return []


def _checked(text: str, noun: re.Match[str]) -> list[Span]:
    found = _CHECKED.search(text, noun.end(), noun.end() + _SAID_OF_IT)
    if not found or "]" in text[noun.end() : found.start()]:
        return []
    end = text.find(_CLOSING.get(found["opening"], found["opening"]), found.end(), found.end() + _SAID_OF_IT)
    believed = end >= 0 and (_is_told(noun) or looks_random(text[found.end() : end]))
    return [(found.start("opening"), end + 1)] if believed else []


def _is_told(noun: re.Match[str]) -> bool:
    return bare(noun[0]).casefold().endswith(PASSWORDS)
