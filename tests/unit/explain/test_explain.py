"""`lastcall explain`."""

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests import events
from tests.events import dead_letters
from tests.unit.explain.running import Explain, written

ALARM_KEYS = {
    *("what", "kind", "state", "resource", "account", "region"),
    *("group", "route", "policy", "runbook", "why"),
}
LETTER_KEYS = {"what", "format", "origin", "cause", "records", "error_shape", "way_back", "shown", "why"}
NOT_AN_ALARM = frozenset(
    {
        *("eventbridge_configuration_change", "eventbridge_of_another_kind", "sns_heartbeat", "sns_hello"),
        *("sns_plain_text", "sns_schedule_of_somebody_else", "sns_subscription_confirmation"),
        *("sns_unknown_json", "sns_unreadable_time", "log_control_message"),
        *("eventbridge_execution_succeeded", "log_lines_own", "log_lines_without_errors"),
    }
)
# Told by something other than an alarm: a notice, of which everything is known that is of an alarm.
FAILURES = frozenset(
    {
        *("log_lines_text", "log_lines_json", "log_lines_shared_group", "log_lines_of_no_function"),
        *("eventbridge_execution_failed", "eventbridge_execution_timed_out", "eventbridge_execution_aborted"),
    }
)
RECORDS = frozenset(
    {
        *("direct_lambda_record", "eventbridge_lambda_failure", "eventbridge_lambda_too_old"),
        "eventbridge_lambda_success",
    }
)
CLAIMED = "Only the message says so, and anyone can write that: the queue's configuration must confirm it."
ROUTES = """
[[routes]]
name = "orders"
channel = "C0ORDERS"
owner = "U0ORDERS"
match.resources = ["orders-*"]

[[routes]]
name = "everything"
channel = "C0INCIDENT"
"""


@pytest.mark.parametrize("name", sorted({*events.NAMES} - NOT_AN_ALARM - FAILURES - RECORDS))
def test_an_alarm_is_explained_with_exactly_its_keys(explain: Explain, name: str) -> None:
    told = explain.json(events.event_text(name))
    assert told["what"] == "alarm"
    assert set(told) == ALARM_KEYS


@pytest.mark.parametrize("name", sorted(NOT_AN_ALARM))
def test_what_is_neither_an_alarm_nor_a_dead_letter_is_a_notice(explain: Explain, name: str) -> None:
    assert explain.json(events.event_text(name))["what"] == "notice"


@pytest.mark.parametrize("name", sorted(FAILURES))
def test_a_failure_that_no_alarm_tells_is_a_notice_that_says_where_it_goes(
    explain: Explain, name: str
) -> None:
    told = explain.json(events.event_text(name))
    assert told["what"] == "notice"
    assert set(told) - {"messages"} == ALARM_KEYS
    assert told["kind"] in {"logged_errors", "unsuccessful_executions"}
    assert "until a person resolves it" in told["why"]


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_record_of_an_invocation_is_the_dead_letter_it_is(explain: Explain, name: str) -> None:
    assert explain.json(events.event_text(name))["format"] == "lambda_destination"


def test_a_resource_of_another_account_is_named_there(explain: Explain) -> None:
    told = explain.json(events.event_text("sns_cross_account"))
    assert told["account"] == "999988887777"
    assert "(FunctionName orders-worker, of account 999988887777)" in told["why"]


def test_an_alarm_as_it_was_sent_before_alarms_named_their_arn_is_an_alarm(explain: Explain) -> None:
    alarm = events.event("kinds/dead_letters")
    older = {key: alarm[key] for key in alarm.keys() - {"AlarmArn", "OKActions", "AlarmActions"}}
    told = explain.json(older)
    assert (told["what"], told["kind"], told["region"]) == ("alarm", "dead_letters", "eu-west-1")


def test_a_composite_says_what_it_is_made_of(explain: Explain) -> None:
    why = explain.json(events.event_text("sns_composite"))["why"]
    assert why.startswith("It combines orders-dlq-depth, payments-dlq-depth.")


