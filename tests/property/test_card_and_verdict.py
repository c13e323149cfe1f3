"""The card and the verdict say the same of the same trend, whatever its slope."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.alarm_kinds import kind_named
from bot.domain.alarm.alarm_kind import KindName
from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.evidence.lag.lag import GROWING, STANDSTILL
from bot.render.card.headline_count import behind_since
from bot.render.plain_text import plain
from tests.unit.domain.diagnosis.cases import FUNCTION, HOUR, NOW, evidence, lag

slopes = st.floats(-1.5, 1.5) | st.sampled_from((GROWING, STANDSTILL)).flatmap(
    lambda edge: st.floats(edge - 0.01, edge + 0.01)
)


@given(slopes)
@example(GROWING)
@example(STANDSTILL)
def test_the_headline_has_a_trend_if_and_only_if_the_verdict_says_that_the_age_grows(slope: float) -> None:
    known = evidence(lag=lag(slope=slope, rising_since=NOW - HOUR))
    headline = plain(behind_since(known, kind_named(KindName.ITERATOR_AGE)))
    facts = Facts(resource=FUNCTION, evidence=known, now=NOW)
    assert bool(headline) is bool(clauses.grows(facts))
    if "stuck since" in headline:
        assert clauses.stands_still(facts)
    else:
        assert slope < STANDSTILL
