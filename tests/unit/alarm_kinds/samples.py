"""The sample of each alarm kind, read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.alarm_kinds
from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.parsing.alarm_event import parse_alarm_message

ROOT = Path(bot.alarm_kinds.__file__).parent.parent.parent
EVENTS = Path(__file__).parent.parent.parent / "events" / "kinds"

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def transition_of(kind: AlarmKind) -> AlarmTransition:
    alarm = (EVENTS / f"{kind.name}.json").read_text()
    envelope = {
        "Type": "Notification",
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:alarms",
        "Message": alarm,
    }
    (parsed,) = parse_alarm_message(
        json.dumps(envelope),
        message_id="m-1",
        received_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        source_arn="arn:aws:sqs:eu-west-1:111122223333:alarms",
        stack="lastcall",
    )
    assert isinstance(parsed, AlarmTransition)
    return parsed