def test_log_lines_are_told_to_people_without_an_alarms_words(explain: Explain) -> None:
    printed = explain.text(events.event_text("log_lines_of_no_function"))
    assert printed.startswith("notice      connection refused, newest at 2026-03-01 03:00:00 UTC\n")
    assert "log_group /ecs/checkout, account 111122223333, region not given" in printed


def test_log_lines_say_what_they_are_about(explain: Explain) -> None:
    told = explain.json(events.event_text("log_lines_text"))
    assert (told["kind"], told["state"], told["resource"]) == ("logged_errors", "ALARM", "orders-worker")
    assert [each["why"].split(" log line")[0] for each in told["messages"]] == ["2", "1"]


@pytest.mark.parametrize("name", sorted({*dead_letters.NAMES} - {"sqs_source_answer"}))
def test_a_dead_letter_is_explained_with_exactly_its_keys(explain: Explain, name: str) -> None:
    told = explain.json(dead_letters.text_of(name))
    assert told["what"] == "dead_letter"
    assert set(told) == LETTER_KEYS


def test_a_records_event_of_another_service_is_a_notice(explain: Explain) -> None:
    assert explain.json({"Records": [{"eventSource": "aws:s3", "s3": {}}]})["what"] == "notice"


def test_an_alarm_without_a_state_is_a_notice_that_says_so(explain: Explain) -> None:
    told = explain.json({"AlarmName": "orders"})
    assert (told["what"], told["why"]) == ("notice", "an alarm that cannot be read: orders")


def test_a_message_of_a_subscription_that_cannot_be_read_is_a_notice(explain: Explain) -> None:
    assert (
        explain.json({"awslogs": {"data": "H4sIAAAAAAAAA6tWSsxLVrJSSkxKBgDlCzAMDgAAAA=="}})["what"]
        == "notice"
    )


def test_an_alarm_says_where_it_goes_and_why(explain: Explain, folder: Path) -> None:
    (folder / "routes.toml").write_text(ROUTES)
    told = explain.json(events.event_text("kinds/dead_letters"), "--config", "routes.toml")
    assert told == {
        "what": "alarm",
        "kind": "dead_letters",
        "state": "ALARM",
        "resource": "orders-dlq",
        "account": "111122223333",
        "region": "eu-west-1",
        "group": "111122223333/eu-west-1/queue/orders-dlq",
        "route": "orders",
        "policy": {
            "file": "routes.toml",
            "channel": "C0ORDERS",
            "owner": "U0ORDERS",
            "escalation": [{"after": "0s", "tell": ["channel"]}],
            "settle": "300s",
            "samples": "redacted",
            "group_by": "resource",
        },
        "runbook": "https://wiki.example.com/orders",
        "why": "It watches AWS/SQS ApproximateNumberOfMessagesVisible (QueueName orders-dlq). "
        "Route orders is the first of routes.toml that matches.",
    }


def test_the_policy_of_this_folder_is_taken_without_being_named(explain: Explain, folder: Path) -> None:
    (folder / "lastcall.toml").write_text(ROUTES)
    assert explain.json(events.event_text("kinds/dead_letters"))["route"] == "orders"


def test_the_last_route_says_that_it_takes_the_rest(explain: Explain, folder: Path) -> None:
    (folder / "lastcall.toml").write_text(ROUTES)
    told = explain.json(events.event_text("sns_composite"))
    assert told["route"] == "everything"
    assert "matches whatever no other route" in told["why"]


def test_a_route_that_groups_by_alarm_makes_a_group_of_the_alarm(explain: Explain, folder: Path) -> None:
    (folder / "lastcall.toml").write_text(f'{ROUTES}group_by = "alarm"\n'.replace("orders-*", "none"))
    group = explain.json(events.event_text("sns_metric_alarm"))["group"]
    assert group.startswith("111122223333/eu-west-1/alarm/arn:aws:cloudwatch:")


