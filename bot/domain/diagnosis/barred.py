"""Deliveries that settings refuse each time: what refuses them, and what to change.

Something must have failed, too: a setting alone may be as it is because nothing is ever sent that way.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.rule import Rule, Wording
from bot.domain.evidence.obstacle import Why
from bot.domain.resource.arn import name_of, read_arn


class _Words(NamedTuple):
    """Attributes: why follows the name of what accepts nothing."""

    why: str
    next: str


_WORDS: Mapping[Why, _Words] = {
    Why.GONE: _Words("it does not exist", "Recreate {taker}, or send it elsewhere"),
    Why.FIFO: _Words("it is FIFO, which is not supported there", "Name a standard queue or topic instead"),
    Why.NO_GROUP: _Words(
        "it is FIFO, and no message group is given", "Give the target a MessageGroupId (SqsParameters)"
    ),
    Why.POLICY: _Words(
        "its policy does not allow {by}",
        "Allow {by} {lacks} in the policy of {taker}, and make sure nothing there denies it",
    ),
    Why.ROLE: _Words(
        "{by} lacks {lacks}", "Allow {lacks} on {taker} in a policy of {by}, and make sure none denies it"
    ),
    Why.MANAGED_KEY: _Words(
        "its AWS managed key does not allow {by}",
        "Encrypt it with a customer managed key whose policy allows {by}, or without KMS: the policy "
        "of {key} cannot be changed",
    ),
    Why.KEY: _Words(
        "its key policy does not allow {by}",
        "Allow {by} kms:GenerateDataKey and kms:Decrypt in the policy of key {key}",
    ),
    Why.CONDITIONED_KEY: _Words(
        "its key allows {by} only on conditions that never hold",
        "Allow {by} kms:GenerateDataKey and kms:Decrypt without a condition on its source: key {key}",
    ),
    Why.KEY_OFF: _Words("its key is {lacks}", "Enable the key {key}, or name another"),
    Why.ROLE_KEY: _Words("{by} lacks {lacks} on its key", "Allow {lacks} on key {key} in a policy of {by}"),
}


def barred(rule: Rule, then: Wording = lambda _facts: "") -> Rule:
    """The rule, with what refuses every delivery, and what to do once it is fixed."""
    return rule._replace(
        what=_what,
        clauses=(*rule.clauses, _by_settings),
        next=lambda facts: f"{_mend(facts)}{then(facts)}",
    )


def _by_settings(facts: Facts) -> str | None:
    return "" if facts.obstacles else None


def _what(facts: Facts) -> str:
    return f"Nothing sent this way reaches {_said(facts, '{taker}: ' + _WORDS[facts.obstacles[0].why].why)}"


def _mend(facts: Facts) -> str:
    return _said(facts, _WORDS[facts.obstacles[0].why].next)


def _said(facts: Facts, words: str) -> str:
    found = facts.obstacles[0]
    by, key = (arn.name if (arn := read_arn(each)) else each for each in (found.by, found.key))
    return words.format(taker=name_of(found.taker), by=by, lacks=found.lacks, key=key)
