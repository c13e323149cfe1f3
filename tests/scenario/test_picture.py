"""CloudWatch's picture in the thread: where a route asks for it, once an opening, and in nobody's way."""

import pytest

from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.slack import Shown

QUEUE = "pictured-dlq"
DLQ = Alarm(QUEUE)
TITLE = f"ApproximateNumberOfMessagesVisible of {QUEUE}, the last 3 h"
IMAGE = "cloudwatch.GetMetricWidgetImage"
STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")


def fire(h: Harness, alarm: Alarm = DLQ) -> None:
    h.dead_letters(alarm.queue, '{"order": 1}')
    h.deliver(alarm.fires(h.clock()))
    h.fast_forward(minutes=2)


def card(h: Harness) -> Shown:
    return h.slack.expect_message(QUEUE)


def test_the_thread_shows_what_the_alarm_watches_over_the_last_hours(h: Harness) -> None:
    fire(h)
    assert card(h).pictures == [TITLE]
    (drawn,) = h.services.widgets
    (metric,) = drawn["metrics"]
    assert metric[:4] == ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", QUEUE]
    assert (drawn["start"], drawn["width"], drawn["height"]) == ("-PT3H", 600, 300)
    assert drawn["title"] == DLQ.name


def test_it_comes_after_the_card_shows_the_evidence(h: Harness) -> None:
    h.dead_letters(QUEUE, '{"order": 1}')
    h.functions.pause("on_job")
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30, ticking=False)
    assert (card(h).pictures, h.services.widgets) == ([], [])
    h.functions.resume("on_job")
    h.fast_forward(seconds=30)
    assert len(card(h).pictures) == 1
    names = [call.name for call in h.wire.calls if call.by == "on_change"]
    assert names.index("slack.chat.update") < names.index(IMAGE)


def test_every_card_of_a_batch_is_drawn_before_any_picture(h: Harness) -> None:
    h.slack.faults.limits.on = False  # several cards of a batch are drawn, not one a second
    others = [Alarm(f"pictured-{n}-dlq") for n in range(3)]
    for each in others:
        h.dead_letters(each.queue, '{"order": 1}')
    h.functions.pause("on_change")
    h.deliver(*(each.fires(h.clock()) for each in others))
    h.fast_forward(seconds=10)
    h.functions.resume("on_change")
    h.pump()
    names = [call.name for call in h.wire.calls if call.by == "on_change"]
    posts = [n for n, name in enumerate(names) if name == "slack.chat.postMessage"]
    assert names.count(IMAGE) == len(others)
    assert max(posts) < names.index(IMAGE)


def test_no_other_route_draws_or_uploads_anything(h: Harness) -> None:
    fire(h, Alarm("quiet-dlq"))
    assert h.calls(IMAGE) == []
    assert [call for call in h.wire.calls if call.name.startswith(("slack.files", "slack.upload"))] == []


def test_what_changes_later_brings_no_second_one(h: Harness) -> None:
    fire(h)
    h.deliver(Alarm(QUEUE, "another alarm").fires(h.clock()))
    card(h).button("Acknowledge").click(by="ana")
    h.fast_forward(hours=2)
    assert card(h).pictures == [TITLE]


def test_the_next_opening_has_a_picture_of_its_own_in_the_same_thread(h: Harness) -> None:
    fire(h)
    h.empty(QUEUE)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    fire(h)
    assert h.incident(QUEUE).episode.number == 2
    assert card(h).pictures == [TITLE, TITLE]


def test_without_the_scope_the_thread_says_once_what_to_add(h: Harness) -> None:
    h.slack.workspace.scopes -= {"files:write"}
    h.slack.allowed_refusals.add("missing_scope")
    fire(h)
    h.deliver(Alarm(QUEUE, "another alarm").fires(h.clock()))
    h.fast_forward(minutes=5)
    said = card(h).expect_reply("No CloudWatch graph")
    assert "add the scope files:write to the Slack app" in said.text
    assert said.marker.endswith(".picture.1")
    assert len(h.calls(f"slack.{STEPS[0]}")) == 1, "one attempt, and the token is not read again for it"


def test_without_the_permission_the_thread_says_once_what_to_allow(h: Harness) -> None:
    h.aws.refused.add(IMAGE)
    fire(h)
    h.deliver(Alarm(QUEUE, "another alarm").fires(h.clock()))
    h.fast_forward(minutes=5)
    assert "allow cloudwatch:GetMetricWidgetImage on " in card(h).expect_reply("No CloudWatch graph").text


@pytest.mark.parametrize("call", [IMAGE, *(f"slack.{step}" for step in STEPS)])
@pytest.mark.parametrize("fate", [Fate.ERROR, Fate.LOST])
def test_what_nobody_can_mend_is_left_out_without_a_word_and_holds_nothing_up(
    h: Harness, call: str, fate: Fate
) -> None:
    h.wire.meet(lambda made: fate if made.name == call else None)
    fire(h)
    assert not [reply for reply in card(h).story if "picture" in reply]
    assert len(h.calls(call)) == 1
    shown = h.table.cards()[h.incident(QUEUE).group]
    assert (shown.shown, shown.lease, shown.trouble) == (h.incident(QUEUE).card_version, "", "")


def test_a_429_of_an_upload_closes_no_channel(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=STEPS[0], retry_after="600"))
    fire(h)
    card(h).button("Acknowledge").click(by="ana")
    card(h).expect_update("Acknowledged")


def test_a_channel_that_asked_to_wait_is_sent_no_picture_meanwhile(h: Harness) -> None:
    h.functions.pause("on_job")
    h.dead_letters(QUEUE, '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method="chat.postMessage", retry_after="60"))
    h.deliver(Alarm("quiet-dlq").fires(h.clock()))
    h.functions.resume("on_job")
    h.fast_forward(seconds=50)
    assert h.calls(IMAGE) == []
    h.fast_forward(minutes=2)
    assert card(h).pictures == [TITLE]


def test_somebody_elses_account_is_not_looked_at_and_nothing_is_said_of_it(h: Harness) -> None:
    told = DLQ.fires(h.clock()).by_topic
    h.deliver(
        replace_in(told, "111122223333:alarm", "999999999999:alarm", '"111122223333"', '"999999999999"')
    )
    h.fast_forward(minutes=2)
    assert h.calls(IMAGE) == []
    assert not [reply for reply in card(h).story if "picture" in reply]


def replace_in(told: dict[str, str], *pairs: str) -> dict[str, str]:
    message = told["Message"]
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        message = message.replace(old, new)
    return told | {"Message": message}


def test_a_picture_that_is_due_when_time_is_short_comes_with_the_next_invocation(h: Harness) -> None:
    h.wire.meet(lambda call: h.clock.forward(seconds=20) if call.name == "slack.chat.update" else None)
    h.dead_letters(QUEUE, '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    assert h.calls(IMAGE) == []
    h.wire.unharmed()
    h.fast_forward(seconds=10, ticking=False)
    assert card(h).pictures == [TITLE]
