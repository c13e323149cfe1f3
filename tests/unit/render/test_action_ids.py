"""What a press carries is read back as it was written, and nothing else is taken for ours."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lifecycle.acts.acknowledge import ACKNOWLEDGE
from bot.domain.lifecycle.acts.runbook import OPEN_RUNBOOK
from bot.domain.lifecycle.acts.snooze import SNOOZE
from bot.render import action_ids as ids
from tests.unit.render.incidents import NOW, open_incident


def test_a_button_is_read_back() -> None:
    press = ids.read_press(ACKNOWLEDGE.id, ids.reference(open_incident))
    assert press == ids.Press("acknowledge", open_incident.id, 1)


def test_an_option_names_its_act() -> None:
    value = ids.choice(OPEN_RUNBOOK.id, open_incident)
    assert ids.read_press(ids.MORE, value) == ids.Press("open:runbook", open_incident.id, 1)
    assert value.startswith("open:")


@pytest.mark.parametrize("length", [timedelta(minutes=30), timedelta(hours=4)])
def test_a_length_of_snooze_counts_from_the_press(length: timedelta) -> None:
    value = ids.choice(SNOOZE.id, open_incident, ids.for_a_while(length))
    press = ids.read_press(SNOOZE.id, value)
    assert press is not None
    later = NOW + timedelta(hours=1)
    assert ids.snooze_until(press.detail, later) == later + length


def test_an_end_of_snooze_stays_where_it_is() -> None:
    end = NOW + timedelta(hours=5)
    assert ids.snooze_until(ids.until(end), NOW + timedelta(hours=1)) == end


@given(st.text(), st.text())
def test_what_is_not_ours_is_never_an_exception(action: str, value: str) -> None:
    press = ids.read_press(action, value)
    assert press is None or ids.snooze_until(press.detail, NOW) is None or press.detail[0] in "+@"


@pytest.mark.parametrize(
    "value", ["", "K7Q2-M9TD", "K7Q2-M9TD.x", ".1", "K7Q2-M9TD.", "K7Q2-M9TD.9999999999", "K7Q2-M9TD.²"]
)
def test_a_value_that_is_not_ours_is_nothing(value: str) -> None:
    assert ids.read_press(ACKNOWLEDGE.id, value) is None
