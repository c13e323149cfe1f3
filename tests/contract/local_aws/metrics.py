"""What the local CloudWatch says of Lambda's metrics."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from local.local_aws.emulator import LocalAws

Json = dict[str, Any]


def read(aws: LocalAws, metric: str, stat: str, dimensions: Mapping[str, str]) -> list[float]:
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    query = {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": named},
        "Period": 3600,
        "Stat": stat,
    }
    return ask(aws, {"MetricStat": query})[0][1]


def ask(aws: LocalAws, query: Json) -> list[tuple[str, list[float]]]:
    """(label, values) of every series that answers a query."""
    now = datetime.now(UTC)
    answer = aws.client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "asked", **query}],
        StartTime=now - timedelta(hours=3),
        EndTime=now + timedelta(hours=1),
    )
    return [(each["Label"], each["Values"]) for each in answer["MetricDataResults"]]
