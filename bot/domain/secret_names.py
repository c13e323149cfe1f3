"""Names whose values are masked. Data of people a team may keep visible; a credential it may not.

Names are compared without case and punctuation: `API-Key`, `api_key` and `apiKey` are one.
"""

import re

from bot.domain.policy import Redaction

# Parts of a name; `_EXACT` are too short to be looked for inside of others.
_CREDENTIAL_PARTS = (
    *("password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey"),
    *("authorization", "credential", "cookie", "sessionid", "signature", "otp", "connectionstring"),
    "securitycode",
)
_CREDENTIAL_EXACT = frozenset({"pwd", "pass", "pin", "cvv", "cvc", "auth", "jwt"})
_PERSONAL_PARTS = (
    *("cardnumber", "creditcard", "iban", "accountnumber", "taxid", "passport"),
    *("email", "phone", "mobile", "birthdate", "dateofbirth", "socialsecurity"),
)
_PERSONAL_EXACT = frozenset({"pan", "ssn", "dob", "tel", "fax", "mail"})

_NOT_LETTERS = re.compile(r"[\W_]+")


def names_a_credential(name: str) -> bool:
    """Whether its value lets somebody in: masked whatever a team wants to keep."""
    plain = _plain(name)
    return plain in _CREDENTIAL_EXACT or any(part in plain for part in _CREDENTIAL_PARTS)


def names_a_secret(name: str, rules: Redaction) -> bool:
    """Whether a value is masked for the name it goes by."""
    return names_a_credential(name) or (name not in rules.keep and _is_named(name, rules.keys))


def _is_named(name: str, extra: tuple[str, ...]) -> bool:
    plain = _plain(name)
    more = map(_plain, extra)
    return plain in _PERSONAL_EXACT or any(part in plain for part in (*_PERSONAL_PARTS, *more) if part)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name).lower()
