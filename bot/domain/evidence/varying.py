"""A message without what varies between equal failures: ids, times, addresses, quantities, values.

What tells failures apart stays: names with digits (`utf8`, `ec2`, `Http2Error`, `us-east-1`, `@v1.13.3`), and
the codes of protocols and vendors (HTTP, SMTP, SQLSTATE, errno, ORA-, MySQL's numbers, MongoDB's E11000).
"""

import re

_SHORT_NAME = 40
_LONG_WORD = 20

_PLACEHOLDERS = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\barn:aws[\w-]{0,10}:[^\s'\",]+"), "<arn>"),
    (re.compile(r"https?://[^\s'\",)]+"), "<url>"),
    (
        re.compile(
            r"\d{4}(?:-\d\d-|/\d\d/)\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
        ),
        "<time>",
    ),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "<address>"),
    (re.compile(r"\b0x[0-9a-f]+\b", re.IGNORECASE), "<id>"),
    (re.compile(r"(?<!\w)(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b", re.IGNORECASE), "<id>"),
)
_HTTP_WORDS = (
    r"Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not|Conflict|Gone|Payload Too"
    r"|Unprocessable|Too Many|Internal Server|Not Implemented|Bad Gateway|Service Unavailable|Gateway Time"
    r"|Server Error|Client Error"
)
# SMTP replies (RFC 5321, section 4.2), with or without an enhanced code (RFC 3463).
_SMTP_WORDS = (
    r"\d\.\d{1,3}\.\d{1,3}|Syntax|Service|Requested|Mailbox|User|Transaction|Authentication|Bad sequence"
    r"|Command|Relay|Message|Sender|Recipient"
)
# Numbers that are codes, other numbers, and words that may contain digits.
_WORD = re.compile(
    r"(?P<code>"
    r"\b(?:status|code|errno|sqlcode|sqlstate|statuscode|status_code|errorcode|error_code)"
    r"[\"']?\s?[:=]?\s?[\"']?-?\d{1,6}\b"
    r"|\bsqlstate[\[(:= ]{1,2}\w{5}[\])]?(?:[: ]{0,2}\[\d{1,5}\])?"
    r"|\[(?:Errno|WinError) -?\d{1,5}\]|\bos error \d{1,5}\b"
    r"|\bhttp(?:/\d(?:\.\d)?)?[ :]{1,2}\d{3}\b"
    rf"|\b[1-5]\d\d \(?(?={_HTTP_WORDS})"
    rf"|\b[45]\d\d[ -](?={_SMTP_WORDS})"
    r"|\b(?:returned|respond(?:ed|s) with|response|answered|answered with|got|received)(?: an?)?:? [45]\d\d\b"
    r"|\b(?:ORA|PLS|TNS|DPY|DPI|SQL|CWE|CVE)-\d{3,6}(?:-\d{1,6})?\b"
    r"|\berror \d{4}\b(?=:| \()(?: \(\w{5}\))?|\berror \d{1,3}(?= (?:connecting|while) )"
    r"|\bMsg \d{1,6}, Level \d{1,2}, State \d{1,3}\b"
    r"|\bNumber:\s?\d{1,6},\s?State:\s?\d{1,3},\s?Class:\s?\d{1,2}\b"
    r"|\b(?:base \d\d|utf-\d{1,2}|sha-\d{1,3}|iso-8859-\d{1,2}|rfc \d{3,5})\b"
    r"|\b[a-z]{2}(?:-[a-z]{3,9}){1,2}-\d\b"
    r"|\b\d{1,4}\.\d{1,4}\.\d{1,6}\b(?!\.?\d)"
    r")|(?<![\w.])(?P<number>\d+(?:\.\d+)?)(?!\w)|(?<!\w)\w+",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
# Codes of MongoDB, Prisma and compilers, and an HTTP status attached to its word.
_CODE_WORD = re.compile(
    r"E1\d{4}|P[1-6]\d{3}|(?:TS|CS|AADSTS|SQL|ORA)\d{3,6}N?|(?:http|error|err|status|code)_?[45]\d\d|x86_64",
    re.IGNORECASE,
)
# Widths and sizes at the end of type, hash and cipher names.
_SIZES = frozenset({"128", "224", "256", "384", "512"})
_MOST_OF_A_NAME = 2
_QUOTED = re.compile(r"'((?:\\.|[^'\\\n]){0,1000})'(?!\w)|\"((?:\\.|[^\"\\\n]){0,1000})\"")
# npm packages, with scope and version, count as names.
_NAME = re.compile(
    r"[A-Za-z_$<#][\w.$:<>#-]{0,40}(?: ?\[[\w<>#]*\])?"
    r"|(?:@[\w.-]{1,30}/)?[\w.#-]{1,38}(?:@v?[\d#]+(?:\.[\d#]+){1,2})?"
)
# How MySQL and ODBC drivers print an error: (1062, "Duplicate entry …"), ('42S02', "…").
_NUMBERED = re.compile(r"\((?:'(?=\w{5}'))?(\w{3,5})'?, ?([\"'])")
_STATUS = re.compile(r"[1-5]\d\d [A-Z]")


def without_values(message: str) -> str:
    """One line, the same for the same fault."""
    text = _bare(message)
    for pattern, placeholder in _PLACEHOLDERS:
        text = pattern.sub(placeholder, text)
    return " ".join(_QUOTED.sub(_short, _WORD.sub(_word, text)).split())


def _bare(message: str) -> str:
    """The reason itself, if all of it is quoted."""
    message = message.strip()
    if (numbered := _NUMBERED.match(message)) and message.endswith(f"{numbered[2]})"):
        named = "code" if numbered[1].isdigit() else "SQLSTATE"
        return f"{named} {numbered[1]}: {message[numbered.end() : -2]}"
    whole = _QUOTED.fullmatch(message)
    inner = (whole[1] or whole[2] or "") if whole else ""
    return inner if " " in inner else message


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if found["number"]:
        return "#"
    runs = _DIGITS.findall(word)
    if not runs or found["code"] or word.isdigit() or _CODE_WORD.fullmatch(word):
        return word
    if len(word) >= _LONG_WORD and (len(runs) > 1 or len(runs[0]) > _MOST_OF_A_NAME):
        return "<id>"
    return _DIGITS.sub(_digits, word)


def _digits(found: re.Match[str]) -> str:
    """`utf8`, `line_2` and `sha256` are names, `order_17` and `cust4711` are not."""
    joined = found.string[: found.start()].endswith("_")
    most = 1 if joined else _MOST_OF_A_NAME
    named = len(found[0]) <= most or (found[0] in _SIZES and not joined)
    return found[0] if named and found.start() else "#"


def _short(quoted: re.Match[str]) -> str:
    """Quoted names stay, since the error is about them; quoted values go."""
    inner = quoted[1] if quoted[1] is not None else quoted[2]
    mark = quoted[0][0]
    kept = not inner or (len(inner) <= _SHORT_NAME and (_NAME.fullmatch(inner) or _STATUS.match(inner)))
    return f"{mark}{inner if kept else '…'}{mark}"
