"""A scenario: what is true in AWS, the verdict that follows, and the one fact without which none does."""

from collections.abc import Callable
from typing import NamedTuple

from bot.domain.evidence.verdict import Cause, Setting, Verdict
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.looking import verdict_of


class Case(NamedTuple):
    """One verdict of one kind of alarm.

    Attributes:
        given: Describes the account, and says what the alarm is about.
        nearly: What differs in the near miss; the rest stays as it was.
        lacks: What is to be read, or mended, before the near miss can be told.
    """

    kind: str
    given: Callable[[Account], Resource]
    cause: Cause
    proof: tuple[str, ...]
    next: str
    nearly: Callable[[Account], object]
    lacks: str
    setting: Setting | None = None
    would_pass: bool | None = None


def proven(case: Case) -> Verdict:
    aws = Account()
    return verdict_of(aws, case.kind, case.given(aws))


def nearly_proven(case: Case) -> Verdict:
    aws = Account()
    resource = case.given(aws)
    case.nearly(aws)
    return verdict_of(aws, case.kind, resource)
