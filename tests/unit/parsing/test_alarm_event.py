"""What arrives at on_alarm, by the shape it comes in."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, ChildAlarm, Metric, Path, Signal
from bot.parsing.alarm_event import Heartbeat, Ignored, Parsed, parse_alarm_message, parse_direct
from bot.parsing.documents import to_document
from tests.events import NAMES, event, event_text

ACCOUNT, REGION = "111122223333", "eu-west-1"
RECEIVED = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
CHANGED = datetime(2026, 3, 1, 3, 0, 0, 512_000, tzinfo=UTC)
SENT = datetime(2026, 3, 1, 3, 0, 1, 113_000, tzinfo=UTC)
DEPTH = Metric(
    "AWS/SQS",
    "ApproximateNumberOfMessagesVisible",
    {"QueueName": "orders-dlq"},
    "Maximum",
    timedelta(minutes=1),
)


def parse(body: str, stack: str = "lastcall") -> tuple[Parsed, ...]:
    return parse_alarm_message(
        body,
        message_id="m-1",
        received_at=RECEIVED,
        source_arn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:lastcall-AlarmQueue-1ABCDEFGHIJK",
        stack=stack,
    )


def transition(name: str) -> AlarmTransition:
    return taken(event_text(name))


def taken(body: str | dict[str, Any]) -> AlarmTransition:
    (parsed,) = parse(body if isinstance(body, str) else json.dumps(body))
    assert isinstance(parsed, AlarmTransition)
    return parsed


def arn(name: str) -> str:
    return f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"


ORDERS = {
    "arn": arn("orders-dlq-depth"),
    "name": "orders-dlq-depth",
    "account": ACCOUNT,
    "region": REGION,
    "state": AlarmState.ALARM,
    "at": CHANGED,
    "metrics": (DEPTH,),
    "threshold": 0.0,
}
QUERY = {"Metric": {"MetricName": "Errors", "Namespace": "AWS/Lambda"}, "Period": 60, "Stat": "Sum"}
PAYMENTS, ELSEWHERE, MINUTE = "payments-dlq-depth", "999988887777", timedelta(minutes=1)
FIRING = ChildAlarm(arn("orders-dlq-depth"), "orders-dlq-depth", AlarmState.ALARM, CHANGED)
SHAPES = (
    pytest.param(
        "sns_metric_alarm",
        ORDERS | {"path": Path.TOPIC, "comparison": "GreaterThanThreshold"},
        id="an alarm's SNS action, in SNS's envelope",
    ),
    pytest.param("sns_raw_metric_alarm", ORDERS | {"path": Path.TOPIC}, id="the same delivered raw"),
    pytest.param("eventbridge_metric_alarm", ORDERS | {"path": Path.BUS}, id="its copy on the event bus"),
    pytest.param(
        "direct_metric_alarm", ORDERS | {"path": Path.TOPIC}, id="its Lambda shape, sent on by a topic"
    ),
    pytest.param("observed", ORDERS | {"path": Path.OBSERVED}, id="what our own clock found"),
    pytest.param(
        "sns_older_message",
        ORDERS | {"description": "", "actions": ()},
        id="an older message has no ARN: it is built from account, region of the topic and name",
    ),
    pytest.param(
        "sns_null_and_odd_case",
        {**ORDERS, "threshold": None, "metrics": (DEPTH._replace(statistic="", period=None),), "reason": ""},
        id="keys in odd case, nulls where values are missing",
    ),
    pytest.param(
        "sns_ok",
        {"state": AlarmState.OK, "at": CHANGED + timedelta(minutes=20)},
        id="a recovery",
    ),
    pytest.param("sns_insufficient_data", {"state": AlarmState.INSUFFICIENT_DATA}, id="missing data"),
    pytest.param(
        "sns_metric_math",
        {
            "metrics": tuple(
                Metric("AWS/Lambda", name, {"FunctionName": "orders-worker"}, "Sum", timedelta(minutes=1))
                for name in ("Errors", "Invocations")
            ),
            "threshold": 0.05,
        },
        id="metric math names every metric it reads and not the expression",
    ),
    pytest.param(
        "sns_anomaly",
        {"threshold": None, "comparison": "LessThanLowerOrGreaterThanUpperThreshold"},
        id="anomaly detection has no threshold",
    ),
    pytest.param(
        "sns_composite",
        {"metrics": (), "children": (FIRING, ChildAlarm(arn(PAYMENTS), PAYMENTS)), "threshold": None},
        id="a composite names the alarms that triggered it, and by its rule the others",
    ),
    pytest.param(
        "eventbridge_composite",
        {"children": (FIRING,), "suppressed_by": ""},
        id="a composite on the event bus: a suppressor that does not suppress is no reason",
    ),
    pytest.param(
        "sns_contributor",
        {"contributor": "a1b2c3d4e5f6a7b8", "metrics": (DEPTH,)},
        id="one series of an alarm that watches many",
    ),
    pytest.param(
        "eventbridge_contributor",
        {"contributor": "a1b2c3d4e5f6a7b8", "tags": {"team": "orders"}, "metrics": (DEPTH,)},
        id="the same on the event bus, with the alarm's tags",
    ),
    pytest.param("sns_promql_contributor", {"reason": ""}, id="a PromQL contributor gives no reason"),
    pytest.param(
        "sns_log_alarm",
        {"tags": {"team": "orders", "runbook": "https://wiki.example.com/refused"}, "metrics": ()},
        id="a log alarm with its tags",
    ),
    pytest.param(
        "eventbridge_suppressed",
        {"suppressed_by": "Alarm deployment-running"},
        id="actions suppressed by another alarm",
    ),
    pytest.param("eventbridge_muted", {"suppressed_by": "mute rule release-night"}, id="muted by a rule"),
    pytest.param(
        "sns_cross_account",
        {
            "account": ACCOUNT,
            "metrics": tuple(
                Metric("AWS/Lambda", name, {"FunctionName": "orders-worker"}, "Sum", MINUTE, ELSEWHERE)
                for name in ("Errors", "Invocations")
            ),
        },
        id="a monitoring account's alarm",
    ),
    pytest.param(
        "eventbridge_cross_account",
        {
            "metrics": (
                Metric("AWS/Lambda", "Errors", {"FunctionName": "orders-worker"}, "Sum", MINUTE, ELSEWHERE),
            )
        },
        id="the same on the event bus",
    ),
    pytest.param(
        "sns_contributor_of_another_account",
        {
            "metrics": (
                Metric("AWS/Lambda", "Errors", {"FunctionName": "orders-worker"}, "Sum", MINUTE, ELSEWHERE),
            )
        },
        id="a series of another account",
    ),
    pytest.param("sns_china", {"region": "cn-north-1", "account": ACCOUNT}, id="another partition"),
)


@pytest.mark.parametrize(("name", "expected"), SHAPES)
def test_an_alarm_is_read_in_every_shape(name: str, expected: dict[str, object]) -> None:
    read = transition(name)
    assert {field: getattr(read, field) for field in expected} == expected


def test_every_sample_event_gives_a_value() -> None:
    assert all(parse(event_text(name)) for name in NAMES)


def test_the_copies_of_one_transition_by_all_paths_are_the_same_alarm_at_the_same_time() -> None:
    (direct,) = parse_direct(event("direct_metric_alarm"), received_at=RECEIVED, stack="lastcall")
    assert isinstance(direct, AlarmTransition)
    copies = [
        direct,
        *map(transition, ("sns_metric_alarm", "sns_older_message", "eventbridge_metric_alarm", "observed")),
    ]
    assert len({(copy.key, copy.state, copy.at) for copy in copies}) == 1


def test_the_regions_name_for_people_is_not_read_beside_an_arn() -> None:
    message = event("sns_raw_metric_alarm") | {"Region": "Mars (Olympus)"}
    assert taken(message).region == REGION


BARE = {
    "AlarmName": "orders-dlq-depth",
    "AWSAccountId": ACCOUNT,
    "NewStateValue": "ALARM",
    "StateChangeTime": "2026-03-01T03:00:00.512+0000",
}


def bare(**more: Any) -> AlarmTransition:
    """An older message that came through nothing which tells a region."""
    (parsed,) = parse_direct(BARE | more, received_at=RECEIVED, stack="lastcall")
    assert isinstance(parsed, AlarmTransition)
    return parsed


@pytest.mark.parametrize(
    "name",
    ["EU (Ireland)", "EU - Ireland", "Europe (Ireland)", " europe (ireland) "],
)
def test_where_nothing_else_tells_the_region_its_name_for_people_does(name: str) -> None:
    assert bare(Region=name).arn == arn("orders-dlq-depth")


@pytest.mark.parametrize("name", ["Mars (Olympus)", "Ireland", "", None, "(", "Europe (Central)"])
def test_a_name_that_is_no_regions_tells_none(name: object) -> None:
    assert bare(Region=name).signal is Signal.NOTICE


def test_an_alarm_is_where_its_actions_are() -> None:
    assert bare(OKActions=[f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"]).arn == arn("orders-dlq-depth")


@pytest.mark.parametrize(
    ("groups", "function"),
    [
        pytest.param(["/aws/lambda/orders-worker"], "orders-worker", id="by its name"),
        pytest.param(
            [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/orders-worker:*"],
            "orders-worker",
            id="by ARN",
        ),
        pytest.param(["/aws/lambda/a", "/aws/lambda/b"], "", id="of several functions"),
        pytest.param(["/ecs/checkout"], "", id="of no function"),
        pytest.param(["/aws/lambda/"], "", id="of nobody"),
        pytest.param(None, "", id="none"),
    ],
)
def test_a_log_alarm_is_about_the_one_function_whose_log_it_queries(groups: Any, function: str) -> None:
    about = taken(event("sns_raw_metric_alarm") | {"LogGroups": groups}).about
    assert (about.name if about else "") == function


@pytest.mark.parametrize("written", ["2026-03-01T03:00:00.512+0000", "2026-03-01T04:00:00.512987+01:00"])
def test_times_are_compared_in_utc_to_the_millisecond(written: str) -> None:
    assert taken(event("sns_raw_metric_alarm") | {"StateChangeTime": written}).at == CHANGED


def test_an_alarm_of_another_account_is_not_the_one_of_the_same_name_here() -> None:
    other = event("sns_raw_metric_alarm") | {"AlarmArn": arn("orders-dlq-depth").replace(ACCOUNT, "9" * 12)}
    assert taken(other).account == "9" * 12
    assert taken(other).key != transition("sns_raw_metric_alarm").key


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("not an arn", id="no ARN"),
        pytest.param("arn:aws:sns:eu-west-1:111122223333:alarm:x", id="of another service"),
        pytest.param("arn:aws:cloudwatch:::alarm:x", id="without account and region"),
        pytest.param("arn:aws:cloudwatch:eu-west-1:1/2:alarm:x", id="an account that is none"),
        pytest.param(
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:" + "x" * 2000, id="far too long for a key"
        ),
        pytest.param("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:", id="without a name"),
        pytest.param(17, id="a number"),
    ],
)
def test_an_arn_that_is_none_gives_way_to_one_made_of_account_region_and_name(given: object) -> None:
    read = taken(event("sns_raw_metric_alarm") | {"AlarmArn": given})
    assert read.arn == arn("orders-dlq-depth")


def test_a_very_long_contributor_is_known_by_its_hash() -> None:
    first, second = (
        taken(event("sns_raw_metric_alarm") | {"AlarmContributorId": "c" * 500 + end}) for end in ("1", "2")
    )
    assert first.key != second.key
    assert len(first.contributor) == 32


def test_percentiles_keep_their_spelling() -> None:
    message = event("sns_raw_metric_alarm")
    message["Trigger"] |= {"Statistic": None, "ExtendedStatistic": "p99.9"}
    assert taken(message).metrics[0].statistic == "p99.9"


def test_a_sample_count_is_spelled_as_the_other_paths_spell_it() -> None:
    message = event("sns_raw_metric_alarm")
    message["Trigger"] |= {"Statistic": "SAMPLECOUNT"}
    assert taken(message).metrics[0].statistic == "SampleCount"


@pytest.mark.parametrize(
    "trigger",
    [
        pytest.param({"Metrics": [{"MetricStat": QUERY, "AccountId": ELSEWHERE}]}, id="of a query"),
        pytest.param({"Metrics": [{"MetricStat": QUERY | {"AccountId": ELSEWHERE}}]}, id="of its metric"),
        pytest.param({"metrics": [{"metricStat": QUERY, "accountId": ELSEWHERE}]}, id="in the other casing"),
        pytest.param({"MetricName": "Errors", "AccountId": ELSEWHERE}, id="of a plain alarm"),
    ],
)
def test_a_metric_of_another_account_says_which(trigger: dict[str, Any]) -> None:
    read = taken(event("sns_raw_metric_alarm") | {"Trigger": trigger})
    assert (read.account, read.metrics[0].account) == (ACCOUNT, ELSEWHERE)


@pytest.mark.parametrize("account", ["", "all", "1" * 11, "\uff19" * 12, 999988887777, None])
def test_an_account_that_is_none_is_left_out(account: object) -> None:
    trigger = {"Metrics": [{"MetricStat": QUERY, "AccountId": account}]}
    read = taken(event("sns_raw_metric_alarm") | {"Trigger": trigger})
    assert read.metrics[0].account == ""


def test_an_observation_of_an_account_that_is_none_leaves_it_out() -> None:
    document = event("observed")
    document["observed"]["metrics"][0]["account"] = "x" * 5000
    assert taken(document).metrics == (DEPTH,)


@pytest.mark.parametrize(
    ("name", "title", "reason"),
    [
        pytest.param("sns_hello", "Test", "Hello", id="a test message is titled by its subject"),
        pytest.param(
            "sns_plain_text",
            "Disk nearly full on build-7",
            "\n  Disk nearly full on build-7\nonly 2 % left",
            id="text without a subject is titled by its first line",
        ),
    ],
)
def test_plain_text_on_the_topic_becomes_a_notice(name: str, title: str, reason: str) -> None:
    sent = datetime(2026, 3, 1, 3, 4, 5, 678_000, tzinfo=UTC)
    read = transition(name)
    assert read == AlarmTransition(
        arn="",
        name=title,
        account=ACCOUNT,
        region=REGION,
        state=AlarmState.ALARM,
        at=sent,
        path=Path.TOPIC,
        contributor=read.contributor,
        reason=reason,
        signal=Signal.NOTICE,
        about=read.about,
    )
    assert read.contributor
    assert read.about


NOTICES = (
    pytest.param(
        "sns_unknown_json", "AWS Budgets: orders has exceeded your alert threshold", id="unknown JSON"
    ),
    pytest.param("sns_unreadable_time", "orders-dlq-depth", id="an alarm that does not say when"),
    pytest.param("eventbridge_of_another_kind", "Deployment failed", id="an event of another source"),
    pytest.param(
        "sns_schedule_of_somebody_else", "Scheduled Event: nightly-report", id="somebody else's schedule"
    ),
)


@pytest.mark.parametrize(("name", "title"), NOTICES)
def test_what_cannot_be_read_as_an_alarm_is_shown_as_a_notice(name: str, title: str) -> None:
    read = transition(name)
    assert (read.arn, read.name, read.state) == ("", title, AlarmState.ALARM)


def test_an_alarm_on_the_bus_that_does_not_say_when_is_a_notice_that_merely_passed_by() -> None:
    message = event("eventbridge_metric_alarm")
    message["detail"]["state"]["timestamp"] = None
    read = taken(message)
    assert (read.arn, read.name, read.path) == ("", "orders-dlq-depth", Path.BUS)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param("", "Message m-1 is empty", id="nothing"),
        pytest.param("   \n ", "Empty notice", id="nothing but blanks"),
        pytest.param("\x00\x01\x02", "\x00\x01\x02", id="binary"),
        pytest.param("\ud800 half a character", "? half a character", id="half a surrogate pair"),
        pytest.param('{"a": 1}', "Notice on the alarm queue", id="JSON that names nothing"),
        pytest.param('{"content": {"title": "Deploy failed"}}', "Deploy failed", id="a title of its content"),
        pytest.param(
            '{"service": "ledger", "text": "ledger corrupt\\nat 03:00"}', "ledger corrupt", id="its own words"
        ),
        pytest.param(
            '{"title": "Down", "Event Source": "db", "Source ID": "orders", "Event ID": "x"}',
            "Down: orders",
            id="a title that does not name what it is about",
        ),
        pytest.param("[" * 100_000, "[" * 255, id="deeper than can be read"),
        pytest.param("17", "17", id="a bare number"),
        pytest.param('["Type"]', '["Type"]', id="a list"),
        pytest.param(
            '{"Type": ["Notification"], "TopicArn": {}}', "Notice on the alarm queue", id="wrong types"
        ),
        pytest.param('{"alarmData": "x"}', "Notice on the alarm queue", id="an alarm that is a string"),
        pytest.param(
            '{"observed": {"arn": 1}}', "Notice on the alarm queue", id="an observation that is none"
        ),
        pytest.param('{"detail-type": ["x"]}', "Notice on the alarm queue", id="an event of no kind"),
    ],
)
def test_garbage_becomes_a_notice(body: str, title: str) -> None:
    assert taken(body).name == title


def test_a_notice_without_a_time_has_that_of_its_sending_so_that_a_second_delivery_is_no_news() -> None:
    assert taken("Hello").at == RECEIVED


def test_a_message_that_is_json_instead_of_text_is_read_all_the_same() -> None:
    envelope = event("sns_metric_alarm")
    assert taken(envelope | {"Message": json.loads(envelope["Message"])}) == transition("sns_metric_alarm")


def test_an_observation_that_cannot_be_stored_is_a_notice() -> None:
    document = event("observed")
    document["observed"]["reason"] = "\ud800"
    assert taken(document).arn == ""


def test_an_observation_of_a_state_that_does_not_exist_is_a_notice() -> None:
    document = event("observed")
    document["observed"]["state"] = "PANIC"
    assert taken(document).arn == ""


def test_an_observed_transition_comes_back_as_it_was_written() -> None:
    seen = replace(transition("sns_metric_alarm"), path=Path.OBSERVED)
    assert taken({"observed": to_document(seen)}) == seen


IGNORED = (
    pytest.param("eventbridge_configuration_change", "created, changed or deleted", id="a changed alarm"),
    pytest.param("sns_subscription_confirmation", "never visited", id="a subscription to be confirmed"),
    pytest.param("sns_target_tracking", "Auto Scaling", id="an alarm of target tracking"),
    pytest.param("sns_scaling_alarm", "Auto Scaling", id="an alarm whose only action scales"),
    pytest.param("sns_own_alarm", "this stack", id="an alarm of this stack"),
    pytest.param("log_lines_own", "this stack", id="log lines of this stack, which would come back for ever"),
    pytest.param("log_control_message", "reaches us", id="a subscription's test message"),
    pytest.param("log_lines_without_errors", "no error", id="log lines that say all is well"),
    pytest.param("eventbridge_lambda_success", "succeeded", id="an invocation that succeeded"),
    pytest.param("eventbridge_execution_succeeded", "succeeded", id="an execution that succeeded"),
)


@pytest.mark.parametrize(("name", "why"), IGNORED)
def test_what_must_never_be_carded_is_left_alone_with_the_reason(name: str, why: str) -> None:
    (parsed,) = parse(event_text(name))
    assert isinstance(parsed, Ignored)
    assert why in parsed.why


def test_an_alarm_that_scales_and_notifies_was_sent_on_purpose() -> None:
    assert transition("sns_scaling_alarm_that_notifies").name == "workers-very-busy"


@pytest.mark.parametrize(
    "name",
    [
        "lastcall-shop-OrdersAlarm-1K9Q2ZXWV7TUS",
        "lastcall-orders-deadletters",
        "lastcall-Orders-backlog",
        "lastcall",
        "notlastcall-OnAlarmErrors-1K9Q2ZXWV7TUS",
    ],
)
def test_an_alarm_whose_name_merely_begins_like_the_stack_is_taken_in(name: str) -> None:
    assert taken(event("sns_raw_metric_alarm") | {"AlarmName": name}).name == name


def test_the_heartbeat_is_known_by_this_stacks_rule() -> None:
    assert parse(event_text("sns_heartbeat")) == (Heartbeat(datetime(2026, 3, 1, 3, 5, tzinfo=UTC)),)


def test_the_heartbeat_of_another_stack_is_no_heartbeat_of_ours() -> None:
    (parsed,) = parse(event_text("sns_heartbeat"), stack="other")
    assert not isinstance(parsed, Heartbeat)


def test_a_heartbeat_that_does_not_say_when_counts_from_its_delivery() -> None:
    envelope = event("sns_heartbeat")
    envelope["Message"] = json.dumps(json.loads(envelope["Message"]) | {"time": None})
    assert parse(json.dumps(envelope)) == (Heartbeat(SENT),)


def test_several_records_of_sns_are_each_read() -> None:
    first, second = parse_direct(event("direct_sns_records"), received_at=RECEIVED, stack="lastcall")
    assert isinstance(first, AlarmTransition)
    assert isinstance(second, AlarmTransition)
    assert (first.name, second.name, first.path) == ("orders-dlq-depth", "Hello", Path.TOPIC)


def test_a_direct_invocation_with_anything_else_is_a_notice_of_the_account_it_names() -> None:
    (read,) = parse_direct(event("eventbridge_of_another_kind"), received_at=RECEIVED, stack="lastcall")
    assert isinstance(read, AlarmTransition)
    assert (read.name, read.account, read.region) == ("Deployment failed", ACCOUNT, REGION)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"Records": [{"Sns": "text"}]}, id="records that are none"),
        pytest.param({"Records": []}, id="no records"),
        pytest.param({}, id="an empty event"),
        pytest.param({"x": {1, 2}}, id="what JSON cannot hold"),
        pytest.param({("a", "b"): 1}, id="a key that JSON cannot hold"),
    ],
)
def test_a_direct_invocation_always_gives_a_value(given: dict[str, Any]) -> None:
    (read,) = parse_direct(given, received_at=RECEIVED, stack="lastcall")
    assert isinstance(read, AlarmTransition)


def test_a_topic_that_is_none_leaves_the_account_of_the_queue() -> None:
    read = taken(event("sns_hello") | {"TopicArn": "garbage"})
    assert (read.account, read.region) == (ACCOUNT, REGION)


def test_an_observation_that_does_not_say_when_is_a_notice() -> None:
    document = event("observed")
    document["observed"]["at"] = "9999-12-31T00:00:00+00:00"
    assert taken(document).arn == ""
