"""What a redrive did with each message can be taken out of the table, and be checked, afterwards."""

import json
from typing import Any

from bot.aws.session import STORE
from bot.aws.table import Table
from bot.domain.redrive.ledger import verify
from bot.explain.receipts import ReceiptFile, file_of
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.aws import clients
from tests.scenario.harness.places import TABLE
from tests.scenario.redriving import REASON, open_redrive

DLQ = Alarm("orders-dlq")


def redriven(h: Harness, *bodies: str) -> None:
    if bodies:
        h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=10)


def receipts(h: Harness, job: str | None = None) -> ReceiptFile:
    """What `lastcall receipts` finds for the incident."""
    found = file_of(Table(clients().client("dynamodb", STORE), TABLE), h.incident().id, job)
    assert found is not None
    return found


def told(found: ReceiptFile) -> list[dict[str, Any]]:
    return [json.loads(each) for each in found.lines]


def test_each_message_that_was_met_has_a_receipt_and_they_add_up(h: Harness) -> None:
    queue = h.dead_letters("orders-dlq", *(f'{{"order": {n}}}' for n in range(12)))
    queue.send("written by a function")
    redriven(h)
    found = receipts(h)
    assert found.wrong == []
    assert verify("".join(f"{each}\n" for each in found.lines).encode()) == []
    *each_one, last = told(found)
    assert last["sum"] == "13 = 12 moved + 1 kept + 0 unknown"
    assert len({each["message"] for each in each_one}) == len(each_one) == 13
    copies = {each["copy"] for each in each_one if each["end"] == "moved"}
    assert copies == {each.id for each in h.sqs.queue("orders").messages}


def test_those_of_an_earlier_redrive_are_found_by_its_job(h: Harness) -> None:
    redriven(h, '{"order": 1}')
    (first,) = h.table.jobs()
    redriven(h, '{"order": 2}')
    earlier, newest = told(receipts(h, first.id)), told(receipts(h))
    assert (earlier[-1]["job"], newest[-1]["job"]) == (first.id, h.incident().ended_job)
    assert earlier[0]["message"] != newest[0]["message"]


def test_receipts_that_are_gone_from_the_table_are_missed(h: Harness) -> None:
    redriven(h, '{"order": 1}', '{"order": 2}')
    for place in [each for each in h.dynamodb.items if each[1].startswith("RECEIPTS#")]:
        del h.dynamodb.items[place]
    *_, wrong = receipts(h).wrong
    assert wrong.startswith(
        "2 receipts were kept, 0 are here, and add up to 2 = 0 moved + 0 kept + 2 unknown"
    )


def test_there_are_none_of_an_incident_that_nobody_knows(h: Harness) -> None:
    table = Table(clients().client("dynamodb", STORE), TABLE)
    assert file_of(table, "K7Q2-M9TD") is None
    assert file_of(table, "nonsense") is None