def test_without_a_policy_the_route_is_not_known_and_says_so(explain: Explain) -> None:
    told = explain.json(events.event_text("kinds/dead_letters"))
    assert told["route"] is None
    assert told["policy"] is None
    assert "pass one with --config" in told["why"]


def test_a_policy_of_this_folder_that_is_wrong_is_named_with_its_line(explain: Explain, folder: Path) -> None:
    (folder / "lastcall.toml").write_text(f"x = 1\n{ROUTES}")
    assert "lastcall.toml:1: unknown key" in explain.json(events.event_text("observed"))["why"]


def test_an_alarm_that_is_left_alone_says_why(explain: Explain) -> None:
    assert (
        "Gets no card: an alarm that Auto Scaling"
        in explain.json(events.event_text("sns_target_tracking"))["why"]
    )


def test_an_alarm_that_passes_by_on_the_bus_says_so(explain: Explain, folder: Path) -> None:
    (folder / "lastcall.toml").write_text(ROUTES)
    assert "[watch]" in explain.json(events.event_text("eventbridge_metric_alarm"))["why"]


def test_an_alarm_whose_actions_were_suppressed_says_by_what(explain: Explain) -> None:
    assert "mute rule release-night" in explain.json(events.event_text("eventbridge_muted"))["why"]


def test_an_alarm_in_a_queue_is_an_alarm(explain: Explain) -> None:
    queued = {"MessageId": "m-1", "Body": events.event_text("sns_metric_alarm"), "Attributes": {}}
    assert explain.json(queued)["what"] == "alarm"


def test_an_alarm_that_sqs_moved_is_a_dead_letter(explain: Explain) -> None:
    moved = {"DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-1:111122223333:alarms"}
    queued = {"MessageId": "m-1", "Body": events.event_text("sns_metric_alarm"), "Attributes": moved}
    assert explain.json(queued)["format"] == "sqs_source"


def test_a_dead_letter_says_what_failed_and_the_way_back(explain: Explain) -> None:
    function = "arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST"
    assert explain.json(dead_letters.text_of("lambda_destination")) == {
        "what": "dead_letter",
        "format": "lambda_destination",
        "origin": function,
        "cause": "RetriesExhausted",
        "records": 1,
        "error_shape": "KeyError 'fullname'",
        "way_back": {
            "by": "lambda_async",
            "to": function,
            "how": "invoke the function asynchronously with the original event",
            "claimed": True,
        },
        "shown": '{\n  "order": "A-1017",\n  "price": 0.1,\n  "ledger": 12345678901234567890123\n}',
        "why": CLAIMED,
    }


def test_a_dead_letter_without_a_way_back_says_why(explain: Explain) -> None:
    told = explain.json(dead_letters.text_of("lambda_destination_success"))
    assert told["way_back"] is None
    assert "the function succeeded" in told["why"]


def test_a_bare_body_is_a_dead_letter_where_it_says_so_itself(explain: Explain) -> None:
    body = dead_letters.message("stream_pointer_kinesis").body
    assert explain.json(body)["format"] == "stream_pointer"


def test_secrets_of_an_error_are_masked(explain: Explain) -> None:
    record = dead_letters.document("lambda_destination_s3_object")
    record["responsePayload"] = {"errorType": "LoginError", "errorMessage": "password=hunter2 refused"}
    printed = explain.text(record, "--json") + explain.text(record)
    assert "LoginError" in printed
    assert "hunter2" not in printed


