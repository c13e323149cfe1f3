"""A function leaves what fails in an S3 bucket: counted and shown, and no card waits for the bucket."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from moto.backends import get_backend

from bot.domain.evidence.missing import Missing
from tests.scenario.harness import Harness
from tests.scenario.harness.places import ACCOUNT, POLICY, REGION
from tests.scenario.harness.slack import Shown
from tests.scenario.harness.wire import Call
from tests.scenario.looks import fired, looked

KIND, FUNCTION = "async_events_dropped", "orders-worker"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}"
NAME = "failed-events"
BUCKET = f"arn:aws:s3:::{NAME}"
HARDLY_ANY = timedelta(milliseconds=500)


def keeping(h: Harness, count: int) -> None:
    """That many events failed, one a minute, each with a password in it."""
    h.services.settings.destinations[ARN] = BUCKET
    h.services.latest["AsyncEventsDropped"] = float(count)
    get_backend("s3").reset()
    s3 = get_backend("s3")[ACCOUNT]["aws"]
    s3.create_bucket(NAME, REGION)
    for n in range(count):
        at = h.clock() - timedelta(minutes=n)
        key = f"aws/lambda/async/{FUNCTION}/{at:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{n:08}"
        s3.put_object(NAME, key, json.dumps(record(n)).encode()).last_modified = at.replace(tzinfo=None)


def record(number: int) -> dict[str, object]:
    return {
        "version": "1.0",
        "requestContext": {
            "requestId": f"00000000-0000-4000-8000-{number:012}",
            "functionArn": f"{ARN}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": {"image": f"{number}.png", "password": "hunter2"},
        "responsePayload": {"errorType": "KeyError", "errorMessage": "'width'"},
    }


def is_of_bucket(call: Call) -> bool:
    return call.by == "on_job" and call.name.startswith("s3.")


def test_the_card_tells_how_many_a_bucket_keeps_and_inspect_shows_some(h: Harness) -> None:
    keeping(h, 4)
    card = fired(h, KIND)
    looked(h)
    card.expect_update(
        f"/s3/buckets/{NAME}?region={REGION}&amp;prefix=aws/lambda/async/{FUNCTION}/|s3://{NAME}>"
    )
    card.expect_update("4 failed events kept in ")
    card.expect_update("2026-03-02 11:57 UTC")
    card.button("Inspect").click(by="ana")
    first = h.slack.modal("ana")
    assert f"invoke {FUNCTION} asynchronously with the requestPayload of each" in first.text
    assert "4× KeyError 'width'" in first.text  # noqa: RUF001 - the sign itself, as in 4 times
    first.button("Next").click(by="ana")
    second = h.slack.modal("ana")
    assert "*4 of 4 objects*, read" in second.text
    assert '"image": "0.png"' in second.text
    assert "hunter2" not in second.text


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        ("s3.ListObjectsV2", f"denied: allow s3:ListBucket on {BUCKET} (FailureBucketArns)"),
        ("s3.GetObject", f"denied: allow s3:GetObject on {BUCKET}/aws/lambda/* (FailureBucketArns)"),
    ],
)
def test_a_denied_bucket_holds_up_no_card_and_is_not_clean(h: Harness, refused: str, reason: str) -> None:
    keeping(h, 4)
    h.aws.refused.add(refused)
    card = fired(h, KIND)
    assert FUNCTION in card.text
    looked(h)
    expect_unread(h, card, reason)
    card.expect_update("Could not read: denied: ")
    assert ("4 failed events kept" in card.text) == (refused == "s3.GetObject")


@pytest.fixture
def waiting() -> Iterator[Harness]:
    """Every route lets a sample be taken only when someone asks."""
    routes = tuple(each._replace(sample="ask") for each in POLICY.routes)
    with Harness(POLICY._replace(routes=routes)) as harness:
        yield harness


def test_where_the_route_waits_for_that_a_sample_is_taken_when_somebody_inspects(waiting: Harness) -> None:
    keeping(waiting, 4)
    card = fired(waiting, KIND)
    looked(waiting)
    card.expect_update("4 failed events kept in ")
    assert not waiting.calls("s3.GetObject")
    card.button("Inspect").click(by="ana")
    waiting.slack.modal("ana").button("Next").click(by="ana")
    assert '"image": "0.png"' in waiting.slack.modal("ana").text
    assert len(waiting.calls("s3.GetObject")) == 4


@pytest.fixture
def hurried() -> Iterator[Harness]:
    """Probes run side by side, as they do in Lambda, and have little time."""
    with Harness(POLICY._replace(evidence_budget=HARDLY_ANY), side_by_side=True) as harness:
        yield harness


def test_a_bucket_that_hangs_holds_up_neither_card_nor_the_rest_of_the_evidence(hurried: Harness) -> None:
    keeping(hurried, 4)
    never = threading.Event()

    def hangs(call: Call) -> None:
        if is_of_bucket(call):
            never.wait()

    hurried.wire.meet(hangs)
    card = fired(hurried, KIND)
    try:
        looked(hurried)
        expect_unread(hurried, card, "no answer within 0 s")
        card.expect_update("4 dropped")
    finally:
        never.set()


def expect_unread(h: Harness, card: Shown, reason: str) -> None:
    (incident,) = h.table.incidents()
    assert incident.evidence is not None
    assert Missing(reason) in (incident.evidence.bucket_contents, incident.evidence.bucket_shapes)
    assert "No failed event found" not in card.text
