"""What happens when a guard is gone: falsy while all is well, and whatever is wrong otherwise."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.incident.incident import Status
from local.slack_workspace import Fault, FaultKind
from tests.faults.invariants import harmless, kept, once, paged_at_most_twice, pictured_once
from tests.faults.stories import (
    BODIES,
    DLQ,
    HOSTILE,
    PAYER,
    PICTURED,
    REASON,
    acknowledged,
    asking,
    change,
    given_up,
    incident,
    mitigated,
    offered,
    short_lived,
)
from tests.scenario.harness import Alarm, Fate, Harness

ORDERS_DLQ = "orders-dlq"


def a_write_in_between_is_lost(h: Harness) -> object:
    incident(h)
    other = Alarm(ORDERS_DLQ, "another alarm").fires(h.clock())
    write = "dynamodb.TransactWriteItems INCIDENT, TIMELINE, CLICK"
    h.meanwhile("on_command", write, lambda: h.deliver(other))
    h.slack.expect_message(ORDERS_DLQ).button("Acknowledge").click(by="ana")
    return h.incident().fire_count != 2 or h.incident().status is not Status.ACKNOWLEDGED


def two_projections_post_twice(h: Harness) -> object:
    h.slack.faults.limits.on = False  # what Slack itself would refuse proves nothing of the guard
    h.meanwhile("on_change", "dynamodb.UpdateItem CARD", lambda: project(h))
    h.deliver(DLQ.fires(h.clock()))
    return list(once(h))


def a_projection_posts_beside_another(h: Harness) -> object:
    h.slack.faults.limits.on = False  # as above
    h.meanwhile("on_change", "slack.chat.postMessage C0ORDERS01", lambda: project(h))
    h.deliver(DLQ.fires(h.clock()))
    return list(once(h))


def a_picture_comes_twice(h: Harness) -> object:
    """Somebody presses while the picture is drawn, and that projection finds it due as well."""
    h.dead_letters("pictured-dlq", *BODIES)
    h.meanwhile("on_change", "cloudwatch.GetMetricWidgetImage", lambda: project(h, "pictured-dlq"))
    h.deliver(PICTURED.fires(h.clock()))
    h.fast_forward(minutes=2)
    return list(pictured_once(h))


def a_projection_that_lost_its_lease_writes_what_it_shows(h: Harness) -> object:
    incident(h)
    h.fast_forward(seconds=30)  # the card has not been edited just now: the next edit does not wait
    shown: list[int] = []

    def overtaken() -> None:
        h.clock.forward(seconds=80)
        h.deliver(DLQ.recovers(h.clock()))
        h.fast_forward(seconds=10, ticking=False)
        shown.append(h.table.cards()[h.incident().group].shown)
        h.functions.pause("on_change")  # nobody mends it

    def after_the_edit() -> None:
        h.meanwhile("on_change", "dynamodb.UpdateItem CARD", overtaken)

    h.meanwhile("on_change", "slack.chat.update C0ORDERS01", after_the_edit)
    h.deliver(Alarm(ORDERS_DLQ, "another alarm").fires(h.clock()))
    return h.table.cards()[h.incident().group].shown < shown[0]


def a_post_that_was_accepted_is_posted_again(h: Harness) -> object:
    h.wire.meet(
        lambda call: Fate.LOST if call.name == "slack.chat.postMessage" and not h.slack.messages() else None
    )
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    return list(once(h))


def a_page_goes_out_again_and_again(h: Harness) -> object:
    """Whoever publishes dies every time, before it can be written that SNS took it."""
    incident(h)
    h.wire.meet(lambda call: Fate.DIES_AFTER if call.name == "sns.Publish" else None)
    h.fast_forward(minutes=36)
    return list(paged_at_most_twice(h))


def project(h: Harness, queue: str = ORDERS_DLQ) -> None:
    """Another on_change, for the same group, in a process of its own."""
    group = h.incident(queue).group
    body = f'{{"card": {{"group": "{group}"}}}}'
    record = {"eventSource": "aws:sqs", "messageId": "m", "body": body}
    h.functions.restart()
    h.functions.invoke("on_change", {"Records": [record]})


def a_replayed_click_is_applied_again(h: Harness) -> object:
    acknowledged(h)
    h.slack.expect_message(ORDERS_DLQ).button("Release").click(by="ana")
    h.slack.replay(0)
    return h.incident().status is not Status.OPEN


def a_message_that_was_refused_is_deleted(h: Harness) -> object:
    asking("Redrive…")(h)
    h.sqs.refuse_entry = lambda operation, entry: (
        "InternalError" if operation == "SendMessageBatch" and '"order": 4,' in entry["MessageBody"] else ""
    )
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    return list(kept(h))


def a_forged_record_invokes_the_function_it_names(h: Harness) -> object:
    asking("Redrive…")(h)
    h.services.invocations.functions.add(PAYER)
    h.sqs.queue(ORDERS_DLQ).send(given_up(PAYER, '{"pay": 1000000}'))
    # It takes the place of one that was agreed to.
    h.sqs.queue(ORDERS_DLQ).messages.pop(0)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    return h.services.invocations.taken


def what_came_back_is_moved_again(h: Harness) -> object:
    asking("Redrive…")(h)
    h.functions.pause("on_job")
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.clock.forward(seconds=30)
    source = {"DeadLetterQueueSourceArn": h.sqs.queue("orders").arn}
    h.sqs.queue(ORDERS_DLQ).messages.pop()
    h.sqs.queue(ORDERS_DLQ).send("failed again", system=source)
    h.functions.resume("on_job")
    h.fast_forward(minutes=10)
    return [message.body for message in h.sqs.queue("orders").messages if message.body == "failed again"]


def two_redrives_run_at_once(h: Harness) -> object:
    asking("Redrive…")(h)
    h.slack.expect_message(ORDERS_DLQ).button("Redrive…").click(by="ben")
    for function in ("on_command", "on_job"):
        h.functions.pause(function)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.slack.modal("ben").submit(by="ben", **REASON)
    h.functions.resume("on_command")
    h.pump()
    return len(h.table.jobs()) != 1


def two_slices_of_one_job_run_at_once(h: Harness) -> object:
    asking("Redrive…")(h)

    def again() -> None:
        (job,) = h.table.jobs()
        body = f'{{"job": {{"group": "{job.group}", "job": "{job.id}"}}}}'
        h.functions.restart()
        h.functions.invoke("on_job", {"Records": [{"messageId": "m", "body": body}]})

    h.meanwhile("on_job", "sqs.SendMessageBatch orders", again)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.pump()
    (job,) = h.table.jobs()
    return job.live or job.progress.moved != len(BODIES)


def markup_is_obeyed(h: Harness) -> object:
    h.deliver(DLQ.fires(h.clock(), HOSTILE))
    return list(harmless(h))


def a_secret_is_shown(h: Harness) -> object:
    incident(h)
    h.slack.expect_message(ORDERS_DLQ).button("Inspect").click(by="ana")
    return list(harmless(h))


def a_forged_press_comes_in(h: Harness) -> object:
    incident(h)
    h.slack.courier.sign_with("another secret")
    h.slack.expect_message(ORDERS_DLQ).button("Acknowledge").click(by="ana")
    return h.incident().status is not Status.OPEN


def an_old_press_comes_in(h: Harness) -> object:
    incident(h)
    h.slack.request_of(h.slack.expect_message(ORDERS_DLQ).button("Acknowledge"), by="ana")
    h.clock.forward(minutes=6)
    return h.slack.replay().status == 200


def a_press_of_tomorrow_comes_in(h: Harness) -> object:
    incident(h)
    h.clock.forward(days=1)
    h.slack.request_of(h.slack.expect_message(ORDERS_DLQ).button("Acknowledge"), by="ana")
    h.clock.forward(days=-1)
    return h.slack.replay().status == 200


def a_button_of_an_earlier_episode_acts(h: Harness) -> object:
    incident(h)
    stale = h.slack.request_of(h.slack.expect_message(ORDERS_DLQ).button("Acknowledge"), by="ana")
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    h.deliver(DLQ.fires(h.clock()))
    h.slack.send(stale)
    return h.incident().status is not Status.OPEN


def a_guest_acts(h: Harness) -> object:
    incident(h)
    channel = h.slack.workspace.channel("orders")
    everybody = frozenset(h.slack.workspace.users)
    h.slack.workspace.change_channel(replace(channel, members=everybody))
    h.slack.expect_message(ORDERS_DLQ).button("Acknowledge").click(by="dora")
    return h.incident().status is not Status.OPEN


def a_guest_mitigates(h: Harness) -> object:
    short_lived(h)
    channel = h.slack.workspace.channel("orders")
    everybody = frozenset(h.slack.workspace.users)
    h.slack.workspace.change_channel(replace(channel, members=everybody))
    h.slack.expect_message(ORDERS_DLQ).button("Mitigate…").click(by="dora")
    return offered(h, "do", by="dora")


def an_undo_overwrites_what_somebody_else_set(h: Harness) -> object:
    mitigated(h)
    theirs = h.sqs.queue(ORDERS_DLQ).retention = timedelta(days=7)
    change("undo")(h)
    return h.sqs.queue(ORDERS_DLQ).retention != theirs


def an_undo_deletes_what_stands_there(h: Harness) -> object:
    mitigated(h)
    h.sqs.queue(ORDERS_DLQ).send("late")
    change("undo")(h)
    return h.sqs.queue(ORDERS_DLQ).retention != timedelta(days=14)


def a_late_alarm_undoes_a_newer_ok(h: Harness) -> object:
    fired = DLQ.fires(h.clock())
    h.clock.forward(seconds=30)
    h.deliver(DLQ.recovers(h.clock()))
    h.deliver(fired)
    return not h.incident().recovering


def a_late_copy_opens_another_episode(h: Harness) -> object:
    fired = DLQ.fires(h.clock())
    h.deliver(fired)
    h.clock.forward(seconds=30)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    h.deliver(fired)
    return h.incident().episode.number != 1


def a_closed_channel_is_asked_again(h: Harness) -> object:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method="chat.postMessage", retry_after="600"))
    h.deliver(DLQ.fires(h.clock()))
    h.deliver(Alarm("orders-2-dlq").fires(h.clock()))
    return len(h.slack.messages()) != 0


def a_poison_record_takes_its_neighbours_with_it(h: Harness) -> object:
    h.aws.spoiled.add("orders-3-dlq")
    h.deliver(*(Alarm(f"orders-{n}-dlq").fires(h.clock()) for n in range(10)))
    return len(h.table.incidents()) != 9


def an_ok_is_taken_for_a_proof(h: Harness) -> object:
    incident(h)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    return not h.incident().live
