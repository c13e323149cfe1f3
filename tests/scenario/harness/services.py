"""What is talked to beside SQS: metrics, mappings, logs, topics, secrets. All canned."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.fakes.telemetry import HIDDEN, VISIBLE
from tests.scenario.harness.invocations import Invocations
from tests.scenario.harness.places import ACCOUNT, BOT_TOKEN, REGION, SIGNING_SECRET
from tests.scenario.harness.settings import Settings

Json = dict[str, Any]
# A request as far as it matters here: its URL and its body.
Asked = tuple[str, bytes]


class Page(NamedTuple):
    """What a topic's subscribers were told."""

    topic: str
    subject: str
    text: str


class Services:
    """Attributes: depths, errors and consumers are what AWS knows; pages is what SNS was told.

    `latest` holds the newest datapoint of other metrics, by their name; widgets is what was drawn; answers,
    by operation, are given by somebody who knows more.
    """

    def __init__(self) -> None:
        self.depths: list[tuple[datetime, int]] = []
        self.latest: dict[str, float] = {}
        self.errors: list[tuple[datetime, str]] = []
        self.consumers: dict[str, str] = {}
        self.pages: list[Page] = []
        self.widgets: list[Json] = []
        self.answers: dict[str, Callable[[str, bytes], tuple[int, str]]] = {}
        self.settings = Settings()
        self.invocations = Invocations()
        self.secrets = {"signing-secret": SIGNING_SECRET, "bot-token": BOT_TOKEN}

    def answer(self, name: str, url: str, body: bytes) -> tuple[int, str]:
        """Status and body for `service.Operation`."""
        known: Mapping[str, Callable[[str, bytes], tuple[int, str]]] = {
            "cloudwatch.GetMetricData": self._metrics,
            "cloudwatch.GetMetricWidgetImage": self._picture,
            "cloudwatch.DescribeAlarms": lambda _url, _body: (200, json.dumps({"MetricAlarms": []})),
            "lambda.ListEventSourceMappings": self._mappings,
            "lambda.ListVersionsByFunction": self._versions,
            "lambda.GetAccountSettings": lambda _url, _body: (200, json.dumps({"AccountLimit": _LIMIT})),
            "cloudtrail.LookupEvents": lambda _url, _body: (200, json.dumps({"Events": []})),
            "lambda.ListFunctions": lambda _url, _body: (200, json.dumps({"Functions": []})),
            "cloudwatch-logs.FilterLogEvents": self._log,
            "cloudwatch-logs.DescribeLogStreams": lambda _url, _body: (200, json.dumps({"logStreams": []})),
            "secrets-manager.GetSecretValue": self._secret,
            "sns.Publish": self._publish,
            **self.settings.known(),
            **self.answers,
        }
        return known[name](url, body)

    def _metrics(self, _url: str, body: bytes) -> tuple[int, str]:
        asked = json.loads(body)
        since, until = _epoch(asked["StartTime"]), _epoch(asked["EndTime"])
        points = [(at.timestamp(), depth) for at, depth in self.depths if since <= at.timestamp() < until]
        results = [self._result(query, points, until) for query in asked["MetricDataQueries"]]
        return 200, json.dumps({"MetricDataResults": results, "Messages": []})

    def _result(self, query: Json, depths: Sequence[tuple[float, float]], until: float) -> Json:
        """Of a metric that nobody put here there are no datapoints; nobody holds messages of the queue."""
        asked = query.get("MetricStat", {})
        name = asked.get("Metric", {}).get("MetricName")
        hidden = [(at, 0.0) for at, _ in depths]
        points = depths if name == VISIBLE else hidden if name in HIDDEN else ()
        if name in self.latest:
            points = ((until - asked["Period"], self.latest[name]),)
        return {
            "Id": query["Id"],
            "Label": "depth",
            "Timestamps": [at for at, _ in points],
            "Values": [float(depth) for _, depth in points],
            "StatusCode": "Complete",
        }

    def _picture(self, _url: str, body: bytes) -> tuple[int, str]:
        self.widgets.append(json.loads(json.loads(body)["MetricWidget"]))
        return 200, json.dumps({"MetricWidgetImage": base64.b64encode(PNG).decode()})

    def _mappings(self, url: str, _body: bytes) -> tuple[int, str]:
        asked = parse_qs(urlsplit(url).query)
        if "FunctionName" in asked:
            return self.settings.polled_by(*asked["FunctionName"])
        (source,) = asked["EventSourceArn"]
        name = self.consumers.get(source.rpartition(":")[2])
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        mappings = [{"UUID": "u", "FunctionArn": arn, "EventSourceArn": source}] if name else []
        return 200, json.dumps({"EventSourceMappings": mappings})

    def _versions(self, url: str, _body: bytes) -> tuple[int, str]:
        return 200, json.dumps({"Versions": [self.settings.configuration(url) | {"Version": "$LATEST"}]})

    def _log(self, _url: str, body: bytes) -> tuple[int, str]:
        asked = json.loads(body)
        lines = [(int(at.timestamp() * 1000), text) for at, text in self.errors]
        events = [
            {"timestamp": at, "message": text}
            for at, text in lines
            if asked["startTime"] <= at <= asked["endTime"]
        ]
        return 200, json.dumps({"events": events})

    def _secret(self, _url: str, body: bytes) -> tuple[int, str]:
        name = json.loads(body)["SecretId"]
        if not self.secrets.get(name):
            return 400, json.dumps({"__type": "ResourceNotFoundException", "message": "no value"})
        return 200, json.dumps({"Name": name, "SecretString": self.secrets[name]})

    def _publish(self, _url: str, body: bytes) -> tuple[int, str]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.pages.append(Page(form["TopicArn"], form.get("Subject", ""), form["Message"]))
        return 200, _PUBLISHED


# One transparent pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_LIMIT = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}


_PUBLISHED = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
    "<MessageId>m</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
    "</PublishResponse>"
)


def _epoch(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else datetime.fromisoformat(value).timestamp()
