"""Each optional scope of slack-app.yaml may be left out: only what its comment names is off."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incident.incident import Status
from bot.domain.incident.notifications import NotificationState
from bot.domain.policy.policy import Escalation, Step, Target
from local.slack_workspace import Fault, FaultKind
from local.slack_workspace.manifest import shipped
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import BEN, CLEO, ORDERS, ORDERS_ROUTE, PAGER, POLICY

NEEDED = {"chat:write", "commands", "users:read"}
OPTIONAL = sorted(shipped().scopes - NEEDED)


@pytest.mark.parametrize("scope", OPTIONAL)
def test_without_an_optional_scope_the_story_is_told_to_its_end(h: Harness, scope: str) -> None:
    h.slack.workspace.scopes -= {scope}
    h.slack.allowed_refusals.add("missing_scope")
    queue = h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(Alarm("orders-dlq").fires(h.clock()), Alarm("pictured-dlq").fires(h.clock()))
    h.fast_forward(minutes=1)
    card = h.slack.expect_message("orders-dlq")
    assert card.called == [["ana"]]
    h.fast_forward(minutes=31)
    assert card.called == [["ana"], ["ana", "ben"], ["ana", "ben"]]
    assert len(h.services.pages) == 1
    card.button("Inspect").click(by="ben")
    assert "order" in h.slack.modal("ben").text
    card.replies[-1].button("Acknowledge").click(by="ben")
    assert h.incident().status is Status.ACKNOWLEDGED
    queue.messages.clear()
    h.deliver(Alarm("orders-dlq").recovers(h.clock()))
    h.fast_forward(hours=1)
    assert h.incident().status is Status.RESOLVED
    assert len(h.slack.messages()) == 2


@pytest.mark.parametrize("scope", sorted(shipped().scopes & {"channels:history", "metadata.message:read"}))
def test_without_what_finds_a_lost_post_it_may_stand_twice(h: Harness, scope: str) -> None:
    h.slack.workspace.scopes -= {scope}
    h.slack.allowed_refusals.add("missing_scope")
    h.slack.fail(Fault(kind=FaultKind.DROP, method="chat.postMessage", accepted=True))
    h.deliver(Alarm("quiet-dlq").fires(h.clock()))
    h.fast_forward(minutes=2)
    assert len(h.slack.messages()) == 2


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("scope", "who", "private"),
    [("channels:read", CLEO, False), ("groups:read", CLEO, True), ("dnd:read", BEN, False)],
    ids=["out of a public channel", "out of a private channel", "in Do Not Disturb"],
)
def test_what_it_would_have_told_of_somebody_is_not_known_and_said_and_never_taken_for_reached(
    scope: str, who: str, *, private: bool
) -> None:
    """No phone rings, and nobody can know: the pager is next in its time, neither at once nor never."""
    steps = (Step(0 * MINUTE, (Target("user", who),)), Step(15 * MINUTE, (Target("topic", PAGER),)))
    route = ORDERS_ROUTE._replace(escalation=Escalation(steps=steps, reminders=0))
    with Harness(POLICY._replace(routes=(route, *POLICY.routes[1:])), strict=False) as h:
        slack = h.slack.workspace
        slack.change_channel(replace(slack.channels[ORDERS], is_private=private))
        slack.change_user(replace(slack.users[BEN], in_do_not_disturb=True))
        slack.scopes -= {scope}
        h.slack.allowed_refusals.add("missing_scope")
        h.deliver(Alarm("orders-dlq").fires(h.clock()))
        h.fast_forward(minutes=3)
        card, name = h.slack.expect_message("orders-dlq"), slack.users[who].name
        assert card.called == []
        said = f"may not have been reached: {name}: "
        assert f"needs the scope {scope}" in card.expect_reply(said).text.partition(said)[2]
        card.expect_update(f"may not have been reached: {name}: ")
        position = h.incident().escalation
        assert position is not None
        assert [call.state for call in position.notifications] == [NotificationState.UNPROVEN]
        assert h.services.pages == []
        h.fast_forward(minutes=13)
        assert [page.topic for page in h.services.pages] == [PAGER]
