"""Names whose values are masked. A team may keep personal data visible, but not a credential.

A name is compared word by word, without case, accents and punctuation: `API-Key`, `api_key`, `apiKey` and
`APIKEY` are one. `signatureRequired`, `max_tokens` and `TokenExpiredError` mention a secret but hold none.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from bot.domain.policy.policy import Redaction
from bot.domain.redaction import vocabulary

_WORD = re.compile(r"[A-Z]{1,64}(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
# A company, not anyone's authentication.
_AUTH0 = re.compile("auth0", re.IGNORECASE)
# The Secrets Manager API's parameter that names the secret.
_SECRETS_MANAGER = "SecretId"
_ALSO = frozenset({"pass", "pw", "phrase", "answer", "mnemonic", "seedphrase", "recoveryphrase"})
_NOT_LETTERS = re.compile(r"[\W_]+")


class _Found(NamedTuple):
    """Attributes: before and after are the words around the secret's word; plural as in `tokens`."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    plural: bool = False


def names_a_credential(name: str) -> bool:
    """Whether its value grants access: masked whatever a team wants to keep."""
    found = _credential(name)
    return found is not None and name != _SECRETS_MANAGER and not _is_about(name, found)


def tells_about(name: str) -> bool:
    """Whether it names a property of a secret: `type`, `strategy`."""
    return bool(vocabulary.ABOUT & {*words_of(name)[-1:]})


def speaks_of_a_credential(text: str) -> bool:
    return _credential(text) is not None


def names_a_person(name: str) -> bool:
    """Whether its value is a person's number, address or date."""
    found = _personal(name)
    return (
        found is not None
        and not set(found.before) & vocabulary.ASKING
        and set(found.after) <= vocabulary.PARTS
    )


def named_by_the_team(name: str, rules: Redaction) -> bool:
    plain = _letters(name) if rules.keys else ""
    return any(part in plain for part in map(_letters, rules.keys) if part)


def names_a_count(name: str) -> bool:
    """Whether a number with this name is a count: `prompt_tokens`, `tokens`; else it may be a secret."""
    found = _credential(name)
    return found is not None and (found.plural or bool(set(found.before) & vocabulary.COUNTING))


def names_a_password(name: str) -> bool:
    """Whether its value may be a word: machines make tokens and keys."""
    plain = "".join(words_of(name))
    return any(each in plain for each in vocabulary.PASSWORDS) or bool(_ALSO & {*words_of(name)})


def names_a_number(name: str) -> bool:
    """Whether its secret may be just a few digits: `pin`, `cvv`, `otp`, `security code`."""
    return bool(vocabulary.NUMBERS & {*words_of(name)})


def names_an_id(name: str) -> bool:
    """Whether a long number with this name is an id or a time, not a card number."""
    return bool(vocabulary.IDS & {*words_of(name)}) and not names_a_card(name)


def names_a_card(name: str) -> bool:
    return bool(vocabulary.CARDS & {*words_of(name)})


def _is_about(name: str, found: _Found) -> bool:
    if found.after and found.after[-1] in vocabulary.ABOUT:
        return True
    if found.before[-2:] in {("client", "request"), ("public", "key")}:
        return True
    if found.before and (
        found.before[0] in vocabulary.ASKING or found.before[-1] in vocabulary.HARMLESS_BEFORE
    ):
        return True
    return (
        bool(found.before) and found.before[0] in vocabulary.FAULTS and name[:1].isupper() and name.isalnum()
    )


@lru_cache(512)
def _credential(name: str) -> _Found | None:
    return _last(
        name, vocabulary.CREDENTIALS_ANYWHERE, vocabulary.CREDENTIAL_ENDS, vocabulary.CREDENTIAL_WORDS
    )


@lru_cache(512)
def _personal(name: str) -> _Found | None:
    return _last(name, vocabulary.PERSONAL_ANYWHERE, vocabulary.PERSONAL_ENDS, vocabulary.PERSONAL_WORDS)


def _last(name: str, anywhere: frozenset[str], ends: tuple[str, ...], whole: frozenset[str]) -> _Found | None:
    """The last part of a name that names a secret: `cookie_domain_password` is a password."""
    words = words_of(name)
    found = _last_word(words, ends, whole)
    joined, starts, at = "".join(words), {0}, 0
    for word in words:
        at += len(word)
        starts.add(at)
    for part in filter(joined.__contains__, anywhere):
        begin = joined.rfind(part)
        end = begin + len(part)
        if begin not in starts and any(begin < each < end for each in starts):
            continue
        after = _behind(words, end)
        if found is None or len(after) < len(found.after):
            before = tuple(word for word, stop in _stops(words) if stop <= begin)
            found = _Found(before, after)
    return found


def _last_word(words: tuple[str, ...], ends: tuple[str, ...], whole: frozenset[str]) -> _Found | None:
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        one = word.removesuffix("s")
        if word in whole or one in whole or word.endswith(ends) or one.endswith(ends) or _ends_in_pass(word):
            after = tuple(each for each in words[place + 1 :] if not each.isdigit())
            return _Found(words[:place], after, plural=one != word and word not in whole)
    return None


def _ends_in_pass(word: str) -> bool:
    """`storepass`, `dbpass`, but not `compass`."""
    return word.endswith("pass") and word not in vocabulary.PASSES


def _stops(words: tuple[str, ...]) -> list[tuple[str, int]]:
    at, stops = 0, []
    for word in words:
        at += len(word)
        stops.append((word, at))
    return stops


def _behind(words: tuple[str, ...], end: int) -> tuple[str, ...]:
    """The words after a position in their letters, including the rest of the word around it."""
    behind = []
    for word, stop in _stops(words):
        rest = word if stop - len(word) >= end else word[len(word) - (stop - end) :] if stop > end else ""
        if rest and not rest.isdigit() and rest not in {"s", "es"}:
            behind.append(rest)
    return tuple(behind)


@lru_cache(512)
def words_of(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(_AUTH0.sub("", vocabulary.bare(name))))


def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name).lower()
