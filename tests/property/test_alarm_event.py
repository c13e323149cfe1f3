"""Parsing is total: whatever is sent gives a value, and what was sent on purpose is never dropped."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS, kind_of
from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Signal, order
from bot.domain.resource.grouping import group_key, incident_id
from bot.parsing.alarm_event import Heartbeat, Ignored, Parsed, parse_alarm_message, parse_direct
from bot.parsing.documents import to_document
from tests.events import NAMES, event
from tests.property.any_json import SPOILT, any_json, places, spoilt

RECEIVED = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
EVENTS = (*NAMES, *(f"kinds/{kind.name}" for kind in KINDS))
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
# DynamoDB's longest partition key, less the prefix of a group's.
LONGEST_KEY = 2048 - len("GROUP#")


def parse(body: str) -> tuple[Parsed, ...]:
    return parse_alarm_message(
        body,
        message_id="m-1",
        received_at=RECEIVED,
        source_arn="arn:aws:sqs:eu-west-1:111122223333:alarms",
        stack="lastcall",
    )


def check(parsed: tuple[Parsed, ...]) -> None:
    """Every value can be grouped, named, ordered and written down; an alarm is where its ARN says."""
    assert parsed
    for each in parsed:
        if not isinstance(each, AlarmTransition):
            assert isinstance(each, Heartbeat | Ignored)
            continue
        _, resource = kind_of(each)
        group = group_key(resource)
        assert len(group.encode()) <= LONGEST_KEY
        assert incident_id(group)
        assert len(f"{each.name}{each.reason}{each.description}".encode()) < 12_000
        assert order(each.at, each.state) >= order(BEGINNING, AlarmState.OK)
        json.dumps(to_document(each), ensure_ascii=False).encode()
        if each.signal is Signal.ALARM:
            assert each.arn.startswith("arn:")
            assert [each.region, each.account] == each.arn.split(":")[3:5]
        accounts = {each.account, *(metric.account for metric in each.metrics)}
        assert (resource.account in accounts, resource.region) == (True, each.region)


def meant(parsed: tuple[Parsed, ...]) -> list[Any]:
    """What of a value decides anything: kind, resource, which alarm, which state, when."""
    return [_meant(each) for each in parsed]


def _meant(each: Parsed) -> Any:
    if not isinstance(each, AlarmTransition):
        return type(each), getattr(each, "why", "")
    if each.signal is Signal.NOTICE:  # known by its title, which may be any of its words
        return each.signal, each.account, each.region, each.at, each.path
    kind, resource = kind_of(each)
    return kind.name, resource, each.key, each.state, each.at, each.path, each.signal


Layer = tuple[Any, Callable[[Any], Any]]


def layers(name: str) -> Iterator[Layer]:
    """The event as it is; and what is packed into it, with what packs it again."""
    whole = event(name)
    yield whole, lambda document: document
    message = whole.get("Message")
    if isinstance(message, str) and message.startswith("{"):
        yield json.loads(message), lambda document: whole | {"Message": json.dumps(document)}
    if "awslogs" in whole:
        yield json.loads(gzip.decompress(base64.b64decode(whole["awslogs"]["data"]))), packed


def packed(document: Any) -> Any:
    data = gzip.compress(json.dumps(document).encode(), compresslevel=1)
    return {"awslogs": {"data": base64.b64encode(data).decode()}}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_with_any_one_key_taken_away_still_gives_a_value(name: str) -> None:
    for document, put_back in layers(name):
        for path in places(document):
            check(parse(json.dumps(put_back(spoilt(document, path, ...)))))


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_with_any_one_value_spoilt_still_gives_a_value(name: str) -> None:
    for document, put_back in layers(name):
        for path in places(document):
            for value in SPOILT:
                check(parse(json.dumps(put_back(spoilt(document, path, value)))))


CASES = (str.upper, str.lower, str.swapcase, str.title)


# Words of AWS's own choosing; names are their owners', and their case counts.
WORDS = frozenset(
    {
        *("ALARM", "OK", "INSUFFICIENT_DATA", "Notification", "SubscriptionConfirmation", "Scheduled Event"),
        *("CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change"),
        *("CloudWatch Alarm Configuration Change", "Step Functions Execution Status Change"),
        *("Lambda Function Invocation Result - Failure", "Lambda Function Invocation Result - Success"),
        *("DATA_MESSAGE", "CONTROL_MESSAGE", "Success", "FAILED", "TIMED_OUT", "ABORTED", "SUCCEEDED"),
        *("AWS/SQS", "AWS/Lambda", "ApproximateNumberOfMessagesVisible", "Errors", "MAXIMUM", "Maximum"),
    }
)


def recased(document: Any, case: Callable[[str], str]) -> Any:
    """The document with every key and every word of AWS's in another case."""
    if isinstance(document, dict):
        return {case(key): recased(each, case) for key, each in document.items()}
    if isinstance(document, list):
        return [recased(each, case) for each in document]
    return case(document) if document in WORDS else document


