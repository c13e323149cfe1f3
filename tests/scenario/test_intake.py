"""What arrives, and what people see of it."""

import json
from datetime import timedelta

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.alarms import envelope
from tests.scenario.harness.places import INCIDENTS, ORDERS, STACK

DLQ = Alarm("orders-dlq")


def test_a_new_incident_shows_one_card_at_once_and_its_evidence_soon_after(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}', '{"order": 2}')
    h.deliver(DLQ.fires(h.clock()))
    card = h.slack.expect_message("orders-dlq")
    card.expect_update("gathering evidence")
    h.fast_forward(seconds=5)
    card.expect_update("2 dead letters")
    card.expect_update("Act before")
    assert card.channel == ORDERS
    assert card.controls == ["Acknowledge", "Inspect", "Snooze", "overflow"]


def test_what_came_after_the_first_look_is_on_the_card_two_minutes_later(h: Harness) -> None:
    """An alarm fires at its first datapoint: the rest of what fails is yet to come."""
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=5)
    h.sqs.queue("orders-dlq").send('{"order": 2}')
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").expect_update("2 dead letters")


def test_an_alarm_that_joins_an_old_incident_has_it_looked_at_anew(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(hours=5)
    h.sqs.queue("orders-dlq").send('{"order": 2}')
    h.deliver(Alarm("orders-dlq", "orders-dlq-too-many").fires(h.clock()))
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").expect_update("2 dead letters")


def test_the_first_mention_carries_the_evidence(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.services.consumers["orders"] = "orders-worker"
    h.services.errors.append((h.clock() - timedelta(minutes=1), "[ERROR] KeyError: 'fullname'"))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    mention = h.slack.expect_message("orders-dlq").expect_call("ana")
    assert "1 dead letter" in mention.text
    assert "KeyError 'fullname'" in mention.text
    assert mention.controls == ["Acknowledge"]


def test_the_first_mention_waits_for_late_evidence_no_longer_than_twenty_seconds(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.enqueue(DLQ.fires(h.clock()))
    h.functions.pause("on_job")
    h.fast_forward(seconds=19)
    card = h.slack.expect_message("orders-dlq")
    assert card.story == []
    h.fast_forward(seconds=11)
    card.expect_call("ana")


def test_a_repeat_edits_the_card_and_posts_nothing(h: Harness) -> None:
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=1)
    posts = len(h.calls("slack.chat.postMessage"))
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(seconds=10)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=10)
    h.slack.expect_message("orders-dlq").expect_update("fired 2×")  # noqa: RUF001 - as the card says it
    assert len(h.calls("slack.chat.postMessage")) == posts


def test_two_alarms_of_one_queue_are_one_incident(h: Harness) -> None:
    h.deliver(DLQ.fires(h.clock()), Alarm("orders-dlq", "orders-dlq-too-many").fires(h.clock()))
    h.fast_forward(seconds=10)
    h.slack.expect_message("orders-dlq").expect_update("fired 2×")  # noqa: RUF001 - as the card says it


def test_alarms_of_two_queues_are_two_incidents_with_a_card_each(h: Harness) -> None:
    h.deliver(DLQ.fires(h.clock()), Alarm("payments-dlq").fires(h.clock()))
    assert h.slack.expect_message("orders-dlq").channel == ORDERS
    assert h.slack.expect_message("payments-dlq").channel == INCIDENTS


def test_the_bus_copy_of_an_alarm_that_came_by_topic_changes_nothing(h: Harness) -> None:
    fired = DLQ.fires(h.clock())
    h.deliver(fired)
    h.fast_forward(minutes=1)
    version = h.incident().version
    h.deliver(fired.by_bus)
    h.invoke_directly(fired.direct)
    assert h.incident().version == version


def test_an_alarm_that_merely_passed_by_on_the_bus_is_not_carded(h: Harness) -> None:
    h.deliver(DLQ.fires(h.clock()).by_bus)
    h.slack.expect_nothing()


def test_an_alarm_that_is_watched_for_on_the_bus_is_carded(h: Harness) -> None:
    h.deliver(Alarm("quiet-dlq", "watched-depth").fires(h.clock()).by_bus)
    h.slack.expect_message("quiet-dlq")


def test_an_alarm_that_invokes_us_directly_is_carded(h: Harness) -> None:
    h.invoke_directly(DLQ.fires(h.clock()).direct)
    h.slack.expect_message("orders-dlq")


def test_an_alarm_about_nothing_known_is_shown_with_its_name_and_reason(h: Harness) -> None:
    h.deliver(Alarm("", "checkout-latency").fires(h.clock(), "p99 was 4.2 s"))
    card = h.slack.expect_message("checkout-latency")
    card.expect_update("p99 was 4.2 s")
    assert "Runbook" in card.controls


def test_plain_text_on_the_topic_becomes_a_notice(h: Harness) -> None:
    h.deliver(envelope("The nightly import did not run", h.clock()))
    h.slack.expect_message("The nightly import did not run")


def test_json_that_nobody_knows_becomes_a_notice_titled_by_what_it_calls_itself(h: Harness) -> None:
    h.deliver(envelope(json.dumps({"title": "Backup failed", "code": 7}), h.clock()))
    h.slack.expect_message("Backup failed").expect_update('"code": 7')


def test_two_failed_backups_under_one_subject_are_two_cards(h: Harness) -> None:
    arn = "arn:aws:rds:eu-west-1:111122223333:db:"
    for name in ("orders", "stock"):
        text = f"An AWS Backup job failed. Resource ARN : {arn}{name}. BackupJob ID : 8AF7C5B0"
        h.deliver(envelope(text, h.clock(), "Notification from AWS Backup"))
    h.fast_forward(minutes=1)
    for name in ("orders", "stock"):
        h.slack.expect_message(f"Notification from AWS Backup: {name}").expect_update(f"db:{name}")


def test_what_a_repeated_notice_says_anew_is_seen_in_its_thread(h: Harness) -> None:
    h.deliver(envelope("Import failed: 17 rows left", h.clock()))
    card = h.slack.expect_message("17 rows left")
    h.clock.forward(seconds=30)
    h.deliver(envelope("Import failed: 4 rows left", h.clock()))
    h.fast_forward(minutes=1)
    assert len(h.table.incidents()) == 1
    card.expect_reply("Another notice: Import failed: 4 rows left")


def test_an_alarm_of_our_own_stack_never_comes_back_to_us(h: Harness) -> None:
    h.deliver(Alarm("AlarmQueue", f"{STACK}-AlarmQueueAge-1A2B3C4D5E6F").fires(h.clock()))
    h.slack.expect_nothing()
    assert h.table.incidents() == []


def test_a_late_alarm_does_not_undo_a_newer_ok(h: Harness) -> None:
    fired = DLQ.fires(h.clock())
    h.clock.forward(seconds=30)
    recovered = DLQ.recovers(h.clock())
    h.deliver(recovered)
    h.slack.expect_nothing()
    h.deliver(fired)
    assert h.incident().recovering


def test_the_heartbeat_comes_through_the_whole_intake(h: Harness, capsys: object) -> None:
    rule = f"arn:aws:events:eu-west-1:111122223333:rule/{STACK}-HeartbeatRule-1A2B3C4D5E6F"
    beat = {
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "time": f"{h.clock():%Y-%m-%dT%H:%M:%SZ}",
        "resources": [rule],
        "detail": {},
    }
    h.deliver(envelope(json.dumps(beat), h.clock()))
    assert h.table.heartbeat() == h.clock()
    assert capsys.readouterr().out.count('"Heartbeat": 1') == 1  # type: ignore[attr-defined]  # pytest's own


def test_a_record_that_cannot_be_taken_in_does_not_hold_up_its_nine_neighbours(h: Harness) -> None:
    alarms = [Alarm(f"orders-{n}-dlq") for n in range(10)]
    h.aws.spoiled.add("orders-3-dlq")
    h.deliver(*(alarm.fires(h.clock()) for alarm in alarms))
    shown = {incident.resource.name for incident in h.table.incidents()}
    assert shown == {alarm.queue for alarm in alarms} - {"orders-3-dlq"}
    for _ in range(5):
        h.fast_forward(minutes=3)
    lost = [message.body for message in h.sqs.queue("AlarmQueueDeadLetters").messages]
    assert len(lost) == 1
    assert "orders-3-dlq" in lost[0]
    h.forgive_failures()
