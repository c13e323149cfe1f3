"""What Slack shows of an incident, and when whoever shows it says so."""

from dataclasses import replace

from bot.domain.incident.change import CARD_CHECK
from bot.domain.incident.incident import Owed
from bot.domain.lifecycle.card.delivery import Shown, shown_by, shown_late
from bot.domain.lifecycle.card.projection import Card
from tests.unit.domain.incidents import HOUR, NOW, OPEN

LATER = NOW + HOUR
OWED = Owed(NOW, OPEN.card_version, OPEN.thread_version)
LATE = replace(OPEN, card_owed=OWED._replace(checks=1), card_check_at=LATER + HOUR)
WHOLE = Card(
    group=OPEN.group, thread=OPEN.thread, ts="1.0", shown=OPEN.card_version, cursor=OPEN.thread_version
)


def test_who_shows_a_late_card_whole_says_that_nothing_is_owed_and_changes_nothing_else() -> None:
    change = shown_late(LATE, WHOLE, LATER)
    assert change is not None
    paid = replace(LATE, card_owed=None, card_check_at=None, version=LATE.version + 1)
    assert (change.incident, change.entries) == (paid, ())


def test_who_shows_what_was_owed_and_not_yet_the_newest_leaves_only_that_owed() -> None:
    newer = replace(LATE, card_version=LATE.card_version + 1)
    change = shown_late(newer, WHOLE, LATER)
    assert change is not None
    assert change.incident.card_owed == Owed(LATER, newer.card_version, newer.thread_version)
    assert change.incident.card_check_at == LATER + CARD_CHECK


def test_what_was_refused_is_owed_until_it_is_shown_whole() -> None:
    refused = replace(LATE, card_owed=OWED._replace(checks=1, refused="token_revoked"))
    assert shown_late(replace(refused, card_version=LATE.card_version + 1), WHOLE, LATER) is None
    change = shown_late(refused, WHOLE, LATER)
    assert change is not None
    assert change.incident.card_owed is None


def test_what_no_check_found_late_is_left_to_the_check() -> None:
    assert shown_late(replace(LATE, card_owed=OWED), WHOLE, LATER) is None
    assert shown_late(replace(LATE, card_owed=None), WHOLE, LATER) is None


def test_what_is_not_shown_is_not_said_to_be() -> None:
    for card in (
        replace(WHOLE, shown=LATE.card_version - 1),
        replace(WHOLE, ts=""),
        replace(WHOLE, thread=LATE.thread - 1),
    ):
        assert shown_late(LATE, card, LATER) is None


def test_a_card_that_would_be_refused_has_no_turn_to_wait_for() -> None:
    standing = replace(WHOLE, line="C0ORDERS01")
    assert shown_by(standing, OPEN).stands
    assert not shown_by(replace(standing, shut_out="token_revoked"), OPEN).stands
    assert shown_by(Card(group=OPEN.group, line="C0ORDERS01"), OPEN) == Shown(stands=True)
