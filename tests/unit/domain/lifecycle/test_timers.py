"""The catalogue of timers is complete: each has its file, and is played from falling due to being done."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.lifecycle import timers
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.escalation.paging import claim
from bot.domain.lifecycle.next_due import (
    Timer,
    attention_at,
    due_now,
)
from bot.domain.lifecycle.timer_action import ToRead
from tests.unit.domain.incidents import POLICY, ROUTE
from tests.unit.domain.lifecycle.played import PLAYED, Played


def test_every_timer_has_a_file_of_its_name_and_a_line_in_the_catalogue() -> None:
    files = {file.stem for file in Path(timers.__file__).parent.glob("[!_]*.py")}
    assert files == {timer.name.lower() for timer in Timer}
    modules = {getattr(timers, name).ACTION: name.upper() for name in files}
    assert {action: action.timer.name for action in timers.ACTIONS} == modules
    assert len(timers.ACTIONS) == len(Timer)


def test_every_timer_is_played() -> None:
    assert set(PLAYED) == set(Timer)


@pytest.mark.parametrize(("timer", "played"), PLAYED.items(), ids=lambda each: getattr(each, "name", ""))
def test_a_timer_is_due_at_its_time_and_no_longer_once_it_was_done(timer: Timer, played: Played) -> None:
    """Else it would be done again at once, for ever."""
    incident, at, readings = played
    assert timer.at(incident, ROUTE) == at
    assert timer not in due_now(incident, ROUTE, at - timedelta(seconds=1))
    if timer is Timer.PAGE:
        claimed = claim(incident, ROUTE, at)
        done = claimed.change if claimed else None
    else:
        done = advance(incident, readings, ROUTE, POLICY, at)
    assert done is not None
    assert timer not in due_now(done.incident, ROUTE, at)


@pytest.mark.parametrize("played", PLAYED.values(), ids=[timer.name for timer in PLAYED])
def test_an_incident_is_looked_at_as_soon_as_one_of_its_timers_is_due(played: Played) -> None:
    incident = played.incident
    times = [at for timer in Timer if (at := timer.at(incident, ROUTE)) is not None]
    assert attention_at(incident, ROUTE) == min(times)


def test_whatever_may_be_read_is_wanted_by_a_timer() -> None:
    assert timers.wanted_by(Timer) == set(ToRead)
