r"""Why a regular expression may take too long: Python's engine backtracks, so only the pattern's structure
bounds its time.

The rule, for any text: from one letter of it a pattern takes at most MOST_STEPS steps, and no piece of it is
read again from ever more letters. A repeat without a greatest length (`+`, `*`, `{2,}`) therefore must

- come last, so that what it has read is a match: `CUST-[0-9]+`; or
- follow what it cannot read itself, and so begin at one place of what it reads: `=[0-9]+;`, `(?<!\d)\d+x`.

Bounded repeats count as often as they may give back; alternatives that begin alike add up.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.config.pattern_letters import NOTHING, REPEATS, Chars, Letters, op, tree_of
from bot.config.pattern_spelling import instead, written

MOST_STEPS = 5_000
_MANY = 13  # 2 ** 13 ways are more than may be


class _SlowError(Exception):
    """The pattern may take too long; the message says why and what to write instead."""


class _Effort(NamedTuple):
    """Attributes: ways is in how many ways it may end from one place; steps how many that takes, without
    what is read only once.
    """

    ways: int = 1
    steps: int = 0

    def then(self, other: "_Effort") -> "_Effort":
        return _Effort(self.ways * other.ways, self.steps + self.ways * other.steps).checked()

    def checked(self) -> "_Effort":
        if max(self) > MOST_STEPS:
            raise _SlowError(
                f"may take more than {MOST_STEPS:,} steps from each character: shorten its repeats, and make "
                "what follows a repeat start with something the repeat cannot match"
            )
        return self


class _Around(NamedTuple):
    """What surrounds a part.

    Attributes:
        before: The letters that may come right before it; none at the beginning of the text.
        follows: The letters the rest may begin with.
        fails: Whether the rest may fail, so that what was read is given back.
        within: Whether it is inside another repeat.
    """

    before: Chars
    follows: Chars
    fails: bool
    within: bool = False


def why_slow(pattern: str, flags: int = 0) -> str:
    """Why a pattern may take too long on some text, and what to write instead; empty for a good one.

    Raises:
        re.error: It is no regular expression.
    """
    try:
        return _Rule(tree_of(pattern, flags)).why()
    except RecursionError:
        return "is nested too deeply to check: make it flatter"


class _Rule:
    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._letters = Letters(tree)
        self._alphabet = self._letters.alphabet

    def why(self) -> str:
        # From anywhere in the text, whatever comes before.
        around = _Around(before=self._alphabet, follows=NOTHING, fails=False)
        try:
            self._sequence(self._tree, around)
        except _SlowError as slow:
            return str(slow)
        return ""

    def _sequence(self, items: Iterable[Any], around: _Around) -> _Effort:
        """The parts in order, each with what comes before and after it."""
        nodes, effort, before = list(items), _Effort(), around.before
        for place, node in enumerate(nodes):
            rest = nodes[place + 1 :]
            fails = around.fails or any(map(self._may_fail, rest))
            here = _Around(before, self._letters.begin(rest, around.follows), fails, around.within)
            effort = effort.then(self._part(node, here))
            before = self._letters.before(before, node, self._letters.begin(rest, around.follows))
        return effort

    def _part(self, node: Any, around: _Around) -> _Effort:
        kind, value = node
        if kind in REPEATS:
            return self._repeat(node, around)
        if kind is op.BRANCH:
            return self._branch(value[1], around)
        if kind is op.SUBPATTERN:
            if value[1] or value[2]:
                raise _SlowError(
                    "sets flags for only a part: set them for the whole pattern, as in `(?i)...`"
                )
            return self._sequence(value[3], around)
        if kind is op.ATOMIC_GROUP:
            inner = self._sequence(value, around._replace(fails=True))
            return _Effort(1, inner.steps)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return self._assertion(value, around)
        if kind in (op.GROUPREF, op.GROUPREF_EXISTS):
            raise _SlowError("refers back to a group: spell out what should match there")
        return _Effort(1, 0 if kind is op.AT else 1)

    def _assertion(self, value: Any, around: _Around) -> _Effort:
        """What is looked at ahead is read again by what comes after, so it must not come last."""
        ahead, inner = value
        if ahead < 0:
            return _Effort(1, inner.getwidth()[1])
        looked = self._sequence(inner, around._replace(follows=self._alphabet, fails=True))
        return _Effort(1, looked.steps)

    def _branch(self, alternatives: Iterable[Any], around: _Around) -> _Effort:
        efforts = [self._sequence(each, around) for each in alternatives]
        begins = [self._letters.begin(list(each), self._alphabet) for each in alternatives]
        apart = sum(map(len, begins)) == len(frozenset().union(*begins))
        ways = max(each.ways for each in efforts) if apart else sum(each.ways for each in efforts)
        steps = [each.steps for each in efforts]
        return _Effort(ways, max(steps) + len(steps) if apart else sum(steps)).checked()

    def _repeat(self, node: Any, around: _Around) -> _Effort:
        kind, (least, most, inner) = node
        if most == op.MAXREPEAT:
            return self._endless(node, around)
        begins = self._letters.begin(list(inner), self._alphabet)
        inside = around
        if most > 1:
            before, follows = around.before | self._letters.last(inner), around.follows | begins
            inside = _Around(before, follows, fails=True, within=around.within)
        once = self._sequence(inner, inside)
        if once.ways > 1:
            ways = sum(once.ways**times for times in range(least, min(most, _MANY) + 1)) or once.ways**_MANY
        elif around.fails and begins & around.follows and kind is not op.POSSESSIVE_REPEAT:
            ways = most - least + 1
        else:
            ways = 1  # where it gives back, the rest finds what it cannot begin with
        return _Effort(ways, max(ways if once.ways > 1 else 0, int(most)) * max(once.steps, 1)).checked()

    def _endless(self, node: Any, around: _Around) -> _Effort:
        kind, (least, _, inner) = node
        apart = not self._letters.all(inner) & around.before
        if around.within and not apart:
            raise _SlowError(
                f"repeats {written(node)}, which has no limit, inside another repeat: {instead(node)}"
            )
        follows = around.follows | self._letters.begin(list(inner), self._alphabet)
        inside = _Around(around.before | self._letters.last(inner), follows, fails=True, within=True)
        once = self._sequence(inner, inside)
        last = not around.fails and kind is not op.POSSESSIVE_REPEAT
        # Each round reads on: what it reads is already a match, and only the failing round is wasted.
        if last or (apart and once.ways == 1):
            return _Effort(1, (least + 1) * max(once.steps, 1)).checked()
        raise _SlowError(
            f"may match {written(node)} again from each of its characters: {instead(node)}, or put it last "
            "or after something it cannot match"
        )

    def _may_fail(self, node: Any) -> bool:
        kind, value = node
        if kind in REPEATS:
            return bool(value[0] > 0)
        if kind is op.SUBPATTERN:
            return any(map(self._may_fail, value[3]))
        if kind is op.BRANCH:
            return all(any(map(self._may_fail, each)) for each in value[1])
        return True
