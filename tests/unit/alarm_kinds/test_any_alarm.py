"""What holds for every alarm, whatever it watches and however it is spelled."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS, kind_of
from bot.domain.alarm.alarm import AlarmState, AlarmTransition, ChildAlarm, Metric, Path
from bot.domain.resource.grouping import group_key

# DynamoDB's longest partition key, less the prefix of a group's.
LONGEST_KEY = 2048 - len("GROUP#")

_text = st.text(max_size=255) | st.just("é" * 255) | st.just("👨" * 255)
_namespaces = st.sampled_from(
    [
        "AWS/Lambda",
        "AWS/SQS",
        "AWS/SNS",
        "AWS/Events",
        "AWS/Kinesis",
        "AWS/DynamoDB",
        "aws/lambda",
        "Shop",
        "",
    ]
)
_names = st.sampled_from(
    [
        *("Errors", "Throttles", "IteratorAge", "ConcurrentExecutions", "ClaimedAccountConcurrency"),
        *("ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage", "NumberOfMessagesSent"),
        *("FailedInvocations", "InvocationsSentToDlq", "NumberOfNotificationsFailed", "ThrottledRequests"),
        *("GetRecords.IteratorAgeMilliseconds", "WriteProvisionedThroughputExceeded"),
    ]
)
_dimensions = st.dictionaries(
    st.sampled_from(
        [
            *("FunctionName", "Resource", "QueueName", "TopicName", "StreamName", "TableName"),
            *("RuleName", "EventBusName", "queuename", ""),
        ]
    ),
    _text
    | st.sampled_from(["orders-worker", "orders-worker:live", ":", " ", "/", "arn:aws:lambda:::function:"]),
    max_size=4,
)
_accounts = st.sampled_from(["", "111122223333", "999988887777"])
_metrics = st.builds(Metric, _namespaces | _text, _names | _text, _dimensions, account=_accounts)
_transitions = st.builds(
    AlarmTransition,
    arn=st.just("") | st.just("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"),
    name=_text,
    account=st.just("111122223333"),
    region=st.just("eu-west-1"),
    state=st.sampled_from(AlarmState),
    at=st.just(datetime(2026, 11, 20, 3, tzinfo=UTC)),
    path=st.sampled_from(Path),
    contributor=st.just("") | st.just("a1b2"),
    reason=_text,
    metrics=st.lists(_metrics, max_size=3).map(tuple),
    threshold=st.none() | st.floats(allow_nan=True),
    comparison=st.sampled_from(["", "GreaterThanThreshold", "LessThanThreshold"]),
    children=st.just(()) | st.just((ChildAlarm("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:b", "b"),)),
)


@given(_transitions)
def test_any_alarm_has_a_kind_and_a_resource_with_account_and_region(transition: AlarmTransition) -> None:
    kind, resource = kind_of(transition)
    assert kind in KINDS
    assert resource.account in {transition.account, *(metric.account for metric in transition.metrics)}
    assert resource.region == "eu-west-1"
    assert resource.kind
    assert resource.name
    assert resource.name == resource.name.strip()


@given(_transitions)
def test_the_group_of_any_alarm_fits_into_a_key(transition: AlarmTransition) -> None:
    assert len(group_key(kind_of(transition)[1]).encode()) <= LONGEST_KEY


@given(
    st.sampled_from(["Errors", "Throttles", "IteratorAge", "AsyncEventAge", "Duration", "Invocations"]),
    st.sampled_from(["", ":live", ":42", ":$LATEST"]),
    st.permutations(["FunctionName", "Resource", "ExecutedVersion"]),
)
def test_whatever_a_function_suffers_it_is_one_group(name: str, qualifier: str, order: list[str]) -> None:
    values = {
        "FunctionName": "orders-worker",
        "Resource": f"orders-worker{qualifier}",
        "ExecutedVersion": "42",
    }
    transition = AlarmTransition(
        arn=f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}",
        name=name,
        account="111122223333",
        region="eu-west-1",
        state=AlarmState.ALARM,
        at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        path=Path.TOPIC,
        metrics=(Metric("AWS/Lambda", name, {key: values[key] for key in order}),),
    )
    assert group_key(kind_of(transition)[1]) == "111122223333/eu-west-1/function/orders-worker"
