"""The words of a lastcall.toml."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.config import aws_names, values
from bot.config.problem import Unfit

# What TOML calls a local time: the zone is the file's.
LOCAL = datetime(2026, 7, 1, 9, tzinfo=UTC).replace(tzinfo=None)
ANY_DURATION = values.duration(timedelta(0))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0m", timedelta(0)),
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
    ],
)
def test_durations(written: str, meant: timedelta) -> None:
    assert ANY_DURATION(written) == meant


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (timedelta(0), "0s"),
        (timedelta(seconds=90), "90s"),
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=2), "2h"),
        (timedelta(days=7), "7d"),
    ],
)
def test_durations_are_written_in_their_largest_whole_unit(duration: timedelta, written: str) -> None:
    assert values.shown(duration) == written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("mon, wed,FRI", (0, 2, 4)),
        ("sat-sun", (5, 6)),
        ("fri-mon", (0, 4, 5, 6)),
        ("tue", (1,)),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days(written: str, meant: tuple[int, ...]) -> None:
    assert values.days(written) == meant


@pytest.mark.parametrize(("written", "meant"), [("09:00-18:00", (540, 1080)), ("00:00-24:00", (0, 1440))])
def test_times(written: str, meant: tuple[int, int]) -> None:
    assert values.times(written) == meant


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        pytest.param(date(2026, 1, 5), datetime(2026, 1, 4, 23, tzinfo=UTC), id="a date begins at midnight"),
        pytest.param(LOCAL, datetime(2026, 7, 1, 7, tzinfo=UTC), id="a local time, in summer"),
        pytest.param(
            datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=5))),
            datetime(2026, 7, 1, 4, tzinfo=UTC),
            id="a time with its offset",
        ),
    ],
)
def test_a_turn_begins_in_the_zone_of_the_file(given: datetime | date, moment: datetime) -> None:
    assert values.at_once(given, "Europe/Berlin") == moment


GOOD = (
    (values.user, "U0ANA00001"),
    (values.user, "W012A3CDE"),
    (values.channel, "C0INCIDENT"),
    (values.channel, "G012A3CDE"),
    (values.group, "S0ORDERS01"),
    (values.workspace, "T0LOCAL01"),
    (aws_names.topic, "arn:aws:sns:eu-west-1:111122223333:page"),
    (aws_names.topic, "arn:aws-cn:sns:cn-north-1:111122223333:page"),
    (aws_names.destination, "arn:aws:sqs:eu-west-1:111122223333:skipped"),
    (aws_names.destination, "arn:aws:s3:::skipped"),
    (values.timezone, "America/New_York"),
    (aws_names.account, "111122223333"),
    (aws_names.account, "1234*"),
    (values.pattern, "CUST-[0-9]+"),
    (values.line, "Orders are paid and not shipped."),
)


@pytest.mark.parametrize(("read", "given"), GOOD)
def test_what_is_right_is_taken_as_it_is(read: Callable[[Any], Any], given: str) -> None:
    assert read(given) == given


BAD = (
    pytest.param(ANY_DURATION, 15, "must be a duration", id="a number for a duration"),
    pytest.param(ANY_DURATION, "15 minutes", "must be a duration", id="a duration in words"),
    pytest.param(ANY_DURATION, "9999d", "at most 366d", id="a duration without end"),
    pytest.param(values.duration(timedelta(hours=1)), "5m", "at least 1h", id="a duration too short"),
    pytest.param(values.switch, "true", "must be true or false", id="a switch in quotes"),
    pytest.param(values.switch, 1, "must be true or false", id="a number for a switch"),
    pytest.param(values.days, "monday", "must be days", id="a day in full"),
    pytest.param(values.days, "mon-", "must be days", id="half a range"),
    pytest.param(values.days, "mon-xyz", "must be days", id="a range to nowhere"),
    pytest.param(values.times, "18:00-09:00", "must begin before it ends", id="hours over midnight"),
    pytest.param(values.times, "09:60-18:00", "must begin before it ends", id="a minute that is none"),
    pytest.param(values.times, "09:00-25:00", "must begin before it ends", id="an hour that is none"),
    pytest.param(values.times, "9-18", "must be times", id="hours without minutes"),
    pytest.param(values.timezone, "Mars/Olympus", "must be a time zone", id="a zone of another planet"),
    pytest.param(values.timezone, "/etc/passwd", "must be a time zone", id="a path for a zone"),
    pytest.param(values.timezone, "Europe", "must be a time zone", id="a folder of zones"),
    pytest.param(values.user, "@ana", "ID of a Slack user", id="a handle for a user"),
    pytest.param(values.user, "C0INCIDENT", "ID of a Slack user", id="a channel for a user"),
    pytest.param(values.channel, "#incidents", "ID of a Slack channel", id="a channel's name"),
    pytest.param(values.group, None, "ID of a Slack user group", id="nothing for a group"),
    pytest.param(
        aws_names.topic, "arn:aws:sqs:eu-west-1:111122223333:q", "ARN of an SNS topic", id="a queue"
    ),
    pytest.param(
        aws_names.topic,
        "arn:aws:sns:eu-west-1:111122223333:t:sub",
        "ARN of an SNS topic",
        id="a subscription",
    ),
    pytest.param(aws_names.topic, "arn:aws:sns::111122223333:page", "ARN of an SNS topic", id="no region"),
    pytest.param(aws_names.topic, "page", "ARN of an SNS topic", id="a topic's name"),
    pytest.param(aws_names.destination, "skipped", "ARN of a standard queue", id="a queue's name"),
    pytest.param(
        aws_names.destination,
        "arn:aws:sqs:eu-west-1:111122223333:q.fifo",
        "a standard queue",
        id="a FIFO queue",
    ),
    pytest.param(aws_names.destination, "arn:aws:sqs:::q", "a standard queue", id="a queue without a place"),
    pytest.param(
        aws_names.destination, "arn:aws:lambda:eu-west-1:111122223333:function:f", "a bucket", id="a function"
    ),
    pytest.param(aws_names.account, 111122223333, "in quotes", id="an account as a number"),
    pytest.param(aws_names.account, "12345", "12-digit account", id="an account too short"),
    pytest.param(values.pattern, "(", "not a valid regular expression", id="a pattern that does not compile"),
    pytest.param(
        values.pattern,
        "(" * 900 + ")" * 900,
        "not a valid regular expression",
        id="a pattern nested without end",
    ),
    pytest.param(
        values.pattern,
        "a{99999999999}",
        "not a valid regular expression",
        id="a number too large for a pattern",
    ),
    pytest.param(values.pattern, "(a+)+$", "give it a maximum length", id="a pattern that explodes"),
    pytest.param(values.pattern, "x*", "matches empty text", id="a pattern that matches nothing"),
    pytest.param(values.text, "  ", "must be text", id="blank"),
    pytest.param(values.line, "a\nb", "one line", id="two lines"),
    pytest.param(values.line, "x" * 201, "at most 200", id="a line too long"),
    pytest.param(values.whole_number(0, 12), 13, "from 0 to 12", id="too many"),
    pytest.param(values.whole_number(0, 12), True, "whole number", id="true for a number"),
    pytest.param(values.one_of("auto", "ask"), "asks", 'did you mean "ask"', id="a word misspelt"),
    pytest.param(values.one_of("auto"), [], 'must be "auto"', id="a list for a word"),
    pytest.param(values.beginning, "monday", "must be a date", id="a day for a date"),
)


@pytest.mark.parametrize(("read", "given", "why"), BAD)
def test_what_is_wrong_says_what_would_do(read: Callable[[Any], Any], given: object, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        read(given)