def test_several_messages_are_counted_together(explain: Explain) -> None:
    told = explain.json(dead_letters.text_of("sqs_source_answer"))
    assert told["records"] == 240
    assert [each["records"] for each in told["messages"]] == [80, 80, 80]
    assert explain.text(dead_letters.text_of("sqs_source_answer")).startswith("3 messages = 240 records\n")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x7fELF\x02\x01\x01\x00\x00\x17", id="a program"),
        pytest.param(b"\xff\xfe\x00", id="half a letter"),
        pytest.param(gzip.compress(b"\x00\x01"), id="packed bytes"),
        pytest.param("hello", id="text"),
        pytest.param({"order": 17}, id="anybody's JSON"),
        pytest.param("null", id="null"),
        pytest.param("[" * 10_000, id="nothing but brackets"),
        pytest.param('{"a": 1e400, "a": NaN}', id="numbers that are none"),
    ],
)
def test_what_no_format_fits_is_named_unknown(explain: Explain, content: Any) -> None:
    told = explain.json(content)
    assert told["what"] == "unknown"
    assert set(told) == {"what", "why"}


def test_a_packed_alarm_is_unpacked(explain: Explain) -> None:
    assert explain.json(gzip.compress(events.event_text("sns_metric_alarm").encode()))["what"] == "alarm"


def test_for_people_it_is_a_few_lines(explain: Explain) -> None:
    target = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
    rule = "arn:aws:events:eu-west-1:111122223333:rule/orders/new-orders"
    assert explain.text(dead_letters.text_of("eventbridge_target_retried")).splitlines()[:9] == [
        "dead letter eventbridge_target",
        f"origin      target {target}, by way of {rule} (claimed)",
        "cause       ERROR_FROM_TARGET, MaximumRetryAttempts, tried 186 times",
        "error       ERROR_FROM_TARGET Internal Server Error",
        "records     1 message = 1 record",
        "payload     JSON, 73 bytes in EventBridge event",
        f"way back    deliver to the one target that failed: {target}",
        f"why         {CLAIMED}",
        "shown       {",
    ]


def test_foreign_text_cannot_steer_the_terminal(explain: Explain) -> None:
    alarm = events.event("kinds/dead_letters") | {"AlarmName": "a\x1b[31m\nroute  evil\u202e"}
    printed = explain.text(alarm)
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "\nroute  evil" not in printed


def test_standard_input_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.TextIOWrapper(io.BytesIO(dead_letters.text_of("scheduler").encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["explain", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "scheduler"


def test_standard_input_of_a_program_may_be_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("hello"))
    assert main(["explain", "-"]) == 0
    assert capsys.readouterr().out == "unknown: text of 5 bytes in no known format\n"


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line of a run that ended with status 2."""
    assert main(["explain", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line


@pytest.mark.parametrize("content", ["", " \n\t", b"\xef\xbb\xbf"])
def test_an_empty_input_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], content: Any) -> None:
    file = written(folder, content)
    assert refused(capsys, file) == f"{file}: is empty"


def test_a_file_that_is_not_there_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "none.json") == "none.json: cannot be read: No such file or directory"


def test_more_than_ten_messages_can_be_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "input").open("wb") as file:
        file.truncate(32 * 1024 * 1024 + 1)
    assert refused(capsys, "input") == "input: larger than 33,554,432 bytes: pass a single message"


def test_a_folder_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, str(folder)) == f"{folder}: cannot be read: Is a directory"


def test_a_name_that_can_be_no_files_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be read" in refused(capsys, "a\x00b")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "routes.toml: cannot be read: No such file or directory"),
        (b"\xff\xfe", "routes.toml: cannot be read: it is not UTF-8 text"),
        (b"x = 1\n" + ROUTES.encode(), 'routes.toml:1: unknown key "x" in lastcall.toml'),
    ],
)
def test_a_policy_that_was_named_and_cannot_be_used_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    if content is not None:
        (folder / "routes.toml").write_bytes(content)
    assert refused(capsys, written(folder, "hello"), "--config", "routes.toml") == said


def test_it_says_the_same_however_often_it_is_asked_in_one_process(explain: Explain) -> None:
    first = [explain.text(dead_letters.text_of(name)) for name in dead_letters.NAMES]
    assert [explain.text(dead_letters.text_of(name)) for name in dead_letters.NAMES] == first
