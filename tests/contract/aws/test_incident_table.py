"""What only DynamoDB can do to the incident table: partial answers, lost answers, other releases, limits."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.aws.cards import CardTable
from bot.aws.errors import Client
from bot.aws.incident_table import IncidentTable
from bot.aws.items import SCHEMA, incident_key, live_job_key, with_schema
from bot.aws.jobs import JobTable
from bot.aws.lines import LineTable
from bot.aws.save import MOST_ENTRIES
from bot.aws.table import TRIES, Table
from bot.domain.alarm.alarm import AlarmState
from bot.domain.errors import Permanent, Transient
from bot.domain.incident.command import Done
from bot.domain.incident.episode import Resolution
from bot.domain.incident.incident import AlarmEntry
from bot.domain.policy.policy import Target
from bot.domain.redrive.job import JobState, ended
from bot.ports.incidents import ClickOutcome, Conflict, DueItem, Saved, Unreadable, Write
from tests.contract.aws.examples import (
    ARN,
    BEN,
    GROUP,
    change,
    entry,
    group_named,
    incident,
    job,
    sampled,
)
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import TABLE, no_sleep
from tests.fakes import HandClock
from tests.fakes.clock import NOON

CLICK = ClickOutcome("c0ffee", Done("Acknowledged."))
FIXTURE = Path(__file__).parent / "items_of_schema_1.json"


@pytest.fixture
def faults(dynamodb: Client) -> Faults:
    return Faults(dynamodb)


@pytest.fixture
def incidents(table: Table, clock: HandClock) -> IncidentTable:
    return IncidentTable(table, clock)


@pytest.fixture
def stored(incidents: IncidentTable) -> IncidentTable:
    incidents.save(Write(change(incident())))
    return incidents


def item(dynamodb: Client, key: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dynamodb.get_item(TableName=TABLE, Key=key)["Item"]
    return found


# Reads that are not whole


def test_keys_that_were_left_out_are_asked_for_again(stored: IncidentTable, faults: Faults) -> None:
    left_out = {TABLE: {"Keys": [incident_key(GROUP)], "ConsistentRead": True}}
    faults.answer("BatchGetItem", {"Responses": {}, "UnprocessedKeys": left_out}, times=TRIES - 1)
    assert set(stored.load([GROUP])) == {GROUP}


def test_keys_that_are_always_left_out_are_no_absent_incidents(stored: IncidentTable, faults: Faults) -> None:
    left_out = {TABLE: {"Keys": [incident_key(GROUP)], "ConsistentRead": True}}
    faults.answer("BatchGetItem", {"Responses": {}, "UnprocessedKeys": left_out}, times=TRIES)
    with pytest.raises(Transient, match="1 items were not read"):
        stored.load([GROUP])


def test_an_empty_page_is_not_the_end(incidents: IncidentTable, faults: Faults) -> None:
    first = change(incident(), entry("a"), entry("b"), entry("c"))
    incidents.save(Write(first))
    before_all = incident_key(GROUP)["pk"], {"S": "TIMELINE#0000000000.000"}
    page = {"Items": [], "LastEvaluatedKey": {"pk": before_all[0], "sk": before_all[1]}}
    faults.answer("Query", page)
    assert [each.what for _, each in incidents.timeline(GROUP, 0)] == ["a", "b", "c"]


# Answers that were lost


def test_a_write_whose_answer_was_lost_knows_its_own_success(
    incidents: IncidentTable, faults: Faults
) -> None:
    faults.lose_answer("TransactWriteItems")
    assert isinstance(incidents.save(Write(change(incident(), entry()))), Saved)
    assert len(incidents.timeline(GROUP, 0)) == 1


def test_a_later_write_whose_answer_was_lost_knows_its_own_success(
    stored: IncidentTable, faults: Faults
) -> None:
    faults.lose_answer("TransactWriteItems", times=2)
    before = stored.load([GROUP])[GROUP]
    assert isinstance(stored.save(Write(change(before, title="mine"), click=CLICK)), Saved)
    assert stored.load([GROUP])[GROUP].version == 2


def test_a_job_that_started_unanswered_is_not_taken_for_another_one(
    incidents: IncidentTable, faults: Faults
) -> None:
    faults.lose_answer("TransactWriteItems")
    assert isinstance(incidents.save(Write(change(incident()), click=CLICK, start=job())), Saved)


def test_a_click_kept_unanswered_is_not_taken_for_a_second_one(
    incidents: IncidentTable, faults: Faults
) -> None:
    faults.lose_answer("TransactWriteItems")
    assert isinstance(incidents.save(Write(change(incident()), click=CLICK)), Saved)


def test_a_write_that_is_never_answered_may_be_tried_again(incidents: IncidentTable, faults: Faults) -> None:
    faults.lose_answer("TransactWriteItems", times=3)
    with pytest.raises(Transient):
        incidents.save(Write(change(incident())))
    assert isinstance(incidents.save(Write(change(incident()))), Conflict)


def test_a_checkpoint_whose_answer_was_lost_still_holds_the_token(
    incidents: IncidentTable, table: Table, faults: Faults
) -> None:
    incidents.save(Write(change(incident()), start=job()))
    faults.lose_answer("UpdateItem")
    assert JobTable(table).checkpoint(job(token=1), 0)
    assert not JobTable(table).checkpoint(job(token=1), 0)


def test_a_lease_whose_answer_was_lost_is_still_ours(table: Table, faults: Faults) -> None:
    cards = CardTable(table)
    before = cards.load(GROUP).card
    faults.lose_answer("UpdateItem")
    assert cards.claim(before, replace(before, lease="mine"))
    assert not cards.claim(before, replace(before, lease="mine"))


# Other writers, and a busy table


def cancelled(*codes: str) -> dict[str, Any]:
    return {"CancellationReasons": [{"Code": code} for code in codes]}


def test_a_write_that_met_another_transaction_is_tried_again(stored: IncidentTable, faults: Faults) -> None:
    reasons = cancelled("TransactionConflict", "None")
    faults.refuse("TransactWriteItems", "TransactionCanceledException", times=TRIES - 1, **reasons)
    before = stored.load([GROUP])[GROUP]
    assert isinstance(stored.save(Write(change(before, title="mine"))), Saved)


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_table_that_stays_busy_is_left_for_later(stored: IncidentTable, faults: Faults, code: str) -> None:
    faults.refuse("TransactWriteItems", "TransactionCanceledException", times=TRIES, **cancelled(code))
    with pytest.raises(Transient, match="too busy"):
        stored.save(Write(change(incident())))


def test_a_version_that_moved_on_is_a_conflict_also_while_the_table_is_busy(
    stored: IncidentTable, faults: Faults
) -> None:
    reasons = cancelled("ConditionalCheckFailed", "TransactionConflict")
    faults.refuse("TransactWriteItems", "TransactionCanceledException", **reasons)
    assert isinstance(stored.save(Write(change(incident()))), Conflict)


def test_an_item_that_dynamodb_does_not_take_is_no_conflict(stored: IncidentTable, faults: Faults) -> None:
    reasons = cancelled("ValidationError", "None")
    faults.refuse("TransactWriteItems", "TransactionCanceledException", **reasons)
    with pytest.raises(Permanent):
        stored.save(Write(change(incident())))


def test_a_stop_that_met_a_transaction_is_tried_again(
    incidents: IncidentTable, table: Table, faults: Faults
) -> None:
    incidents.save(Write(change(incident()), start=job()))
    faults.refuse("UpdateItem", "TransactionConflictException", times=TRIES - 1)
    assert JobTable(table).ask_to_stop(GROUP, "01J0", BEN)


def test_a_stop_that_keeps_meeting_transactions_is_left_for_later(
    incidents: IncidentTable, table: Table, faults: Faults
) -> None:
    incidents.save(Write(change(incident()), start=job()))
    faults.refuse("UpdateItem", "TransactionConflictException", times=TRIES)
    with pytest.raises(Transient, match="too busy"):
        JobTable(table).ask_to_stop(GROUP, "01J0", BEN)


def test_a_denied_write_says_what_to_allow(table: Table, faults: Faults) -> None:
    faults.refuse("UpdateItem", "AccessDeniedException")
    with pytest.raises(Permanent, match="allow dynamodb:UpdateItem on incidents"):
        JobTable(table).ask_to_stop(GROUP, "01J0", BEN)


def test_a_throttled_read_may_be_tried_again(stored: IncidentTable, faults: Faults) -> None:
    faults.refuse("GetItem", "ProvisionedThroughputExceededException")
    with pytest.raises(Transient, match="throttles dynamodb:GetItem"):
        stored.last_beat()


def test_a_denied_read_says_what_to_allow(stored: IncidentTable, faults: Faults) -> None:
    faults.refuse("Query", "AccessDeniedException")
    with pytest.raises(Permanent, match="allow dynamodb:Query on incidents"):
        list(stored.due(NOON))


def test_the_end_of_one_job_does_not_free_a_queue_that_another_one_holds(
    incidents: IncidentTable, table: Table, dynamodb: Client
) -> None:
    first = change(incident())
    incidents.save(Write(first, start=job()))
    table.put(live_job_key(ARN) | {"job": {"S": "01J7"}})
    over = ended(job(), JobState.DONE, "", NOON)
    assert isinstance(incidents.save(Write(change(first.incident), end=over)), Conflict)
    assert item(dynamodb, live_job_key(ARN))["job"]["S"] == "01J7"


def test_a_save_is_one_request_whatever_belongs_to_it(incidents: IncidentTable, faults: Faults) -> None:
    made = change(incident(), entry(), entry(), evidence_taken=1)
    incidents.save(Write(made, click=CLICK, sample=[sampled()], start=job()))
    assert faults.requests == {"TransactWriteItems": 1}


# Other releases


def test_an_item_of_a_newer_release_is_left_alone(stored: IncidentTable, dynamodb: Client) -> None:
    newer = item(dynamodb, incident_key(GROUP)) | {"schema": {"N": str(SCHEMA + 1)}}
    dynamodb.put_item(TableName=TABLE, Item=newer)
    with pytest.raises(Permanent, match="written by a newer release of Lastcall"):
        stored.load([GROUP])


def test_a_damaged_item_is_named_and_left_alone(stored: IncidentTable, dynamodb: Client) -> None:
    broken = item(dynamodb, incident_key(GROUP)) | {"document": {"S": '{"group": 1}'}}
    dynamodb.put_item(TableName=TABLE, Item=broken)
    with pytest.raises(Permanent, match=f"GROUP#{GROUP} INCIDENT cannot be read"):
        stored.load([GROUP])


@pytest.mark.parametrize(
    ("spoilt", "newer"),
    [
        pytest.param({"schema": {"N": str(SCHEMA + 1)}}, True, id="of a newer release"),
        pytest.param({"document": {"S": '{"group": 1}'}}, False, id="of another shape"),
        pytest.param({"document": {"S": "{"}}, False, id="no JSON"),
        pytest.param({"document": {"S": "[" * 5000}}, False, id="too deep"),
        pytest.param({"document": {"B": b"no zlib"}}, False, id="not deflated"),
        pytest.param({"document": {"N": "1"}}, False, id="a number"),
    ],
)
def test_one_live_incident_that_cannot_be_read_hides_no_other(
    stored: IncidentTable, dynamodb: Client, spoilt: dict[str, Any], newer: object
) -> None:
    stored.save(Write(change(incident("other"))))
    broken = item(dynamodb, incident_key(GROUP)) | spoilt
    dynamodb.put_item(TableName=TABLE, Item=broken)
    assert [each.resource.name for each in stored.live()] == ["other"]
    assert stored.unreadable() == [Unreadable(GROUP, newer=bool(newer))]
    assert item(dynamodb, incident_key(GROUP)) == broken


def test_what_release_1_wrote_is_read(incidents: IncidentTable, table: Table, dynamodb: Client) -> None:
    for each in json.loads(FIXTURE.read_text()):
        dynamodb.put_item(TableName=TABLE, Item=each)
    assert incidents.load([GROUP])[GROUP].alarms == incident().alarms
    assert incidents.group_of(incident().id) == GROUP
    assert incidents.click(CLICK.identity) == CLICK.done
    assert list(incidents.sample(GROUP, 1)) == [sampled()]
    assert [each.what for _, each in incidents.timeline(GROUP, 0)] == ["orders-dlq depth fired"]
    assert JobTable(table).load(GROUP, "01J0") == job(stop_by=BEN)
    assert CardTable(table).load(GROUP).card.ts == "1700000000.000100"
    assert LineTable(table, HandClock()).load("C1").closed_until == NOON
    assert incidents.last_beat() == NOON
    assert list(incidents.due(NOON)) == [DueItem(GROUP)]


# Limits and lifetimes


def test_a_name_that_is_no_utf_8_is_kept_under_a_key_that_is(
    incidents: IncidentTable, dynamodb: Client
) -> None:
    odd = replace(incident(), group="half a pair: \ud800")
    incidents.save(Write(change(odd)))
    assert incidents.load([odd.group])[odd.group].group == odd.group
    keys = [each["pk"]["S"] for each in dynamodb.scan(TableName=TABLE)["Items"]]
    assert all(key.encode() for key in keys)


def test_entries_beyond_a_transaction_are_told_by_the_last_one(incidents: IncidentTable) -> None:
    called = Target("user", "U1")
    entries = [entry(f"{n}") for n in range(150)]
    entries[120] = entry("120", mentions=(called,), topics=("arn:t",), thread=True)
    incidents.save(Write(change(incident(), *entries)))
    told = [each for _, each in incidents.timeline(GROUP, 0)]
    assert [each.what for each in told[:-1]] == [f"{n}" for n in range(MOST_ENTRIES - 1)]
    assert told[-1].what == "149, and 60 more before it"
    assert (told[-1].mentions, told[-1].topics, told[-1].thread) == ((called,), ("arn:t",), True)


def test_five_hundred_alarms_with_long_names_fit_into_one_item(incidents: IncidentTable) -> None:
    alarms = {
        f"{n:012x}": AlarmEntry(
            f"{n} {'ü' * 240}",
            f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{n} {'ü' * 240}",
            AlarmState.ALARM,
            NOON,
        )
        for n in range(500)
    }
    incidents.save(Write(change(incident(alarms=alarms))))
    assert incidents.load([GROUP])[GROUP].alarms == alarms


def test_a_group_that_was_never_told_is_forgotten_30_days_after_its_last_alarm(
    incidents: IncidentTable, dynamodb: Client
) -> None:
    incidents.save(Write(change(incident(number=0))))
    expires_at = (NOON + timedelta(days=30)).timestamp()
    assert int(item(dynamodb, incident_key(GROUP))["expires_at"]["N"]) == expires_at


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="an open incident"),
        pytest.param({"resolution": Resolution(NOON, "proven")}, id="a resolved incident"),
    ],
)
def test_what_was_ever_told_is_never_forgotten(
    incidents: IncidentTable, dynamodb: Client, fields: dict[str, Any]
) -> None:
    incidents.save(Write(change(incident(number=0))))
    quiet = incidents.load([GROUP])[GROUP]
    incidents.save(Write(change(quiet, number=1, **fields)))
    assert "expires_at" not in item(dynamodb, incident_key(GROUP))


def test_a_resolved_incident_with_nothing_due_leaves_the_index(
    incidents: IncidentTable, dynamodb: Client
) -> None:
    incidents.save(Write(change(incident(resolution=Resolution(NOON, "proven")))))
    assert "attention_shard" not in item(dynamodb, incident_key(GROUP))


def test_a_card_in_the_index_by_mistake_is_not_taken_for_something_due(
    stored: IncidentTable, dynamodb: Client
) -> None:
    stray = incident_key(GROUP) | {"sk": {"S": "CARD"}, "attention_shard": {"S": "0"}}
    dynamodb.put_item(TableName=TABLE, Item=with_schema(stray | {"attention_at": {"N": "1"}}))
    assert list(stored.due(NOON)) == []


def test_without_a_page_size_a_page_is_as_large_as_dynamodb_makes_it(
    dynamodb: Client, clock: HandClock, faults: Faults
) -> None:
    incidents = IncidentTable(Table(dynamodb, TABLE, sleep=no_sleep), clock)
    for n in range(5):
        incidents.save(Write(change(incident(f"queue-{n}"), attention_at=NOON)))
    faults.requests.clear()
    assert {each.group for each in incidents.due(NOON)} == {group_named(f"queue-{n}") for n in range(5)}
    assert faults.requests == {"Query": 1}
