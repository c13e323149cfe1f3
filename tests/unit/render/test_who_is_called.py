"""Whom a card says is called, and who is next: by name, and in the order in which it happens."""

from datetime import timedelta

from bot.alarm_kinds import kind_named
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import WITHIN, Notification, NotificationState
from bot.domain.lifecycle.escalation.next_notification import next_notification_at, notification_foreseen_at
from bot.domain.lifecycle.escalation.roster import Roster, next_people
from bot.domain.policy.policy import Bounds, Target
from bot.domain.urgency.decision import decide
from bot.render.card.incident_card import incident_card
from bot.render.plain_text import plain
from tests.amended import amended
from tests.unit.domain.incidents import ANA, BEN, MINUTE, NOW, OPEN, POLICY, ROUTE, with_evidence

LOOKED = with_evidence(OPEN)
HERSELF, HIMSELF = Target("user", ANA.user), Target("user", BEN.user)
GROUP = Target("group", "S0ORDERS01")
KNOWN = Roster(POLICY, {HERSELF: "ana", HIMSELF: "ben", GROUP: "@orders"})
CALLED = Notification(
    Target("oncall", "orders"), NotificationState.OWED, 0, NOW, told_in=2, person=HIMSELF, name="ben"
)


def called(*calls: Notification, steps: int = 1) -> Incident:
    return amended(LOOKED, escalation=EscalationPosition(NOW, steps, 0, NOW, calls))


def footer(incident: Incident, roster: Roster = KNOWN, after: timedelta = timedelta(seconds=5)) -> str:
    now = NOW + after
    decision = decide(incident, ROUTE, now)
    shown = incident_card(
        incident, None, ROUTE, kind_named(incident.kind), decision, now, roster, bounds=Bounds()
    )
    return plain(shown.footer)


def test_while_a_call_is_on_its_way_the_card_says_whom_it_calls_and_the_next_step_in_its_own_time() -> None:
    said = footer(called(CALLED))
    assert "notifying ben (on call for orders) since 03:00 UTC" in said
    assert "next: ana (the owner), @orders at 03:15 UTC" in said


def test_the_next_call_is_foreseen_as_if_the_one_under_way_were_taken() -> None:
    """It comes sooner where that is not so, and that is when it is due."""
    assert notification_foreseen_at(called(CALLED), ROUTE, NOW) == NOW + 15 * MINUTE
    assert next_notification_at(called(CALLED), ROUTE) == NOW + WITHIN


def test_a_call_that_nobody_took_in_time_is_not_under_way_any_more() -> None:
    said = footer(called(CALLED), after=WITHIN)
    assert "calling" not in said
    assert "next: ana (the owner), @orders, at once" in said
    assert "not reached: ben (on call for orders) (Slack has not accepted the mention)" in said


def test_a_call_that_was_taken_names_whom_it_reached() -> None:
    assert "notified: ben (on call for orders)" in footer(
        called(CALLED._replace(state=NotificationState.DELIVERED))
    )


def test_without_their_names_the_card_names_what_they_are() -> None:
    said = footer(called(CALLED._replace(name="")), Roster(POLICY))
    assert "notifying on call for orders since" in said
    assert "next: the owner, a group at" in said


def test_the_turn_of_the_time_of_the_call_is_named_and_not_that_of_now() -> None:
    """The rotation hands over from ben to ana between now and then."""
    late = amended(LOOKED, escalation=EscalationPosition(NOW + timedelta(days=7)))
    assert "next: ana (on call for orders) at" in footer(late)


def test_a_next_call_that_is_for_the_same_person_says_so_and_as_whom() -> None:
    hers = CALLED._replace(state=NotificationState.DELIVERED, person=HERSELF, name="ana")
    steps = ROUTE.escalation.steps
    alone = ROUTE.escalation._replace(steps=(steps[0], steps[1]._replace(targets=(Target("owner"),))))
    route = ROUTE._replace(escalation=alone)
    incident, now = called(hers), NOW + timedelta(seconds=5)
    decision = decide(incident, route, now)
    shown = incident_card(
        incident, None, route, kind_named(incident.kind), decision, now, KNOWN, bounds=Bounds()
    )
    assert "next: ana (the owner) again at 03:15 UTC" in plain(shown.footer)


def test_names_are_asked_for_of_people_and_groups_only() -> None:
    assert next_people(called(CALLED), ROUTE, POLICY, NOW) == (HERSELF, GROUP)
    assert next_people(called(CALLED, steps=2), ROUTE, POLICY, NOW) == ()
    assert next_people(amended(LOOKED, escalation=None), ROUTE, POLICY, NOW) == ()
