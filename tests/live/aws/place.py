"""An account and a region: what the beliefs about AWS are tried on. Everything made is deleted by `close`."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from bot.aws.error_codes import ErrorKind
from bot.aws.errors import gone, kind
from bot.aws.session import Clients, Patience
from tests.contract.local_aws.functions import create_function

Json = dict[str, Any]
Found = TypeVar("Found")
POLL = 0.1
# A role that was made a moment ago is not known everywhere yet.
NOT_YET_TRUSTED = ("cannot be assumed by Lambda", "does not have permissions")


@dataclass(frozen=True, slots=True)
class Queue:
    place: "Place"
    url: str
    arn: str

    def send(self, body: str, **more: Any) -> str:
        sent = self.place.client("sqs").send_message(QueueUrl=self.url, MessageBody=body, **more)
        return str(sent["MessageId"])

    def received(self) -> list[Json]:
        """What a receive hands out now, with all that SQS says of it."""
        answer: Json = self.place.client("sqs").receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=10,
            # One that does not wait asks only a part of SQS's servers; the local one has no parts.
            WaitTimeSeconds=0 if self.place.endpoint else 1,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages", []))

    def arrived(self, count: int = 1) -> list[Json]:
        """So many messages, waited for; they stay received."""
        found: list[Json] = []

        def enough() -> bool:
            found.extend(self.received())
            return len(found) >= count

        self.place.eventually(enough)
        return found

    def put_back(self, message: Json) -> None:
        self.place.client("sqs").change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )


@dataclass
class Place:
    """Attributes:
    patience: How long something may take to come about there.
    beat: Seconds after which something is old there, for metrics that come by the minute.
    """

    session: boto3.Session
    account: str
    region: str
    endpoint: str
    run: str
    patience: timedelta
    beat: float
    made: ExitStack = field(default_factory=ExitStack)
    _clients: dict[str, Any] = field(default_factory=dict)
    _names: int = 0

    def client(self, service: str) -> Any:
        if service not in self._clients:
            settings = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard"})
            self._clients[service] = self.session.client(
                service, endpoint_url=self.endpoint or None, config=settings
            )
        return self._clients[service]

    def eventually(self, look: Callable[[], Found]) -> Found:
        """What `look` finds, as soon as it finds something; the last it found when nothing comes in time."""
        end = time.monotonic() + self.patience.total_seconds()
        while not (found := look()) and time.monotonic() < end:
            time.sleep(POLL)
        return found

    def name(self, kind: str) -> str:
        """Never twice the same: SQS wants a minute between two queues of one name."""
        self._names += 1
        return f"{self.run}{kind}-{self._names}"

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def undo(self, service: str, operation: str, **arguments: Any) -> None:
        """Delete something at the end: what is busy is waited for, what is gone by then is well."""

        def delete() -> bool:
            try:
                getattr(self.client(service), operation)(**arguments)
            except ClientError as refused:
                if kind(refused) is ErrorKind.PASSING:
                    return False
                if not gone(refused):
                    raise
            return True

        self.made.callback(lambda: self.eventually(delete))

    def once_trusted(self, call: Callable[..., Json], **arguments: Any) -> Json:
        """A call that is refused until AWS knows everywhere what a new role may."""

        def trusted() -> Json | None:
            try:
                return call(**arguments)
            except ClientError as refused:
                if not any(words in str(refused) for words in NOT_YET_TRUSTED):
                    raise
                return None

        answer = self.eventually(trusted)
        assert answer is not None, "a role that was made is not known yet"
        return answer

    # What is made

    def queue(self, kind: str, **attributes: str) -> Queue:
        fifo = attributes.get("FifoQueue") == "true"
        name = self.name(kind) + (".fifo" if fifo else "")
        url = self.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        self.undo("sqs", "delete_queue", QueueUrl=url)
        return Queue(self, str(url), self.arn("sqs", name))

    def open_queue(self, principal: str, source: str) -> Queue:
        """A queue that a service may send to on behalf of an ARN.

        That is said at once: a policy that comes later is heeded up to a minute later.
        """
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": principal},
            "Action": "sqs:SendMessage",
            "Resource": "*",
            "Condition": {"ArnEquals": {"aws:SourceArn": source}},
        }
        return self.queue("inbox", Policy=document(allowed))

    def redriving(self, kind: str, dead_letters: Queue, after: int, **attributes: str) -> Queue:
        redrive = json.dumps({"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": after})
        return self.queue(kind, RedrivePolicy=redrive, **attributes)

    def topic(self, kind: str, **attributes: str) -> str:
        made = self.client("sns").create_topic(Name=self.name(kind), Attributes=attributes)
        self.undo("sns", "delete_topic", TopicArn=made["TopicArn"])
        return str(made["TopicArn"])

    def inbox(self, topic: str, **attributes: str) -> Queue:
        """A queue that the topic delivers to."""
        queue = self.open_queue("sns.amazonaws.com", topic)
        self.subscribed(topic, queue, **attributes)
        return queue

    def subscribed(self, topic: str, queue: Queue, **attributes: str) -> str:
        made = self.client("sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=queue.arn,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )
        self.undo("sns", "unsubscribe", SubscriptionArn=made["SubscriptionArn"])
        return str(made["SubscriptionArn"])

    def role(self, principal: Mapping[str, str], *statements: Json) -> str:
        """The ARN of a role that the principal may assume."""
        name = self.name("role")
        trust = {"Effect": "Allow", "Principal": dict(principal), "Action": "sts:AssumeRole"}
        iam = self.client("iam")
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
        self.undo("iam", "delete_role", RoleName=name)
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=document(*statements))
            self.undo("iam", "delete_role_policy", RoleName=name, PolicyName="all")
        return str(made["Role"]["Arn"])

    def function(self, kind: str, source: str, *statements: Json, **settings: Any) -> str:
        """The name of a function that may log and what the statements say; it answers when this returns."""
        name = self.name(kind)
        streams = self.arn("logs", f"log-group:/aws/lambda/{self.run}*")
        # Not CreateLogGroup: a late line would bring back the group that was deleted.
        written = ["logs:CreateLogStream", "logs:PutLogEvents"]
        logs = {"Effect": "Allow", "Action": written, "Resource": streams}
        role = self.role({"Service": "lambda.amazonaws.com"}, logs, *statements)
        self.undo("logs", "delete_log_group", logGroupName=f"/aws/lambda/{name}")
        self.once_trusted(lambda: {"FunctionArn": create_function(self, name, source, role)})
        self.undo("lambda", "delete_function", FunctionName=name)
        functions = self.client("lambda")
        functions.get_waiter("function_active_v2").wait(FunctionName=name)
        if settings:
            self.once_trusted(functions.update_function_configuration, FunctionName=name, **settings)
            functions.get_waiter("function_updated_v2").wait(FunctionName=name)
        return name

    def warmed(self, function: str) -> None:
        """Have it started: a cold start may outlast a short visibility timeout."""
        self.client("lambda").invoke(FunctionName=function, Payload=b'{"Records": []}')

    def reading(self, function: str, source: str, **settings: Any) -> str:
        """The id of a mapping that has the function read the source, once it does."""
        functions = self.client("lambda")
        given = {"FunctionName": function, "EventSourceArn": source, **settings}
        made = self.once_trusted(functions.create_event_source_mapping, **given)["UUID"]
        self.undo("lambda", "delete_event_source_mapping", UUID=made)
        self.eventually(
            lambda: functions.get_event_source_mapping(UUID=made)["State"] in {"Enabled", "Updating"}
        )
        return str(made)

    # The end

    def close(self) -> None:
        """Delete in the reverse order of making; one that cannot be deleted keeps no other."""
        self.made.close()
        self.made = ExitStack()

    def swept(self) -> bool:
        """Whether nothing is left; a log group that a late line brought back is deleted once more."""
        logs = self.client("logs")
        for group in logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{self.run}")["logGroups"]:
            logs.delete_log_group(logGroupName=group["logGroupName"])
        return not self.left()

    def left(self) -> list[str]:
        """What still bears the run's name."""
        found = [
            *self._listed("sqs", "list_queues", "QueueUrls", QueueNamePrefix=self.run),
            *self._listed("sns", "list_topics", "Topics"),
            *self._listed("dynamodb", "list_tables", "TableNames"),
            *self._listed("lambda", "list_functions", "Functions"),
            *self._listed("lambda", "list_event_source_mappings", "EventSourceMappings"),
            *self._listed("logs", "describe_log_groups", "logGroups"),
            *self._listed("iam", "list_roles", "Roles"),
            *self._listed("iam", "list_policies", "Policies", Scope="Local"),
            *self._listed("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=self.run),
            *self._listed("events", "list_rules", "Rules", NamePrefix=self.run),
            *self._listed("kinesis", "list_streams", "StreamNames"),
            *self._listed("secretsmanager", "list_secrets", "SecretList"),
        ]
        return [each for each in found if self.run in each]

    def _listed(self, service: str, operation: str, key: str, **arguments: Any) -> list[str]:
        client = self.client(service)
        pages = (
            client.get_paginator(operation).paginate(**arguments)
            if client.can_paginate(operation)
            else [getattr(client, operation)(**arguments)]
        )
        return [f"{service}: {json.dumps(each, default=str)}" for page in pages for each in page.get(key, [])]


class ClientsOf(Clients):
    """The place's clients for an adapter of the bot, which asks for them with its own patience."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.region, place.account)
        self._place = place

    def client(self, service: str, patience: Patience) -> Any:
        del patience  # what is tried is the answer, not how long it takes
        return self._place.client(service)


def document(*statements: Json) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def code_of(call: Callable[..., Any], **arguments: Any) -> str:
    """The error code that a call is refused with; empty when it is not."""
    try:
        call(**arguments)
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return ""
