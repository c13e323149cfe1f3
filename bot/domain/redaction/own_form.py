"""What a secret looks like, whatever name it goes by. Every pattern is linear in its input, by the rule of
bot/config/slow_pattern.py.

Shapes beside those of credentials.py: ISO/IEC 7812 (card numbers, with Luhn's check digit), ISO 13616 (IBAN,
with its check digits), ITU E.164 (phone numbers), and identity numbers that carry check digits of their own:
Brazil's CPF and Spain's DNI and NIE.
"""

import re

from bot.domain.redaction.credentials import Pattern
from bot.domain.redaction.names import names_a_card, names_an_id

_ISSUED = re.compile(
    r"4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|6\d{15}"
)
# Lengths far more common for timestamps, articles or events than for cards.
_ISSUED_RARELY = re.compile(r"4\d{12}|4\d{18}|6\d{16,18}")
_BEFORE = 40
_NO_DIGITS = re.compile(r"\D")
# What ends the name or words before a number.
_ENDS = re.compile(r"[\n,&{}\[\]()]|;\s")


def is_card_number(text: str, name: str = "") -> bool:
    """A length and prefix that issuers use, a correct check digit, and no name that says it is an id."""
    digits = _NO_DIGITS.sub("", text)
    if not _luhn(digits):
        return False
    written_apart = digits != text
    if _ISSUED.fullmatch(digits):
        return written_apart or not names_an_id(name)
    return bool(_ISSUED_RARELY.fullmatch(digits)) and names_a_card(name)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - Luhn's rule


def _name_before(found: re.Match[str]) -> str:
    """The last words before it: `order 4539...`, `order_id=4539...`, `{"card": {"number": "4539...`."""
    before = _ENDS.split(found.string[max(found.start() - _BEFORE, 0) : found.start()])
    words = _words_in(before[-1])
    return " ".join(words if words != ["number"] else [*_words_in("".join(before[-2:-1])), *words])


def _words_in(text: str) -> list[str]:
    return text.replace("=", " ").replace(":", " ").replace('"', "").split()[-2:]


# Lengths by country; all others have 15 to 34 (the registry of ISO 13616).
_IBAN_LENGTHS = {
    country: length
    for length, countries in (
        (15, "NO"),
        (16, "BE"),
        (18, "DK FI NL"),
        (19, "SI"),
        (20, "AT EE LT LU"),
        (21, "CH LV"),
        (22, "BG DE GB IE"),
        (23, "AE IL"),
        (24, "SE ES CZ SK RO"),
        (25, "PT"),
        (27, "FR GR IT"),
        (28, "HU PL CY"),
    )
    for country in countries.split()
}


def is_iban(text: str) -> bool:
    plain = text.replace(" ", "").upper()
    if len(plain) != _IBAN_LENGTHS.get(plain[:2], len(plain)):
        return False
    number = "".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])
    return int(number) % 97 == 1


_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_dni(text: str) -> bool:
    """Spain's, and the foreigners' NIE that begins with a letter."""
    number = text[:-1].upper().translate(str.maketrans("XYZ", "012"))
    return _DNI_LETTERS[int(number) % 23] == text[-1].upper()


def is_cpf(text: str) -> bool:
    digits = [int(each) for each in text if each.isdigit()]
    if len(set(digits)) == 1:
        return False
    return all(
        sum(digit * (count + 1 - place) for place, digit in enumerate(digits[:count])) * 10 % 11 % 10
        == digits[count]
        for count in (9, 10)
    )


# What follows "Bearer" and "Basic" in sentences.
_NO_TOKEN = re.compile(
    r"(?:bearer|basic)\s+(?:auth\w{0,40}|tokens?|credentials?|scheme|realm|challenge|information|format|access"
    r"|(?:plan|tier|error|customer|realm)=?\S{0,40})\W{0,5}",
    re.IGNORECASE,
)
# After "Basic" comes base64, not a word.
_BASIC_WORD = re.compile(r"[Bb]asic\s+[a-z]{1,40}")
# A package with its version is no address: `lodash@4.17.21`; nor is a git remote.
_NO_ADDRESS = re.compile(
    r"[^@]{1,64}@v?\d{1,8}(?:\.\d{1,8}){1,6}(?:[-+.][\w.-]{0,80})?|(?:git|npm|npx)@[^@]{1,80}"
)

# A key of AWS has no prefix: 40 letters of either case and digits, and so no hash in hex and hardly a path.
_MIXED = re.compile("[a-z]"), re.compile("[A-Z]"), re.compile(r"\d")
_STEPS = 3

PATTERNS = (
    Pattern(
        "bearer token",
        re.compile(r"\b(?:bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE),
        proven=lambda found: not (_NO_TOKEN.fullmatch(found[0]) or _BASIC_WORD.fullmatch(found[0])),
    ),
    Pattern(
        "AWS secret key",
        re.compile(r"(?<![\w/+=.-])[A-Za-z0-9/+]{40}(?![\w/+=.-])"),
        proven=lambda found: all(each.search(found[0]) for each in _MIXED) and found[0].count("/") <= _STEPS,
    ),
    # Password hashes: crypt(3), bcrypt, Argon2, scrypt, PBKDF2.
    Pattern(
        "password hash",
        re.compile(
            r"\$(?:1|2[abxy]?|5|6|7|y|apr1|argon2id?|scrypt|pbkdf2[\w-]{0,10})\$[\w./$=,+-]{8,}"
            r"|\{(?:S?SHA|S?MD5|CRYPT|PBKDF2|ARGON2)[\w-]{0,10}\}[\w./$=,+-]{8,}"
        ),
    ),
    Pattern("Slack webhook", re.compile(r"hooks\.slack\.com/[^\s\"'\\]+")),
    Pattern(
        "webhook",
        re.compile(r"discord(?:app)?\.com/api/webhooks/[^\s\"'\\]+|webhook\.office\.com/[^\s\"'\\]+"),
    ),
    Pattern("password", re.compile(r"(?<=://)[^/\s:@\"'\\]{0,100}:[^/\s\"'\\<>]{1,200}(?=@)")),
    Pattern(
        "IBAN",
        re.compile(
            r"\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Za-z0-9])"
        ),
        personal=True,
        proven=lambda found: is_iban(found[0]),
    ),
    Pattern(
        "card number",
        re.compile(r"(?<![\w.])(?<!\d-)(?:\d[ -]?){12,18}\d(?![\d.])(?!-\d)"),
        personal=True,
        proven=lambda found: is_card_number(found[0], _name_before(found)),
    ),
    Pattern(
        "e-mail",
        re.compile(r"[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
        personal=True,
        proven=lambda found: not _NO_ADDRESS.fullmatch(found[0]),
    ),
    Pattern(
        "identity number",
        re.compile(r"(?<![\w.-])(?:\d{8}|[XYZ]\d{7})[A-Z](?![\w-])"),
        personal=True,
        proven=lambda found: is_dni(found[0]),
    ),
    Pattern(
        "identity number",
        re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d\d(?![\w-])"),
        personal=True,
        proven=lambda found: is_cpf(found[0]),
    ),
    Pattern(
        "identity number",
        re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])"),
        personal=True,
    ),
    Pattern("phone number", re.compile(r"(?<![\w+])\+[1-9][\d ().-]{6,18}\d(?!\d)"), personal=True),
    Pattern(
        "phone number",
        re.compile(r"(?<![\w.-])\(?[2-9]\d\d\)?[ .-][2-9]\d\d[ .-]\d{4}(?![\w-])"),
        personal=True,
        proven=lambda found: not names_an_id(_name_before(found)),
    ),
)
