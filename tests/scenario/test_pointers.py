"""A queue of pointers into a stream: records are read when a person asks, and never by itself.

Whoever reads an old record leaves its age in the stream's own metric, where the team's alarm watches.
"""

import base64
import json
from datetime import timedelta

import pytest

from bot.domain.evidence.evidence import PointedTo
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ACCOUNT, REGION, queue_arn
from tests.scenario.harness.slack import Shown

CLICKS = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"
COUNTER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:counter"
FIRST = "49600000000000000000000000000000000000000000000000000001"
READS = "kinesis.GetRecords"


@pytest.fixture
def card(h: Harness) -> Shown:
    arrived = (h.clock() - timedelta(hours=20)).isoformat()
    pointer = {
        "requestContext": {"requestId": "r-1-0000", "functionArn": COUNTER, "condition": "RecordAgeExceeded"},
        "version": "1.0",
        "timestamp": arrived,
        "KinesisBatchInfo": {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": FIRST,
            "endSequenceNumber": FIRST,
            "approximateArrivalOfFirstRecord": arrived,
            "approximateArrivalOfLastRecord": arrived,
            "batchSize": 1,
            "streamArn": CLICKS,
        },
    }
    settings = h.services.settings
    settings.hours[CLICKS] = 24
    failing = {"OnFailure": {"Destination": queue_arn("orders-dlq")}}
    mapping = {"UUID": "u", "FunctionArn": COUNTER, "EventSourceArn": CLICKS, "DestinationConfig": failing}
    settings.mappings["u"] = mapping
    data = base64.b64encode(b'{"order": 7}').decode()
    settings.records = [{"SequenceNumber": FIRST, "Data": data, "PartitionKey": "k"}]
    h.sqs.create(queue_arn("orders-dlq"), retention=timedelta(days=14)).send(json.dumps(pointer))
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(minutes=10)
    return h.slack.expect_message("orders-dlq")


def test_no_look_reads_the_records_by_itself(h: Harness, card: Shown) -> None:
    h.fast_forward(hours=2)
    assert h.calls(READS) == []
    evidence = h.incident().evidence
    assert evidence is not None
    assert isinstance(evidence.pointed_to, PointedTo)
    assert (evidence.pointed_to.pointers, evidence.pointed_to.found) == (1, None)


def test_a_press_reads_them_and_the_looks_after_it_do_not(h: Harness, card: Shown) -> None:
    card.button("Inspect").click(by="ana")
    assert '"order": 7' in h.slack.modal("ana").text
    read = len(h.calls(READS))
    assert read > 0
    h.fast_forward(hours=2)
    assert len(h.calls(READS)) == read


def test_records_that_the_stream_no_longer_keeps_are_lost_without_a_read(h: Harness, card: Shown) -> None:
    h.fast_forward(hours=12)
    assert "Already lost since 2026-03-02 16:00" in h.slack.expect_message("orders-dlq").text
    assert h.calls(READS) == []
