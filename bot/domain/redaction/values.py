"""Whether a value that goes by the name of a secret is one: a state, a count or a version is not."""

import re

from bot.domain.policy import Redaction
from bot.domain.redaction.names import named_by_the_team, names_a_count, names_a_credential, names_a_person

# What is said about a secret instead of telling it.
_STATES = frozenset(
    word
    for line in (
        "true false yes no on off null none nil undefined nan ok okay missing required optional expired",
        "invalid valid empty unset set unknown failed failure denied rejected revoked success successful",
        "succeeded absent present is was are must may should cannot has have had not does expected",
        "unexpected too refused redacted masked hidden filtered n/a tbd string str field this the could can",
        "will incorrect mismatch ignored reset create created read write update updated delete deleted list",
        "get refresh refreshed revoke rotate rotated change changed verify verified generate generated",
    )
    for word in line.split()
)
# As package managers write versions: `^9.0.2`, `==2.8.0`, `v1.13.3-beta.1`.
_VERSION = re.compile(r"(?:[\w.-]{1,60}:)?[\^~><=! ]{0,3}v?\d{1,6}(?:\.\d{1,8}){1,3}(?:[-+][\w.+-]{1,40})?")
# How sentences about it begin.
_BEGINS = frozenset(
    [
        *("not", "is", "was", "must", "cannot", "expected", "required", "missing", "invalid", "expired"),
        *("failed", "denied", "has", "should", "does", "too"),
    ]
)
# What validators say about a field, in its place.
_COMPLAINT = re.compile(
    r"\b(?:is|are|was|be) (?:required|invalid|missing|too|blank|empty|not|incorrect|expired|null)\b"
    r"|\b(?:must|should|may not|cannot|can't|does not|doesn't|did not) (?:be|have|contain|match|not)\b"
    r"|\bfield required\b|\bat least \d|\btoo (?:short|long|common|weak)\b",
    re.IGNORECASE,
)
# Where a value will be put, or was taken out before.
_PLACE = re.compile(
    r"\?|%s|%\(\w{1,60}\)s|\$\d{1,3}|:\w{1,60}|@\w{1,60}|\$\{[^{}]{1,100}\}|\{\{[^{}]{1,100}\}\}|\$\([^()]{1,100}\)"
    r"|[*•xX.#]{3,}|<[\w -]{1,40}>|\[[a-zA-Z]{4,12}(?:: [^\]]{1,40})?\]|\{resolve:[^{}]{1,300}\}"
)
_FEWEST_DIGITS = 4
_FEW_DIGITS = re.compile(r"\d{1,2}")
# Of these a short number tells how many, or how long it took.
_NEVER_NUMBERS = frozenset(["auth", "pass", "cookie", "signature", "authorization", "credentials", "jwt"])
_SHORT_NUMBER = re.compile(r"\d{1,6}")


def hides(name: str, value: str, rules: Redaction) -> bool:
    """Whether a value is masked for the name it goes by.

    Args:
        value: As it stands between its quotes.
    """
    if names_a_credential(name):
        return not (says_nothing(value) or _counts(name, value))
    if name in rules.keep:
        return False
    if named_by_the_team(name, rules):
        return bool(value)
    # `phone: Pixel 8` and `email: sent` are no number and no address.
    return names_a_person(name) and ("@" in value or sum(map(str.isdigit, value)) >= _FEWEST_DIGITS)


def says_nothing(value: str) -> bool:
    plain = value.strip().strip("\"'`.,;:!").strip()
    return (
        not plain
        or plain.lower() in _STATES
        or _FEW_DIGITS.fullmatch(plain) is not None
        or (" " in plain and plain.split()[0].lower() in _BEGINS)
        or bool(_VERSION.fullmatch(plain))
        or bool(_PLACE.fullmatch(plain))
        or bool(_COMPLAINT.search(plain[:300]))
    )


def _counts(name: str, value: str) -> bool:
    """`max_tokens=4096`, and the `pass: 12` of a test run; and PWD is where a process works."""
    plain = value.strip()
    if name.lower() in {"pwd", "oldpwd"}:
        return plain.startswith("/")
    if name.lower() in _NEVER_NUMBERS:
        return bool(_SHORT_NUMBER.fullmatch(plain))
    return names_a_count(name) and plain.replace(",", "").replace(".", "", 1).isdigit()
