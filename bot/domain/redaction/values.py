"""Whether a value with a secret's name is a secret: a state, a count, a version or code is not."""

import re

from bot.domain.policy.policy import Redaction
from bot.domain.redaction.names import (
    named_by_the_team,
    names_a_count,
    names_a_credential,
    names_a_number,
    names_a_password,
    names_a_person,
    speaks_of_a_credential,
)
from bot.domain.redaction.vocabulary import NOUNS

# Placeholder for a value not known yet that is no state, no count and no word without digits.
ANY = "?secret@0000"
# What is said about a secret instead of its value.
_STATES = frozenset(
    word
    for line in (
        "true false yes no on off null none nil undefined nan ok okay missing required optional expired",
        "invalid valid empty unset set unknown failed failure denied rejected revoked success successful",
        "succeeded absent present is was are must may should cannot has have had not does expected",
        "unexpected too refused redacted masked hidden filtered n/a tbd string str field this the could can",
        "will incorrect mismatch ignored reset create created read write update updated delete deleted list",
        "get refresh refreshed revoke rotate rotated change changed verify verified generate generated wrong",
        "falsch ungültig abgelaufen errata errato scaduta incorrecta incorrecto incorrecte inválida inválido",
        "caducada caducado incorreta incorreto errada expirada expirado invalide expiré expirée onjuist",
        "ongeldig nieprawidłowe nieprawidłowy неверный истёк",
    )
    for word in line.split()
)
# As package managers write versions: `^9.0.2`, `==2.8.0`, `v1.13.3-beta.1`.
_VERSION = re.compile(r"(?:[\w.-]{1,60}:)?[\^~><=! ]{0,3}v?\d{1,6}(?:\.\d{1,8}){1,3}(?:[-+][\w.+-]{1,40})?")
# How sentences about it begin; the last ones are Terraform's, about a resource.
_BEGINS = frozenset(
    [
        *("not", "is", "was", "must", "cannot", "expected", "required", "missing", "invalid", "expired"),
        *("failed", "denied", "has", "should", "does", "too", "permission", "authentication"),
        *("refreshing", "creating", "creation", "destroying", "destruction", "modifying", "modifications"),
    ]
)
# What validators say about a field, in its place.
_COMPLAINT = re.compile(
    r"\b(?:is|are|was|be) (?:required|invalid|missing|too|blank|empty|not|incorrect|expired|null)\b"
    r"|\b(?:must|should|may not|cannot|can't|does not|doesn't|did not) (?:be|have|contain|match|not)\b"
    r"|\bfield required\b|\bat least \d|\btoo (?:short|long|common|weak)\b",
    re.IGNORECASE,
)
# Placeholders for a value to be filled in, or already removed.
_PLACE = re.compile(
    r"\?|%s|\$[A-Z_][A-Z0-9_]{1,60}|%\(\w{1,60}\)s|\$\d{1,3}|:\w{1,60}|@\w{1,60}|\$?\{\{[^{}]{1,300}\}\}|\$\{[^{}]{1,100}\}"
    r"|\$\([^()]{1,200}\)|\{resolve:[^{}]{1,300}\}"
    r"|[*•xX.#]{3,}|<[\w -]{1,40}>|\[[a-zA-Z]{4,12}(?:: [^\]]{1,40})?\]"
    r"|\((?:sensitive|known|hidden|redacted|masked)[\w ]{0,40}\)"
)
# Code that says where the value comes from: `payload["password"]`, `client.get_secret_value(Id=name)`.
_CODE = re.compile(
    r"[A-Za-z_$][\w$.]{0,120}+(?:\[[\"'][\w.-]{1,60}+[\"']\]|\(\))"
    r"|[A-Za-z_$][\w$]{0,60}+(?:(?:\.|->)\w{1,60}+){1,6}+\((?:(?![\"'])|[\"'][A-Z_]{2,60}+[\"'])"
    r"|(?:var|local|self|this|config|settings|env|process\.env)\.\w",
)
# Metavariables in usage texts: `--token TOKEN`.
_METAVARIABLES = frozenset(
    ["PASSWORD", "PASS", "TOKEN", "SECRET", "KEY", "API_KEY", "APIKEY", "VALUE", "COOKIE", "CREDENTIALS"]
)
_TIME = re.compile(
    r"\d{1,9}(?:\.\d{1,3})? ?(?:ms|s|sec|min|m|h|d|%|days?|hours?|minutes?|seconds?|[kKMG]?i?B|bytes)"
)
# Constants, ARNs, and lists of words.
_CONSTANT = re.compile(r"[A-Z]{2,12}|[A-Z]{1,20}+(?:_[A-Z]{1,20}+){1,4}+|arn:aws[\w-]{0,10}:\S{1,400}")
_NAME = re.compile(r"[A-Za-z]{1,20}+(?:[ ._-][A-Za-z]{1,20}+){1,4}+")
_LOWER = re.compile(r"[a-z]{1,8}")
_FEWEST_DIGITS = 4
# With these names a short number is a count or a duration.
_NEVER_NUMBERS = frozenset(["auth", "pass", "cookie", "signature", "authorization", "credentials", "jwt"])
_SHORT_NUMBER = re.compile(r"\d{1,6}")
_SHORTER_NUMBER = re.compile(r"\d{1,3}")
_SHORTEST_NUMBER = re.compile(r"\d{1,2}")