HELD_BY_OTHERS = frozenset({"dimensions", "attributes", "alarmcontributorattributes"})


def with_unknown_keys(document: Any) -> Any:
    """The document with a key in every object that no release of ours knows."""
    if isinstance(document, list):
        return [with_unknown_keys(each) for each in document]
    if not isinstance(document, dict):
        return document
    inner = {
        key: each if key.lower() in HELD_BY_OTHERS else with_unknown_keys(each)
        for key, each in document.items()
    }
    return {"OfNextYear": {"Value": ["x"]}, **inner}


@pytest.mark.parametrize("name", EVENTS)
def test_keys_that_nobody_knows_change_nothing(name: str) -> None:
    for document, put_back in layers(name):
        known = meant(parse(json.dumps(put_back(document))))
        assert meant(parse(json.dumps(put_back(with_unknown_keys(document))))) == known


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", sorted({*EVENTS} - {"observed"}))
def test_another_case_of_any_key_or_word_means_the_same(name: str, case: Callable[[str], str]) -> None:
    for document, put_back in layers(name):
        other = put_back(recased(document, case))
        assert meant(parse(json.dumps(other))) == meant(parse(json.dumps(put_back(document))))


@pytest.mark.parametrize("name", EVENTS)
def test_a_direct_invocation_with_any_one_value_spoilt_still_gives_a_value(name: str) -> None:
    document = event(name)
    for path in places(document):
        for value in SPOILT:
            check(parse_direct(spoilt(document, path, value), received_at=RECEIVED, stack="lastcall"))


@pytest.mark.parametrize("name", ["sns_metric_alarm", "sns_raw_metric_alarm", "sns_composite", "sns_hello"])
def test_no_single_missing_value_drops_what_was_sent_on_purpose(name: str) -> None:
    for document, put_back in layers(name):
        for path in places(document):
            (read,) = parse(json.dumps(put_back(spoilt(document, path, ...))))
            assert isinstance(read, AlarmTransition), path


_MUTATIONS = st.sampled_from([..., *SPOILT]) | st.text(max_size=30) | st.integers() | st.floats()


@given(data=st.data(), name=st.sampled_from(EVENTS), many=st.integers(2, 6))
def test_an_event_spoilt_in_several_places_still_gives_a_value(
    data: st.DataObject, name: str, many: int
) -> None:
    document, put_back = data.draw(st.sampled_from(list(layers(name))))
    for _ in range(many):
        if there := list(places(document)):
            document = spoilt(document, data.draw(st.sampled_from(there)), data.draw(_MUTATIONS))
    check(parse(json.dumps(put_back(document))))
    if isinstance(document, dict):
        check(parse_direct(put_back(document), received_at=RECEIVED, stack="lastcall"))


@given(data=st.data(), name=st.sampled_from(EVENTS), text=st.text(min_size=1, max_size=300))
def test_any_letters_in_any_one_text_still_give_a_value(data: st.DataObject, name: str, text: str) -> None:
    document, put_back = data.draw(st.sampled_from(list(layers(name))))
    path = data.draw(st.sampled_from(list(places(document))))
    check(parse(json.dumps(put_back(spoilt(document, path, text)))))


@given(body=st.text())
@example(body="\ud800")
@example(body="[" * 100_000)
@example(body='{"a":' * 100_000)
@example(body='{"Type": "Notification", "TopicArn": "x", "Message": ' + "[" * 5_000 + "]" * 5_000 + "}")
def test_any_text_gives_a_value(body: str) -> None:
    check(parse(body))


_KEYS = (
    "Type",
    "TopicArn",
    "Message",
    "detail-type",
    "detail",
    "alarmData",
    "AlarmName",
    "observed",
    "Records",
    "awslogs",
    "requestContext",
)


@given(document=st.dictionaries(st.sampled_from(_KEYS), any_json))
def test_any_json_that_looks_like_one_of_the_shapes_gives_a_value(document: dict[str, Any]) -> None:
    check(parse(json.dumps(document)))
    check(parse_direct(document, received_at=RECEIVED, stack="lastcall"))
