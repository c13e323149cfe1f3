"""A refusal says who may, by name, to whoever alone sees it."""

from bot.domain.incident.command import Done
from bot.domain.policy.policy import Target
from bot.render.modals import outcome_modal
from bot.render.refusal import refusal
from bot.render.view import Who
from bot.slack.handlers.answering import refusal_reply
from bot.slack.markup.block_kit import modal_view, reply_message
from tests.unit.render.views import message_faults, view_faults

MAY = (Target("user", "U1"), Target("group", "S1"))


def test_whoever_may_is_named_in_the_line_and_in_the_window() -> None:
    refused = Done("You may not act.", refused=True, allowed=MAY)
    message = reply_message(refusal_reply(refused))
    assert message_faults(message) == []
    assert "You may not act. These may: <@U1>, <!subteam^S1>." in f"{message}"
    window = modal_view(outcome_modal("Resolve", refused))
    assert view_faults(window) == []
    assert "These may: <@U1>, <!subteam^S1>." in f"{window}"


def test_of_many_the_first_ten_are_named() -> None:
    line = refusal("No.", tuple(Target("user", f"U{n}") for n in range(12)))
    assert len([span for span in line if isinstance(span, Who)]) == 10
    assert line[-1] == (" and 2 more.", False, False)


def test_a_refusal_without_a_way_on_holds_nothing_to_press() -> None:
    assert refusal_reply(Done("No.", refused=True), "K7Q2-M9TD.1").controls == ()
