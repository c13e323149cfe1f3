"""How right answers are: every score with how many worlds it is of and how sure that makes it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import sqrt
from typing import NamedTuple

from tests.deadbench.answer import Answer, Claim, FirstLoss, Truth

# Beside each other they are the same moment.
_SLACK = timedelta(minutes=1)
_95 = 1.959964


class Marked(NamedTuple):
    """One answer beside the truth.

    Attributes:
        diagnosis: 1 divided by the number of claims where the true one is among them, else 0.
        wrong: A claim was made, and the true one was not, or silence was right.
        answered: Something was claimed.
        harm: It says that dead letters would pass which would not.
        clock: The promised first loss is that of the world; None where the world has none to promise.
        late: It is later than the first possible loss, which is the unsafe side.
        unsupported: Numbers that neither stand in the world nor follow from it.
    """

    world: str
    kind: str
    diagnosis: float
    wrong: bool
    answerable: bool
    answered: bool
    harm: bool
    clock: bool | None
    late: bool
    unsupported: tuple[str, ...]
    seconds: float = 0.0
    calls: int = 0


class Share(NamedTuple):
    """`of` worlds, `hits` of them; low and high are Wilson's interval of 95 %."""

    hits: float
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval"""
        if not self.of:
            return 0.0, 1.0
        squared, share = _95 * _95 / self.of, self.value
        middle = (share + squared / 2) / (1 + squared)
        half = _95 / (1 + squared) * sqrt(share * (1 - share) / self.of + squared / (4 * self.of))
        return max(middle - half, 0.0), min(middle + half, 1.0)


class Scores(NamedTuple):
    diagnosis: Share
    wrong: Share
    coverage: Share
    silence: Share
    harm: Share
    clock: Share
    late: Share
    unsupported: Share


def mark(world: str, kind: str, truth: Truth, answer: Answer, *, unsupported: Iterable[str] = ()) -> Marked:
    """Args:
    unsupported: Those of the answer's numbers that the world does not hold.
    """
    true = any(_same(claim, truth) for claim in answer.claims)
    return Marked(
        world=world,
        kind=kind,
        diagnosis=1 / len(answer.claims) if true else 0.0,
        wrong=bool(answer.claims) and not true,
        answerable=truth.claim is not None,
        answered=bool(answer.claims),
        harm=answer.would_pass == "yes" and truth.would_pass != "yes",
        clock=_right_clock(truth.first_loss, answer.first_loss),
        late=_too_late(truth.first_loss, answer.first_loss),
        unsupported=tuple(unsupported),
    )


def _same(claim: Claim, truth: Truth) -> bool:
    """A claim may leave out the resource and the setting; it may not name others."""
    accepted = (truth.claim, *truth.also) if truth.claim else truth.also
    return any(
        claim.family == each.family
        and (not claim.resource or not each.resource or claim.resource == each.resource)
        and (not claim.setting or not each.setting or claim.setting == each.setting)
        for each in accepted
    )


def _right_clock(true: FirstLoss | None, said: FirstLoss | None) -> bool | None:
    if true is None:
        return None if said is None else False
    return said is not None and abs(said.at_latest - true.at_latest) <= _SLACK


def _too_late(true: FirstLoss | None, said: FirstLoss | None) -> bool:
    return true is not None and said is not None and said.at_latest > true.at_latest + _SLACK


def scores(marked: Sequence[Marked]) -> Scores:
    answerable = [each for each in marked if each.answerable]
    silent = [each for each in marked if not each.answerable]
    clocks = [each for each in marked if each.clock is not None]
    return Scores(
        diagnosis=Share(sum(each.diagnosis for each in answerable), len(answerable)),
        wrong=_share(each.wrong for each in marked),
        coverage=_share(each.answered for each in answerable),
        silence=_share(not each.answered for each in silent),
        harm=_share(each.harm for each in marked),
        clock=_share(bool(each.clock) for each in clocks),
        late=_share(each.late for each in clocks),
        unsupported=_share(bool(each.unsupported) for each in marked),
    )


def by_class(marked: Sequence[Marked]) -> Mapping[str, Scores]:
    kinds = sorted({each.kind for each in marked})
    return {kind: scores([each for each in marked if each.kind == kind]) for kind in kinds}


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))
