"""Settings of AWS that may be changed: mappings, reservations, retentions; and what roles may do."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = dict[str, Any]
Answer = tuple[int, str]
REFUSED = "arn:aws:sqs:eu-west-1:111122223333:walled-off"


class Settings:
    """What AWS has, and every change of it.

    Attributes:
        mappings: By UUID, as Lambda describes them.
        reserved: By the function's ARN; `hours` by the stream's.
        roles: By the function's ARN; so are destinations, of its failed asynchronous events.
        history: An operation and what was asked for, in order.
    """

    def __init__(self) -> None:
        self.mappings: dict[str, Json] = {}
        self.reserved: dict[str, int] = {}
        self.hours: dict[str, int] = {}
        self.records: list[Json] = []
        self.roles: dict[str, str] = {}
        self.destinations: dict[str, str] = {}
        self.history: list[tuple[str, Json]] = []

    def known(self) -> Mapping[str, Callable[[str, bytes], Answer]]:
        return {
            "kinesis.DescribeStreamSummary": self._stream,
            "kinesis.ListStreamConsumers": lambda _url, _body: (200, json.dumps({"Consumers": []})),
            "kinesis.GetShardIterator": lambda _url, _body: (200, json.dumps({"ShardIterator": "first"})),
            "kinesis.GetRecords": self._records,
            "kinesis.IncreaseStreamRetentionPeriod": self._retention,
            "kinesis.DecreaseStreamRetentionPeriod": self._retention,
            "lambda.GetFunctionConfiguration": self._configuration,
            "lambda.GetFunctionEventInvokeConfig": self._events,
            "lambda.GetEventSourceMapping": self._mapping,
            "lambda.UpdateEventSourceMapping": self._update,
            "lambda.GetFunctionConcurrency": self._concurrency,
            "lambda.PutFunctionConcurrency": self._reserve,
            "iam.SimulatePrincipalPolicy": self._simulate,
        }

    def _stream(self, _url: str, body: bytes) -> Answer:
        arn = json.loads(body)["StreamARN"]
        summary = {"StreamName": arn.rpartition("/")[2], "StreamARN": arn, "StreamStatus": "ACTIVE"}
        summary |= {"RetentionPeriodHours": self.hours[arn], "OpenShardCount": 1, "EnhancedMonitoring": []}
        return 200, json.dumps({"StreamDescriptionSummary": summary})

    def _records(self, _url: str, _body: bytes) -> Answer:
        """Everything there is, whatever place is asked for."""
        return 200, json.dumps({"Records": self.records, "MillisBehindLatest": 0})

    def _retention(self, _url: str, body: bytes) -> Answer:
        asked = json.loads(body)
        self.history.append(("retention", asked))
        self.hours[asked["StreamARN"]] = asked["RetentionPeriodHours"]
        return 200, "{}"

    def polled_by(self, function: str) -> Answer:
        """The mappings of a function."""
        found = [each for each in self.mappings.values() if each["FunctionArn"] == function]
        return 200, json.dumps({"EventSourceMappings": found})

    def _configuration(self, url: str, _body: bytes) -> Answer:
        return 200, json.dumps(self.configuration(url))

    def configuration(self, url: str) -> Json:
        """Of whichever function is asked for: changed long ago."""
        arn = _function(url)
        told = {"FunctionArn": arn, "Timeout": 30, "MemorySize": 512, "Role": self.roles.get(arn, "")}
        return told | {"LastModified": "2025-11-20T08:00:00.000+0000"}

    def _events(self, url: str, _body: bytes) -> Answer:
        arn = _function(url)
        if arn not in self.destinations:
            return 404, json.dumps({"__type": "ResourceNotFoundException", "message": "no EventInvokeConfig"})
        return 200, json.dumps({"DestinationConfig": {"OnFailure": {"Destination": self.destinations[arn]}}})

    def _mapping(self, url: str, _body: bytes) -> Answer:
        return 200, json.dumps(self.mappings[_last(url)])

    def _update(self, url: str, body: bytes) -> Answer:
        """Lambda takes the configuration at once and a moment to act by it."""
        asked, mapping = json.loads(body), self.mappings[_last(url)]
        self.history.append(("mapping", asked))
        if "Enabled" in asked:
            mapping["State"] = "Enabled" if asked.pop("Enabled") else "Disabled"
        mapping.update(asked)
        return 202, json.dumps(mapping)

    def _concurrency(self, url: str, _body: bytes) -> Answer:
        reserved = self.reserved.get(_function(url))
        return 200, json.dumps({} if reserved is None else {"ReservedConcurrentExecutions": reserved})

    def _reserve(self, url: str, body: bytes) -> Answer:
        asked = json.loads(body)
        self.history.append(("reserved", asked))
        self.reserved[_function(url)] = asked["ReservedConcurrentExecutions"]
        return 200, json.dumps(asked)

    def _simulate(self, _url: str, body: bytes) -> Answer:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        resource, action = form["ResourceArns.member.1"], form["ActionNames.member.1"]
        decision = "implicitDeny" if resource == REFUSED else "allowed"
        return 200, _SIMULATED.format(action=action, resource=resource, decision=decision)


_SIMULATED = (
    '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
    "<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults><member>"
    "<EvalActionName>{action}</EvalActionName><EvalResourceName>{resource}</EvalResourceName>"
    "<EvalDecision>{decision}</EvalDecision></member></EvaluationResults></SimulatePrincipalPolicyResult>"
    "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>"
)


def _last(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _function(url: str) -> str:
    return unquote(urlsplit(url).path).partition("/functions/")[2].partition("/")[0]
