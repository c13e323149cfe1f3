"""A receipt: what a message was, where it went, and its end."""

import json
from dataclasses import replace

from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage
from bot.domain.dead_letters.way_back import SourceQueue
from bot.domain.redrive.progress import BEYOND
from bot.domain.redrive.receipt import End, Ends, Receipt, content_of, left_by, lines_of
from bot.domain.redrive.sqs_answers import Undeleted
from tests.contract.aws.examples import ARN, job
from tests.fakes.clock import NOON
from tests.unit.domain.test_redrive_plan import SOURCE

LETTER = ReceivedMessage("m-1", "r-1", '{"order": 7}', {}, {"tenant": MessageAttribute("String", "acme")})
WAYS = {"m-1": SourceQueue(SOURCE)}
NOTHING_YET = job().progress


def test_the_same_content_has_the_same_hash_under_any_id_and_in_any_order() -> None:
    two = {**LETTER.attributes, "raw": MessageAttribute("Binary", binary=b"\0")}
    one, other = LETTER._replace(attributes=two), LETTER._replace(attributes=dict(reversed(two.items())))
    assert content_of(one) == content_of(other._replace(message_id="m-9", receipt="", system={"any": "1"}))


def test_another_body_or_attribute_has_another_hash() -> None:
    string, binary = MessageAttribute("Binary", "AA=="), MessageAttribute("Binary", binary=b"\0")
    contents = [
        LETTER,
        LETTER._replace(body='{"order":7}'),
        LETTER._replace(attributes={}),
        LETTER._replace(attributes={"tenant": MessageAttribute("String.id", "acme")}),
        LETTER._replace(attributes={"tenant": string}),
        LETTER._replace(attributes={"tenant": binary}),
        LETTER._replace(body="\ud800"),
    ]
    assert len({content_of(each) for each in contents}) == len(contents)


def left(ends: Ends) -> list[Receipt]:
    return list(left_by([LETTER], WAYS, ends, NOON))


def test_a_message_leaves_a_receipt_of_each_end_that_is_another_than_before() -> None:
    both = replace(NOTHING_YET, both={"m-1": Undeleted("throttled")})
    (first,) = left(Ends(NOTHING_YET, both, (), {"m-1": "copy"}))
    assert first == Receipt("m-1", content_of(LETTER), End.BOTH, NOON, SOURCE, "copy", "throttled")
    assert left(Ends(both, both, (), {})) == []
    (last,) = left(Ends(both, NOTHING_YET, {"m-1"}, {}))
    assert (last.end, last.to, last.why) == (End.MOVED, SOURCE, "")


def test_what_stays_went_nowhere() -> None:
    for why, end in (("no way back", End.KEPT), (BEYOND, End.BESIDE)):
        (receipt,) = left(Ends(NOTHING_YET, replace(NOTHING_YET, kept={"m-1": why}), (), {}))
        assert (receipt.end, receipt.why, receipt.to) == (end, why, "")


def test_its_line_says_by_whom_why_and_from_where() -> None:
    lines, _ = lines_of(job(), [Receipt("m-1", "c0ffee", End.MOVED, NOON, SOURCE, "copy")])
    told = json.loads(lines[0])
    assert {name: told[name] for name in ("job", "by", "name", "reason", "from", "to", "copy", "end")} == {
        "job": "01J0",
        "by": "U1",
        "name": "Ana",
        "reason": "the consumer is fixed",
        "from": ARN,
        "to": SOURCE,
        "copy": "copy",
        "end": "moved",
    }
