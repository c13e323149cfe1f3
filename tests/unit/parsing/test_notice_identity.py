"""Two notices are one incident where they tell of the same kind of event on the same thing."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.notice_identity import NoticeIdentity, notice_identity
from bot.parsing.untrusted import parsed

ACCOUNT = "111122223333"
DATABASE = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:"
VAULT = f"arn:aws:backup:eu-west-1:{ACCOUNT}:recovery-point:"
JOBS = ("8AF7C5B0-1111-2222-3333-0123456789AB", "0FE1D2C3-4444-5555-6666-BA9876543210")


def identity(message: Any, subject: str = "") -> NoticeIdentity:
    body = message if isinstance(message, str) else json.dumps(message)
    return notice_identity(parsed(body), body, subject)


def backup(database: str, job: str) -> str:
    return f"An AWS Backup job failed. Resource ARN : {DATABASE}{database}. BackupJob ID : {job}"


def database(name: str, message: str, **more: str) -> dict[str, str]:
    return {"Event Source": "db-instance", "Source ID": name, "Event Message": message, **more}


def event(detail_type: str, detail: dict[str, Any], *resources: str, **more: Any) -> dict[str, Any]:
    given = {"version": "0", "id": JOBS[0], "source": "aws.x", "account": ACCOUNT, "region": "eu-west-1"}
    return {**given, "detail-type": detail_type, "resources": list(resources), "detail": detail, **more}


def health(service: str, code: str, *entities: str, words: str = "") -> dict[str, Any]:
    return event(
        "AWS Health Event",
        {"service": service, "eventTypeCode": code, "eventDescription": [{"latestDescription": words}]},
        *entities,
    )


def anomaly(number: str, impact: float, service: str = "") -> dict[str, Any]:
    told = {"accountId": ACCOUNT, "anomalyId": number, "impact": {"totalImpact": impact}}
    return {**told, "dimensionalValue": service} if service else told


def budget(name: str, amount: str) -> str:
    return (
        f"AWS Budget Notification November 20, 2025\nAWS Account {ACCOUNT}\n\n"
        f"You requested that we alert you when the ACTUAL Cost associated with your {name} budget exceeds "
        f"$80.00 for the current month. The ACTUAL Cost is {amount}.\n\nBudget Name: {name}\n"
    )


def stack(name: str, resource: str, status: str) -> str:
    arn = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/{name}/{JOBS[0].lower()}"
    return (
        f"StackId='{arn}'\nTimestamp='2025-11-20T10:00:00.000Z'\nEventId='{resource}-1'\n"
        f"LogicalResourceId='{resource}'\nResourceStatus='{status}'\n"
    )


DIFFERENT = {
    "failed backups of two databases": (backup("orders", JOBS[0]), backup("stock", JOBS[0])),
    "two databases": (database("a", "shutdown"), database("b", "failover")),
    "one event of two databases": (database("a", "shutdown"), database("b", "shutdown")),
    "two events of a database": (database("a", "shutdown"), database("a", "failover")),
    "a cost anomaly and a custom notification": (
        anomaly("a1", 1001),
        {"version": "1.0", "source": "custom", "content": {"title": "x"}},
    ),
    "cost anomalies of two services": (
        anomaly("a1", 5, "Amazon EC2"), anomaly("a1", 5, "AWS Lambda"),
    ),
    "cost anomalies of which only the id is known": (anomaly("a1", 1001), anomaly("a2", 1001)),
    "two JSON notices without a title": (
        {"source": "custom", "content": {"textType": "client-markdown", "title": "Deploy failed"}},
        {"service": "ledger", "text": "ledger corrupt"},
    ),
    "one title over two texts": (
        {"title": "Backup failed", "text": "vault a"}, {"title": "Backup failed", "text": "vault b"},
    ),
    "two budgets": (budget("orders", "$81.20"), budget("stock", "$81.20")),
    "two bare texts": ("Disk nearly full on build-7", "Disk nearly full on build-8"),
    "two hosts": ("10.0.3.17 does not answer", "10.0.3.18 does not answer"),
    "two Health events of a thing": (
        health("EC2", "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED", "i-0a1b2c3d4e5f60718"),
        health("EC2", "AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED", "i-0a1b2c3d4e5f60718"),
    ),
    "a Health event of two things": (
        health("EC2", "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED", "i-0a1b2c3d4e5f60718"),
        health("EC2", "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED", "i-0a1b2c3d4e5f60719"),
    ),
    "Health events about nothing named": (
        health("LAMBDA", "AWS_LAMBDA_OPERATIONAL_ISSUE", words="increased error rates"),
        health("SQS", "AWS_SQS_OPERATIONAL_ISSUE", words="increased error rates"),
    ),
    "backup jobs of two databases on the bus": (
        event("Backup Job State Change", {"resourceArn": f"{DATABASE}a", "state": "FAILED"}, VAULT + JOBS[0]),
        event("Backup Job State Change", {"resourceArn": f"{DATABASE}b", "state": "FAILED"}, VAULT + JOBS[0]),
    ),
    "the states of one thing": (
        event("CodePipeline Pipeline Execution State Change", {"pipeline": "p", "state": "FAILED"}),
        event("CodePipeline Pipeline Execution State Change", {"pipeline": "p", "state": "CANCELED"}),
    ),
    "two states of a stack": (
        stack("shop", "shop", "UPDATE_FAILED"), stack("shop", "shop", "UPDATE_ROLLBACK_FAILED"),
    ),
    "codes that say what happened": ({"job": "x", "exitCode": 1}, {"job": "x", "exitCode": 137}),
    "keys of one account": (
        f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{JOBS[0].lower()} is pending deletion",
        f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{JOBS[1].lower()} is pending deletion",
    ),
}  # fmt: skip

ONE = {
    "backup jobs of a database": (backup("orders", JOBS[0]), backup("orders", JOBS[1])),
    "an event of a database, twice": (
        database("a", "restarted", **{"Event Time": "2025-11-20 10:00:00", "Event ID": "RDS-EVENT-0006"}),
        database("a", "started again", **{"Event Time": "2025-11-21 03:00:00", "Event ID": "RDS-EVENT-0006"}),
    ),
    "an anomaly that grows": (anomaly("a1", 1001), anomaly("a1", 2002.5)),
    "anomalies of a service": (anomaly("a1", 5, "Amazon EC2"), anomaly("a2", 7, "Amazon EC2")),
    "a budget's two alerts": (budget("orders", "$81.20"), budget("orders", "$1,104.75")),
    "texts that count up": ("Invoice 4711 failed after 3.5 s", "Invoice 4712 failed after 12 s"),
    "texts of two times": (
        "Import failed at 2025-11-20T10:00:00Z (Thu, 20 Nov 2025 10:00:00 GMT, 10:00 AM)",
        "Import failed at 2025-11-21T03:30:01.5Z (Fri, 21 Nov 2025 03:30:01 GMT, 3:30 AM)",
    ),
    "texts of two requests": (
        "Refused, request id: 0123456789abcdef, trace 5759e988bd862e3fe1be46a994272793",
        "Refused, request id: fedcba9876543210, trace 53995c3f42cd8ad8d45a4ab3a1b2c3d4",
    ),
    "JSON that counts up": (
        {"text": "nightly import failed", "jobId": "j-17", "startedAt": 1763632800, "rows": 17, "id": "9"},
        {"text": "nightly import failed", "jobId": "j-18", "startedAt": 1763719200, "rows": 4, "id": "10"},
    ),
    "a Health event and its update": (
        health("EC2", "AWS_EC2_X", "i-0a1b2c3d4e5f60718", words="will be retired"),
        health("EC2", "AWS_EC2_X", "i-0a1b2c3d4e5f60718", words="was moved"),
    ),
    "an outage and its update": tuple(
        event("AWS Health Event", {"service": "SQS", "eventTypeCode": "AWS_SQS_OPERATIONAL_ISSUE",
              "eventArn": "arn:aws:health:eu-west-1::event/SQS/AWS_SQS_OPERATIONAL_ISSUE/X_1",
              "eventDescription": [{"latestDescription": each}]})
        for each in ("We are investigating", "The issue is resolved")
    ),
    "recovery points of a database": (
        event("Backup Job State Change", {"resourceArn": f"{DATABASE}a", "state": "FAILED"}, VAULT + JOBS[0]),
        event("Backup Job State Change", {"resourceArn": f"{DATABASE}a", "state": "FAILED"}, VAULT + JOBS[1]),
    ),
    "resources of one stack": (
        stack("shop", "Orders", "UPDATE_FAILED"), stack("shop", "Mails", "UPDATE_FAILED"),
    ),
    "bounces of a sender": tuple(
        {"notificationType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": [each]},
         "mail": {"source": "shop@example.com", "messageId": each}}
        for each in ("a@example.com", "b@example.com")
    ),
    "objects of a bucket": tuple(
        {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
                      "s3": {"bucket": {"name": "b"}, "object": {"key": each}}}]}
        for each in ("a.jpg", "b.jpg")
    ),
    "instances of a group": tuple(
        {"Event": "autoscaling:EC2_INSTANCE_TERMINATE", "AutoScalingGroupName": "web", "EC2InstanceId": each}
        for each in ("i-0a1b2c3d4e5f60718", "i-0a1b2c3d4e5f60719")
    ),
}  # fmt: skip


@pytest.mark.parametrize("two", DIFFERENT.values(), ids=list(DIFFERENT))
def test_what_tells_of_different_things_is_told_apart_under_any_subject(two: tuple[Any, Any]) -> None:
    for subject in ("", "Notification from AWS"):
        first, second = (identity(each, subject) for each in two)
        assert first.what != second.what
        assert first.said != second.said


@pytest.mark.parametrize("two", ONE.values(), ids=list(ONE))
def test_what_merely_counts_up_is_one(two: tuple[Any, Any]) -> None:
    first, second = map(identity, two)
    assert first.what == second.what


@pytest.mark.parametrize("said", [each[0] for each in (*DIFFERENT.values(), *ONE.values())])
def test_a_second_copy_says_the_same_whenever_it_was_made(said: Any) -> None:
    later: Any
    if isinstance(said, str):
        later = said.replace("2025-11-20", "2025-12-01")
    else:
        later = {**said, "timestamp": "2025-12-01T00:00:00Z", "id": JOBS[1]}
        said = {**said, "timestamp": "2025-11-20T00:00:00Z", "id": JOBS[0]}
    assert identity(later) == identity(said)


@pytest.mark.parametrize("two", [ONE[each] for each in ("texts that count up", "backup jobs of a database")])
def test_one_incident_may_say_different_things(two: tuple[Any, Any]) -> None:
    first, second = map(identity, two)
    assert first.said != second.said


def test_a_subject_that_counts_up_makes_no_new_incident() -> None:
    assert identity("x", "Job 17 failed").what == identity("x", "Job 18 failed").what
    assert identity("x", "Job a failed").what != identity("x", "Job b failed").what


def test_it_names_what_it_is_about() -> None:
    assert identity(database("orders", "shutdown")).name == "orders"
    assert identity(stack("shop", "Orders", "UPDATE_FAILED")).name == "shop"
    assert identity(backup("orders", JOBS[0])).name == "orders"
    assert identity("nothing is named").name == ""


@given(st.text(max_size=300), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_number_on_a_line_of_its_own_never_makes_a_new_one(words: str, one: int, other: int) -> None:
    first, second = (identity(f"x {words}\n{number}") for number in (one, other))
    assert first.what == second.what


@given(
    st.from_regex(r"[a-z]{3,12}-[a-z0-9]{1,8}", fullmatch=True),
    st.from_regex(r"[a-z]{3,12}-[a-z0-9]{1,8}", fullmatch=True),
)
def test_names_are_told_apart_whatever_digits_they_hold(one: str, other: str) -> None:
    first, second = (identity(f"{name} is down") for name in (one, other))
    assert (first.what == second.what) == (one == other)


@pytest.mark.parametrize(
    "text",
    ids=range(6),
    argvalues=[
        "1" * 10**6,
        "a1" * 500_000,
        "arn:aws:" * 120_000,
        "request id " * 90_000,
        "-" * 10**6,
        "1," * 500_000,
    ],
)
def test_no_text_is_slow_to_tell_apart(text: str) -> None:
    began = time.process_time()
    identity(text)
    identity({"text": text, **{f"k{n}": text[:3000] for n in range(300)}})
    assert time.process_time() - began < 0.5
