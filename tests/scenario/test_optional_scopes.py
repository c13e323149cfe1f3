"""Each optional scope of slack-app.yaml may be left out: only what its comment names is off."""

import pytest

from bot.demo.slack_workspace import Fault, FaultKind
from bot.demo.slack_workspace.manifest import shipped
from bot.domain.incident import Status
from tests.scenario.harness import Alarm, Harness

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
