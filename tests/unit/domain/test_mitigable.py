"""Whether a card offers Mitigate…: by the bounds of this lastcall.toml, as its window does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import kind_named
from bot.domain.incident.mitigation_record import Mitigation
from bot.domain.lifecycle.acts.act import Situation
from bot.domain.lifecycle.acts.mitigate import mitigable
from bot.domain.mitigation.offers import offered
from bot.domain.policy.policy import Bounds
from tests.unit.domain.incidents import OPEN
from tests.unit.domain.mitigations import FACTS, FUNCTION, evidence, lagging

KIND = kind_named("iterator_age")


def offers(reserved: int, bound: int) -> bool:
    found = evidence(facts=FACTS._replace(reserved=reserved))
    incident = replace(OPEN, resource=FUNCTION, evidence=found)
    return mitigable(Situation(incident, KIND, Bounds(reserved_concurrency=bound)))


@pytest.mark.parametrize(
    ("reserved", "bound", "there"),
    [
        pytest.param(100, 500, True, id="there is more than the usual bound"),
        pytest.param(50, 50, False, id="the team allows less than the usual bound"),
    ],
)
def test_a_card_offers_a_change_only_within_the_teams_bounds(
    reserved: int, bound: int, *, there: bool
) -> None:
    assert offers(reserved, bound) is there


@given(st.integers(1, 900), st.integers(1, 900))
def test_a_card_never_offers_a_window_with_nothing_to_press(reserved: int, bound: int) -> None:
    found = evidence(facts=FACTS._replace(reserved=reserved))
    window = offered(lagging(found, Bounds(reserved_concurrency=bound)))
    assert offers(reserved, bound) is any(isinstance(each, Mitigation) for each in window)