_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_FEWEST, _LONG_PART = 6, 10
_PARTS = re.compile(r"[-_./]")
# Letters and digits that are no secret: names of hashes, encodings, durations, days, orders.
_NO_SECRET = re.compile(
    r"(?:oauth|md|sha|rsa?|hs|es|ps|aes|des|base|utf|hmac|bcrypt|pbkdf|x|v|http|ipv)[-_]?\d[\w/-]{0,12}"
    r"|\d{1,9}[a-z]{1,7}|\d{4}-\d\d(?:-\d\d.{0,40})?|[A-Z]{1,4}-\d{1,8}|0x[0-9a-f]{1,16}",
    re.IGNORECASE,
)
_FILE = re.compile(r"\w\.(?:py|js|ts|rb|go|cs|php|java|json|ya?ml|html?|txt|log|pem|env)(?::\d{1,6}+){0,2}\Z")


def hides(name: str, value: str, rules: Redaction) -> bool:
    """Whether a value is masked for its name.

    Args:
        value: As written between its quotes.
    """
    if names_a_credential(name):
        return not (says_nothing(value) or _counts(name, value))
    if name in rules.unmasked:
        return False
    if named_by_the_team(name, rules):
        return bool(value)
    # `phone: Pixel 8` is no number, and `email: sent` no address.
    return names_a_person(name) and ("@" in value or sum(map(str.isdigit, value)) >= _FEWEST_DIGITS)


def says_nothing(value: str) -> bool:
    plain = value.strip().strip("\"'`.,;:!").strip()
    first = plain.split(maxsplit=1)[0] if " " in plain else ""
    return (
        not plain
        or plain.casefold() in _STATES
        or plain in _METAVARIABLES
        or first.casefold() in _BEGINS
        or bool(_VERSION.fullmatch(first or plain))
        or bool(_PLACE.fullmatch(plain))
        or is_code(plain)
        or bool(_COMPLAINT.search(plain[:300]))
    )


def is_code(text: str, at: int = 0) -> bool:
    return bool(_CODE.match(text, at))


def looks_random(value: str) -> bool:
    """Letters and digits unlike any word: makes a value beside a secret's name in a sentence credible."""
    plain = value.strip("\"'`.,;:!?()[]")
    if len(plain) < _FEWEST or _NO_SECRET.fullmatch(plain) or _FILE.search(plain) or says_nothing(plain):
        return False
    parts = [each for each in _PARTS.split(plain) if each]
    told = parts if len(parts) > 1 and parts[0].isalpha() and parts[0].islower() else [plain]
    return any(
        _DIGIT.search(each) and _LETTER.search(each) and (told == [plain] or len(each) >= _LONG_PART)
        for each in told
    )


def names_one(value: str) -> bool:
    """Whether the text in a value's place itself names a secret: `jwt`, `db-credentials`."""
    plain = value.casefold()
    return plain in NOUNS or (bool(_NAME.fullmatch(value)) and speaks_of_a_credential(value))


def _counts(name: str, value: str) -> bool:
    """`max_tokens=4096`, the `pass: 12` of a test run, a status; and PWD is where a process works."""
    plain = value.strip().strip("\"'`")
    if name.lower() in {"pwd", "oldpwd"}:
        return plain.startswith("/")
    if name.lower() in _NEVER_NUMBERS:
        return bool(_SHORT_NUMBER.fullmatch(plain))
    short = _SHORTEST_NUMBER if names_a_number(name) else _SHORTER_NUMBER
    if short.fullmatch(plain) or _TIME.fullmatch(plain):
        return True
    if not names_a_password(name) and (_CONSTANT.fullmatch(plain) or names_one(plain)):
        return True
    counted = plain.replace(",", "").replace(".", "", 1).isdigit() or _LOWER.fullmatch(plain)
    return names_a_count(name) and bool(counted)
