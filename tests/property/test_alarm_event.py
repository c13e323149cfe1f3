"""Parsing is total: whatever is sent gives a value, and what was sent on purpose is never dropped."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.alarm_kinds import kind_of
from bot.domain.alarm import AlarmTransition
from bot.domain.grouping import group_key, incident_id
from bot.parsing.alarm_event import Heartbeat, Ignored, Parsed, parse_alarm_message, parse_direct
from tests.events import NAMES, event

RECEIVED = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
# DynamoDB's longest partition key, less the prefix of a group's.
LONGEST_KEY = 2048 - len("GROUP#")
SPOILT: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**400, 1e308, float("nan"), float("inf")),
    *("", "\ud800", "x" * 3000, "é" * 3000, [], [[]], {}, [None], {"a": {}}),
)


def parse(body: str) -> tuple[Parsed, ...]:
    return parse_alarm_message(
        body,
        message_id="m-1",
        received_at=RECEIVED,
        source_arn="arn:aws:sqs:eu-west-1:111122223333:alarms",
        stack="lastcall",
    )


def check(parsed: tuple[Parsed, ...]) -> None:
    """Every value can be grouped, named and written down."""
    assert parsed
    for each in parsed:
        if isinstance(each, AlarmTransition):
            group = group_key(kind_of(each)[1])
            assert len(group.encode()) <= LONGEST_KEY
            assert incident_id(group)
            assert len(f"{each.name}{each.reason}{each.description}".encode()) < 12_000
            assert each.at.tzinfo is UTC
            json.dumps([each.name, each.reason, each.description, each.key], ensure_ascii=False).encode()
        else:
            assert isinstance(each, Heartbeat | Ignored)


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    keys = (
        document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    )
    for key in keys:
        yield (*path, key)
        yield from places(document[key], (*path, key))


def spoilt(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at a place, or without it."""
    copy = json.loads(json.dumps(document))
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    if value is Ellipsis:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copy


def layers(name: str) -> Iterator[tuple[Any, Any]]:
    """The event as it is; and, in an envelope, its message, with what puts it back."""
    whole = event(name)
    yield whole, lambda document: document
    message = whole.get("Message")
    if isinstance(message, str) and message.startswith("{"):
        yield json.loads(message), lambda document: whole | {"Message": json.dumps(document)}


@pytest.mark.parametrize("name", NAMES)
def test_an_event_with_any_one_key_taken_away_still_gives_a_value(name: str) -> None:
    for document, put_back in layers(name):
        for path in places(document):
            check(parse(json.dumps(put_back(spoilt(document, path, ...)))))


@pytest.mark.parametrize("name", NAMES)
def test_an_event_with_any_one_value_spoilt_still_gives_a_value(name: str) -> None:
    for document, put_back in layers(name):
        for path in places(document):
            for value in SPOILT:
                check(parse(json.dumps(put_back(spoilt(document, path, value)))))


@pytest.mark.parametrize("name", NAMES)
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


@given(body=st.text())
@example(body="\ud800")
@example(body="[" * 100_000)
@example(body='{"a":' * 100_000)
@example(body='{"Type": "Notification", "TopicArn": "x", "Message": ' + "[" * 5_000 + "]" * 5_000 + "}")
def test_any_text_gives_a_value(body: str) -> None:
    check(parse(body))


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
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
)


@given(document=st.dictionaries(st.sampled_from(_KEYS), any_json))
def test_any_json_that_looks_like_one_of_the_shapes_gives_a_value(document: dict[str, Any]) -> None:
    check(parse(json.dumps(document)))
    check(parse_direct(document, received_at=RECEIVED, stack="lastcall"))
