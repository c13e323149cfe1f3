"""Secrets among the arguments of a call, as code and stack traces show them: `login('ana', '...')`."""

import re
from collections.abc import Iterator

from bot.domain.redaction.labels import Hides
from bot.domain.redaction.quoted import Span, bracketed
from bot.domain.redaction.values import ANY

_CALL = re.compile(r"(?<![\w-])(?P<name>(?:PDO->)?[A-Za-z_][\w-]{0,80})\(")
# At most this much of each call's arguments is read, since calls may be nested.
_MOST = 400
_ALL = 9
# Takes a secret's name, not the secret.
_ASKS_BY_NAME = re.compile(
    r"(?:get|read|load|fetch|find|lookup|describe|delete|require|import|has|is)(?![a-z])"
)
# Which argument is the secret, from 0, by the end of the call's name.
_PLACES = (
    (re.compile(r"(?:log_?[io]n|sign_?in|authenticate|auth|simple_bind|bind_s)\Z", re.IGNORECASE), 1),
    (
        re.compile(
            r"(?:PDO->__construct|mysqli|(?:mysqli?|pg|oci)_p?connect|connect_?db|db_?connect|getConnection|ldap_bind|ftp_login)\Z"
        ),
        2,
    ),
)


def in_calls(text: str, hides: Hides) -> Iterator[Span]:
    for call in _CALL.finditer(text):
        name = call["name"]
        places = {place for ending, place in _PLACES if ending.search(name)}
        if not places and not _ASKS_BY_NAME.match(name) and hides(name, ANY):
            places = {*range(_ALL)}
        if not places:
            continue
        opening = call.end() - 1
        arguments, _ = bracketed(text[opening : opening + _MOST], 0)
        for place, (begin, end) in enumerate(arguments):
            value = text[opening + begin : opening + end].lstrip("bNu")
            if place in places and value[:1] in {'"', "'"} and hides("password", value.strip("\"'")):
                yield opening + end - len(value), opening + end
