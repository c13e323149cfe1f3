"""What an expression watches; queries follow the user guide's syntax of Metrics Insights and SEARCH."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import Metric
from bot.parsing.metric_expression import contributed, queried

ORDERS = {"QueueName": "orders-dlq"}
DEPTH = Metric("AWS/SQS", "Visible", ORDERS, "Maximum")
POOL = Metric("AWS/Lambda", "ConcurrentExecutions", {}, "Maximum")


@pytest.mark.parametrize(
    ("query", "attributes", "metric"),
    [
        pytest.param(
            'SELECT MAX(Visible) FROM SCHEMA("AWS/SQS", QueueName) GROUP BY QueueName',
            *(ORDERS, DEPTH),
            id="grouped, with a schema",
        ),
        pytest.param(
            'SELECT MAX(Visible) FROM "AWS/SQS" GROUP BY QueueName', ORDERS, DEPTH, id="without a schema"
        ),
        pytest.param(
            'select max("Visible") from schema("AWS/SQS","QueueName") group by "QueueName" limit 10',
            *(ORDERS, DEPTH),
            id="names quoted, keywords in lower case",
        ),
        pytest.param(
            "SELECT MAX(Visible) FROM SCHEMA(\"AWS/SQS\", QueueName) WHERE QueueName = 'orders-dlq'",
            *({}, DEPTH),
            id="one series by WHERE",
        ),
        pytest.param(
            'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName, Resource) '
            "WHERE FunctionName='orders' AND Resource != 'orders:old' GROUP BY Resource",
            {"Resource": "orders:live"},
            Metric("AWS/Lambda", "Errors", {"FunctionName": "orders", "Resource": "orders:live"}, "Sum"),
            id="WHERE and GROUP BY together",
        ),
        pytest.param(
            "SELECT MAX(Visible) FROM SCHEMA(\"AWS/SQS\", QueueName) WHERE QueueName = 'it''s'",
            {},
            Metric("AWS/SQS", "Visible", {"QueueName": "it's"}, "Maximum"),
            id="a quote in a value",
        ),
        pytest.param(
            'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName, AWS.AccountId',
            {"FunctionName": "orders", "AWS.AccountId": "999988887777"},
            Metric("AWS/Lambda", "Errors", {"FunctionName": "orders"}, "Sum", account="999988887777"),
            id="several groups, one of them the account",
        ),
        pytest.param(
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE tag.team = 'orders' "
            "GROUP BY FunctionName",
            {"FunctionName": "orders", "tag.stage": "prod"},
            Metric("AWS/Lambda", "Errors", {"FunctionName": "orders"}, "Sum"),
            id="tags are no dimensions",
        ),
        pytest.param(
            'SELECT MAX(ConcurrentExecutions) FROM SCHEMA("AWS/Lambda")',
            *({}, POOL),
            id="a schema without dimensions is about the account",
        ),
        pytest.param(
            "SEARCH('{AWS/SQS,QueueName} MetricName=\"Visible\"', 'Maximum', 300)",
            *(ORDERS, DEPTH),
            id="a search, with its contributor",
        ),
        pytest.param(
            "SUM(SEARCH('{\"AWS/SQS\",\"QueueName\"} orders', 'Maximum'))",
            *(ORDERS, Metric("AWS/SQS", "", ORDERS, "Maximum")),
            id="a search that names no metric",
        ),
    ],
)
def test_a_query_is_read(query: str, attributes: Mapping[str, str], metric: Metric) -> None:
    assert queried(query, attributes, None) == (metric,)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("errors / calls", id="arithmetic"),
        pytest.param("ANOMALY_DETECTION_BAND(m1, 2)", id="a band"),
        pytest.param(
            'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)', id="a sum over all functions"
        ),
        pytest.param('SELECT MAX(ConcurrentExecutions) FROM "AWS/Lambda"', id="without a schema or a filter"),
        pytest.param(
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName, Resource) WHERE FunctionName = 'a' "
            "OR Resource = 'b'",
            id="one thing or another",
        ),
        pytest.param(
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE FunctionName = 'a' "
            "OR FunctionName != 'b'",
            id="one or all but another",
        ),
        pytest.param(
            "SEARCH('{AWS/SQS,QueueName} QueueName=dlq MetricName=\"x\"', 'Sum')", id="a search for a word"
        ),
        pytest.param(
            'SEARCH(\'{AWS/SQS,QueueName} NOT QueueName=("a" OR "b") MetricName="x"\', \'Sum\')',
            id="a search for others",
        ),
        pytest.param(
            "SEARCH('{AWS/SQS,QueueName} QueueName=(\"a\" OR b) MetricName=\"x\"', 'Sum')",
            id="a search for a name or a word",
        ),
        pytest.param(
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE FunctionName != 'a'",
            id="all but one",
        ),
        pytest.param(
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE NOT FunctionName = 'a'",
            id="not this one",
        ),
        pytest.param("SEARCH('{AWS/SQS,QueueName} MetricName=\"x\"', 'Sum')", id="a search for many series"),
        pytest.param("SELECT MAX(x) FROM SCHEMA(", id="cut short"),
        pytest.param("SELECT MEDIAN(x) FROM AWS WHERE a = 'b'", id="a function that does not exist"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_about_no_one_thing_is_not_guessed(query: str) -> None:
    assert queried(query, {}, None) == ()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT MAX(Depth) FROM SCHEMA(\"AWS/SQS\", QueueName) WHERE QueueName = 'a' OR QueueName = 'b'",
        "SELECT MAX(Depth) FROM SCHEMA(\"AWS/SQS\", QueueName) WHERE (QueueName='a' OR QueueName='b')",
        'SUM(SEARCH(\'{AWS/SQS,QueueName} MetricName="Depth" QueueName=("a" OR "b")\', \'Maximum\', 300))',
        'SUM(SEARCH(\'{AWS/SQS,QueueName} QueueName=("a" OR "b" OR "a") MetricName="Depth"\',\'Maximum\'))',
    ],
)
def test_a_query_that_names_several_things_reads_one_metric_of_each(query: str) -> None:
    read = queried(query, {}, None)
    assert read == tuple(Metric("AWS/SQS", "Depth", {"QueueName": each}, "Maximum") for each in ("a", "b"))


def test_a_search_that_names_one_thing_reads_one_metric() -> None:
    query = "SEARCH('{AWS/SQS,QueueName} QueueName=\"a\" MetricName=\"Depth\"', 'Maximum', 300)"
    assert queried(query, {}, None) == (Metric("AWS/SQS", "Depth", {"QueueName": "a"}, "Maximum"),)


def test_attributes_alone_name_a_resource_by_a_dimension_that_only_one_service_has() -> None:
    labels = {"service": "checkout", "FunctionName": "orders"}
    assert contributed(labels) == Metric("AWS/Lambda", "", labels)


def test_attributes_that_name_nothing_known_name_nothing() -> None:
    assert contributed({"service": "orders", "Resource": "orders:live", "queue": "orders"}) is None


_PARTS = st.sampled_from(
    ["SELECT", "MAX", "(", ")", "FROM", "SCHEMA", '"AWS/SQS"', ",", "WHERE", "=", "'v'", "AND", "a", '"', "'"]
)


@given(query=st.text() | st.lists(_PARTS, max_size=20).map(" ".join))
def test_any_text_can_be_asked_for_its_metric(query: str) -> None:
    found = queried(query, ORDERS, None)
    assert all(each.dimensions for each in found)
