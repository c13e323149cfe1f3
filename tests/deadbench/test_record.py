"""What the recorder makes of AWS's answers, and that what it recorded is its own."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadbench.record import frozen
from tests.deadbench.record.__main__ import nouns, provenance
from tests.deadbench.record.faults import faults
from tests.deadbench.record.payments import PaymentService
from tests.deadbench.record.session import Recorded
from tests.deadbench.run import ANSWERS, WORLDS

BEGAN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KNOWN = faults(*(PaymentService() for _ in range(4)))
# Behind the name of the fault, from the second seed on.
_SEED = re.compile(r"-\d+\Z")
RECORDED = sorted(each.name for each in WORLDS.glob("c-*"))


def test_an_answer_is_printed_without_what_is_of_the_call_alone() -> None:
    answer = {"ResponseMetadata": {}, "Messages": [{"Body": "{}", "ReceiptHandle": "x"}], "At": BEGAN}
    assert frozen.printed(answer) == {"Messages": [{"Body": "{}"}], "At": "2026-03-01T09:00:00Z"}


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("LastModified", "2026-03-01T08:59:00.120+0000", "2026-01-30T08:59:00.000+0000"),
        ("LastModified", "2026-03-01T08:59:00Z", "2026-01-30T08:59:00Z"),
        ("CreatedTimestamp", "1772355540", "1769763540"),
        ("LastModified", "2026-03-01T09:01:00Z", "2026-03-01T09:01:00Z"),
        ("CreatedTimestamp", "1772355660", "1772355660"),
        ("SentTimestamp", "1772355540", "1772355540"),
    ],
)
def test_what_was_set_up_before_the_traffic_is_older_and_a_change_is_not(
    key: str, before: str, after: str
) -> None:
    assert frozen.dated({"Some": [{key: before}]}, BEGAN) == {"Some": [{key: after}]}


@given(st.integers(1, 65_535))
def test_no_endpoint_stays_at_any_port(port: int) -> None:
    url = json.dumps({"queueUrls": [f"http://127.0.0.1:{port}/111122223333/orders"]})
    payments = json.dumps({"PAYMENTS_URL": f"http://127.0.0.1:{port}/charges"})
    told = frozen.files({"a.json": json.loads(url), "b.json": json.loads(payments)}, [], {}, "us-east-1")
    assert frozen.leaks(told) == []
    assert "https://sqs.us-east-1.amazonaws.com/111122223333/orders" in told["a.json"]


def test_pythons_library_lies_where_lambda_has_it() -> None:
    trace = json.dumps('  File "/home/x/python/lib/python3.13/urllib/request.py", line 1')
    assert json.loads(frozen.as_of_aws(trace, "us-east-1")) == (
        '  File "/var/lang/lib/python3.13/urllib/request.py", line 1'
    )


@pytest.mark.parametrize("text", ["http://127.0.0.1:4000/x", "/tmp/lambda/app.py", "File /home/me/app.py"])  # noqa: S108
def test_what_is_of_the_machine_is_told_by_its_file(text: str) -> None:
    assert frozen.leaks({"config/some.json": text, "other.json": "/var/task/app.py"})[0].startswith(
        "config/some.json: "
    )


@given(st.integers(0, 59), st.integers(0, 10))
def test_only_minutes_that_are_published_by_now_are_there(second: int, minutes: int) -> None:
    points = [(BEGAN + number * MINUTE, 1.0) for number in range(10)]
    now = BEGAN + minutes * MINUTE + timedelta(seconds=second)
    found = frozen.series("AWS/SQS", "X", {"QueueName": "q"}, {"Sum": points}, now)
    told = found["Statistics"]["Sum"] if found else []
    assert len(told) == max(minutes - 2, 0)


def _said(message: str, at: int = 1_772_355_600_250) -> dict[str, object]:
    return {"timestamp": at, "ingestionTime": at, "logStreamName": "s", "message": message}


def test_a_time_out_is_written_as_lambda_writes_it() -> None:
    report = "REPORT RequestId: r-1\tDuration: 5542 ms\tBilled Duration: 5542 ms\tMemory Size: 512 MB"
    lines = [
        _said("START RequestId: r-1 Version: $LATEST"),
        _said("Task timed out after 3.00 seconds"),
        _said("END RequestId: r-1"),
        _said(report),
    ]
    written = [each["message"] for each in frozen.as_lambda_writes(lines)]
    assert written[1] == "2026-03-01T09:00:00.250Z r-1 Task timed out after 3.00 seconds\n\n"
    assert written[3] == (
        "REPORT RequestId: r-1\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB\t"
        "\tStatus: timeout\n"
    )


def test_all_that_were_redriven_must_stay_away_to_have_passed() -> None:
    sent = [{"Body": "1"}, {"Body": "2"}]
    assert frozen.would_pass(2, frozen.came_back(sent, []), still_tried=0) == "yes"
    assert frozen.would_pass(2, 0, still_tried=1) == "unknown"
    assert frozen.would_pass(2, frozen.came_back(sent, [{"Body": "2"}]), still_tried=1) == "no"
    assert frozen.would_pass(0, 0, still_tried=0) == "unknown"


def test_the_first_loss_is_of_the_oldest_letter() -> None:
    letters = [{"Attributes": {"SentTimestamp": str(at)}} for at in (1_772_355_660_000, 1_772_355_600_000)]
    assert frozen.first_letter(letters) == BEGAN
    assert frozen.loss(BEGAN, timedelta(days=14))["at_latest"] == "2026-03-15T09:00:00Z"


@given(st.integers())
def test_no_two_worlds_of_an_account_have_the_same_names(seed: int) -> None:
    named = nouns(seed, KNOWN)
    assert len(set(named.values())) == len(KNOWN)


def test_the_provenance_says_how_many_came_back() -> None:
    page = provenance("c-x", KNOWN["c-renamed-field"], Recorded({}, {}, 12, 11, "2026-03-01"))
    assert (
        "Of 12 dead letters that were redriven with the fault still there, 11 came back within four minutes."
        in page
    )


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_world_is_of_a_fault_that_can_be_recorded_again(name: str) -> None:
    told, fault = json.loads((ANSWERS / f"{name}.json").read_text()), KNOWN[_SEED.sub("", name)]
    assert told["family"] == fault.family
    assert fault.states in (ANSWERS / f"{name}.md").read_text()


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_world_tells_nothing_of_where_it_was_recorded(name: str) -> None:
    files = {each.name: each.read_text() for each in (WORLDS / name).rglob("*") if each.is_file()}
    assert frozen.leaks(files) == []
    assert sum(map(len, files.values())) <= frozen.MOST


def test_each_fault_is_recorded_with_three_seeds() -> None:
    assert sorted(RECORDED) == sorted(f"{name}{seed}" for name in KNOWN for seed in ("", "-2", "-3"))


def test_one_was_over_before_the_redrive_and_what_came_back_then_is_its_answer() -> None:
    passed = {
        name for name in RECORDED if json.loads((ANSWERS / f"{name}.json").read_text())["would_pass"] == "yes"
    }
    assert passed
    assert all(KNOWN[_SEED.sub("", name)].mend for name in passed)


def _log(calls: int) -> str:
    return "".join(
        f'{{"timestamp": {n}, "message": "{said} RequestId: r-{n}"}}\n'
        for n in range(calls)
        for said in ("START", "took one", "END", "REPORT")
    )


def test_a_large_folder_loses_what_is_said_twice_and_then_its_oldest_lines() -> None:
    small = {"logs/a.jsonl": _log(3), "metrics.json": "[]"}
    assert frozen.fitting(small) == small
    large = frozen.fitting({"logs/a.jsonl": _log(2_000), "metrics.json": "x" * 30_000})
    lines = large["logs/a.jsonl"].splitlines()
    assert sum(map(len, large.values())) <= frozen.MOST
    assert not any("START" in each or "END" in each for each in lines)
    assert "r-1999" in lines[-1]
    assert 'r-0"' not in lines[0]
    assert len(large["metrics.json"]) == 30_000
