"""Secrets that a command or a protocol takes by position, as its manual says."""

import re
from collections.abc import Iterator

from bot.domain.redaction.labels import Hides
from bot.domain.redaction.quoted import Span, line_end, word_or_quoted

# A command, and on the rest of its line what comes right before the secret.
_BY_FLAG = (
    (re.compile(r"\b(?:mysql\w{0,12}+|7za?|sshpass)[\s\"']"), re.compile(r"(?<=[\s\"'])-p[ ]?")),
    (re.compile(r"\b(?:login|mongo\w{0,6}+)\s"), re.compile(r"(?<=\s)-p[ =]{1,4}+")),
    (re.compile(r"\b(?:sqlcmd|bcp|isql|zip|unzip)\s"), re.compile(r"(?<=\s)-P[ ]?")),
    (re.compile(r"\bredis-cli\s"), re.compile(r"(?<=\s)-a[ ]{1,4}+")),
    (re.compile(r"\bldap\w{3,12}+\s"), re.compile(r"(?<=\s)-w[ ]{1,4}+")),
    (re.compile(r"\bsnmp\w{2,10}+\s"), re.compile(r"(?<=\s)-c[ ]{1,4}+")),
    (re.compile(r"\bcurl\s"), re.compile(r"(?<=\s)(?:-u|--user)[ =][\"']?[^\s:\"']{1,60}+:(?!//)")),
    (re.compile(r"\bcurl\s"), re.compile(r"(?<=\s)(?:-b|--cookie)[ =][\"']?[^\s=\"']{1,60}+=")),
    (re.compile(r"\bhtpasswd\s"), re.compile(r"(?<=\s)-[a-zA-Z]{1,5}+\s\S{1,100}+\s\S{1,60}+\s")),
    (re.compile(r"\bsecret set\b"), re.compile(r"--(?:value|body)[ =]")),
    (re.compile(r"\bWIFI:"), re.compile(r"\bP:")),
    (re.compile(r"\bAUTH (?:LOGIN|PLAIN) challenge:"), re.compile(r"(?<=:)[ ](?=')")),
)
# What comes right before the secret.
_BEFORE = (
    re.compile(r"\bnet use \S{1,100}+ (?!/)"),
    re.compile(r"\bConvertTo-SecureString[ ](?:-String[ ])?"),
    re.compile(r"\brabbitmqctl (?:add_user|change_password) \S{1,60}+ "),
    re.compile(r"\bvault login (?!-)"),
    re.compile(r"\bInput Password[ ]{2,20}+\S{1,80}+[ ]{2,20}+"),
    re.compile(r"[|\x01]554="),
    re.compile(r"\blogin\s{1,4}+\S{1,100}+\s{1,4}+password\s{1,4}+"),
    re.compile(r"(?<![^\W_])[A-Za-z]{0,4}\d{1,6}+[ ]LOGIN[ ]\S{1,100}+[ ]"),
    re.compile(r"\"(?:AUTH|auth)\" (?:\"[^\"\n]{1,60}+\" )?(?=\")"),
    re.compile(r"\b(?:requirepass|masterauth|server community)[ ]"),
    # Words for a password that are no words to `\w`, for their signs above and below.
    re.compile(r"(?:รหัสผ่าน|पासवर्ड)\s?[:=]\s{0,4}+"),
    re.compile(r"\bcookie[ ]\w{1,40}+=", re.IGNORECASE),
    re.compile(r"\bcredentials?[ ][\w.@-]{1,60}+:(?=\S{4})"),
    re.compile(r"\bpassword\.{4,80}+"),
    re.compile(
        r"\bidentified\s{1,4}+(?:with\s{1,4}+\S{1,60}+\s{1,4}+)?(?:by|as)\s{1,4}+(?:password\s{1,4}+)?(?=[\"'])",
        re.IGNORECASE,
    ),
    re.compile(r"\bsp_add(?:linkedsrv)?login '[^'\n]{1,100}+', ?(?=')"),
)
# The last on its line, as a client says it to a server.
_SAID = re.compile(
    r"(?m)(?:^[<>*CS: \t]{0,8}+|[>:\]][ ])(?P<said>PASS|AUTH(?:[ ](?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5))?)[ ]"
    r"(?!PLAIN|LOGIN)(?P<value>\S{4,1000}+)[ \t\r]{0,4}+$"
)
_TEST_FILE = re.compile(r"/|\.[a-z]{2,4}\b")
_ECHO = re.compile(r"\becho[ ](?:-n[ ])?")
_PIPED = re.compile(r"[ ]?\|[^\n|]{0,80}?(?:stdin|-S\b|--with-token|passwd)")
_IN_ADDRESSES = (
    # A key that is no place and no name: letters of either case and digits.
    re.compile(
        r"(?<![\w.-])key=(?P<value>(?=[a-zA-Z]{0,30}+\d)(?=[\dA-Z]{0,30}+[a-z])(?=[\da-z]{0,30}+[A-Z])\w{16,100})"
    ),
    re.compile(r"[?&]code=(?P<value>[\w./%~-]{16,400})"),
    re.compile(
        r"[?&](?:key|appid|sid|auth|ticket)="
        r"(?P<value>(?=[a-zA-Z_-]{0,60}+\d|\d{1,60}+[a-zA-Z])[\w.~-]{16,400})"
    ),
    re.compile(
        r"(?:\bjdbc:oracle:\w{1,8}+:|\b(?:sqlplus|connect)[ ](?:-\w{1,8}+[ ])?)\w{1,60}+/"
        r"(?P<value>[^@\s/]{1,200}+)@"
    ),
    # .pgpass: host, port, database, user, password.
    re.compile(
        r"(?m)(?<!\S)(?:[a-z][\w-]{0,60}+(?:\.[\w-]{1,60}+){1,8}+|localhost|\*):(?:\d{2,5}|\*):"
        r"[\w*]{1,60}+:[\w*]{1,60}+:(?P<value>[^\s:]{1,200}+)$"
    ),
)


def in_commands(text: str, hides: Hides) -> Iterator[Span]:
    for begin, end in _places(text):
        if hides("password", text[begin:end]):
            yield begin, end


def _places(text: str) -> Iterator[Span]:
    yield from _by_flag(text)
    for pattern in _BEFORE:
        yield from (word_or_quoted(text, found.end()) for found in pattern.finditer(text))
    for found in _SAID.finditer(text):
        if not (found["said"] == "PASS" and _TEST_FILE.search(found["value"])):
            yield found.span("value")
    for found in _ECHO.finditer(text):
        value = word_or_quoted(text, found.end())
        if _PIPED.match(text, value[1]):
            yield value
    for pattern in _IN_ADDRESSES:
        yield from (found.span("value") for found in pattern.finditer(text))


def _by_flag(text: str) -> Iterator[Span]:
    for command, flag in _BY_FLAG:
        at = 0
        while found := command.search(text, at):
            at = line_end(text, found.end())
            yield from (word_or_quoted(text, each.end()) for each in flag.finditer(text, found.end() - 1, at))
