"""The functions of a deployed stack, invoked by hand and one at a time: nothing reads their queues meanwhile.

Whatever an invocation leaves to be seen comes back as text: its answer, the end of its log, and what the
table has of the group it was about.
"""

import base64
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.evidence.failure_bucket import FailureBucket
from bot.domain.lifecycle.card.line import EDITS
from local.slack_workspace import WorkspaceClient
from local.slack_workspace.door import FORM, signed_request
from tests.contract.local_aws.functions import create_function
from tests.contract.package.sample_events import sqs_event
from tests.e2e.letters import DecodedMessage, given_up_by
from tests.e2e.local_process import RunningLocal
from tests.e2e.roles import physical_names
from tests.e2e.story import ANA, CHANNEL, elements, roots, says
from tests.e2e.transitions import DEPTH, DROPPED, LAG, Transition, Watched, now

Json = dict[str, Any]
WORKER = "orders-worker"
BUCKET = "part-failures"
_numbers = itertools.count(1)


class NotOfferedError(Exception):
    """The window on top has no such choice; the message is the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A dead-letter queue with one message that its source gave up on, or what else an alarm is about."""

    name: str
    group: str
    watched: Watched = DEPTH


class ByHand:
    def __init__(self, local: RunningLocal, slack: WorkspaceClient) -> None:
        self.local = local
        self.slack = slack
        self.names = physical_names(local)
        self._sqs = local.client("sqs")
        self._lambda = local.client("lambda")

    def invoke(self, function: str, event: Json, *, about: Broken | None = None) -> str:
        answer = self._lambda.invoke(
            FunctionName=self.names[function], Payload=json.dumps(event), LogType="Tail"
        )
        log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
        return "\n".join([answer["Payload"].read().decode(), log, self._kept(about) if about else ""])

    def _kept(self, broken: Broken) -> str:
        items = self.local.client("dynamodb").query(
            TableName=self.local["incident_table"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"GROUP#{broken.group}"}},
        )["Items"]
        return json.dumps(items, default=str)

    def start_anew(self, function: str) -> None:
        """Forget what its running process remembers, such as a secret; the next invocation starts another."""
        name = self.names[function]
        timeout = self._lambda.get_function_configuration(FunctionName=name)["Timeout"]
        self._lambda.update_function_configuration(FunctionName=name, Timeout=timeout)

    # What the shop's template has, small: a queue, its dead-letter queue, a consumer.

    def queue(
        self, *, kind: str = "part", empty: bool = False, letter: DecodedMessage | None = None
    ) -> Broken:
        """One that nobody has heard of yet. Of `asked` ones messages are received only when a person asks; no
        parameter names `tagged` ones, but they carry the stack's name.

        With a letter it holds that one, and nothing that SQS moved there.
        """
        source, name = (f"{kind}-{next(_numbers)}{end}" for end in ("", "-dlq"))
        tags = {"lastcall": self.local["stack"]} if kind.startswith("tagged") else {}
        url = self._sqs.create_queue(QueueName=name, tags=tags)["QueueUrl"]
        redrive = {"deadLetterTargetArn": self._arn(name), "maxReceiveCount": 1}
        attributes = {"VisibilityTimeout": "0", "RedrivePolicy": json.dumps(redrive)}
        source_url = self._sqs.create_queue(QueueName=source, Attributes=attributes, tags=tags)["QueueUrl"]
        self._lambda.create_event_source_mapping(
            FunctionName=WORKER, EventSourceArn=self._arn(source), Enabled=False
        )
        if letter:
            self._put(url, letter)
            self._subscribe(letter, self._arn(name))
        elif not empty:
            self._sqs.send_message(QueueUrl=source_url, MessageBody='{"customer": "broken"}')
            self._sqs.receive_message(QueueUrl=source_url)
            assert not self._sqs.receive_message(QueueUrl=source_url).get("Messages")
        return Broken(name=name, group=self._group("queue", name))

    def hold(self, broken: Broken) -> None:
        """Somebody else has its message in hands."""
        url = self._sqs.get_queue_url(QueueName=broken.name)["QueueUrl"]
        assert self._sqs.receive_message(QueueUrl=url, VisibilityTimeout=300)["Messages"]

    def dropping(self) -> Broken:
        """A new function whose failed event Lambda has left in a bucket."""
        name = f"part-{next(_numbers)}"
        role = self._lambda.get_function_configuration(FunctionName=WORKER)["Role"]
        arn = create_function(self.local, name, "", role)
        s3, keeper = self.local.client("s3"), FailureBucket(f"arn:aws:s3:::{BUCKET}", arn)
        s3.create_bucket(Bucket=BUCKET)
        self._lambda.put_function_event_invoke_config(
            FunctionName=name, DestinationConfig={"OnFailure": {"Destination": keeper.arn}}
        )
        key = f"{keeper.prefix}{now():%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-1"
        s3.put_object(Bucket=BUCKET, Key=key, Body=b'{"requestContext": {"condition": "RetriesExhausted"}}')
        return Broken(name=name, group=self._group("function", name), watched=DROPPED)

    def given_up(self) -> Broken:
        """A queue with an event that a new function failed at to the end."""
        name = f"part-{next(_numbers)}"
        role = self._lambda.get_function_configuration(FunctionName=WORKER)["Role"]
        queue = self.queue(letter=given_up_by(create_function(self.local, name, "", role)))
        failures = {"OnFailure": {"Destination": self._arn(queue.name)}}
        self._lambda.put_function_event_invoke_config(FunctionName=name, DestinationConfig=failures)
        return queue

    def lagging(self, function: str) -> Broken:
        """A consumer of a stream, as the shop's template has it."""
        return Broken(name=function, group=self._group("function", function), watched=LAG)

    def _group(self, kind: str, name: str) -> str:
        return f"{self.local['account']}/{self.local['region']}/{kind}/{name}"

    def reserve(self, count: int) -> None:
        self._lambda.put_function_concurrency(FunctionName=WORKER, ReservedConcurrentExecutions=count)

    def _put(self, url: str, letter: DecodedMessage) -> None:
        if letter.stream:
            self._stream(letter.stream)
        self._sqs.send_message(
            QueueUrl=url, MessageBody=letter.body, MessageAttributes=letter.message_attributes
        )

    def _subscribe(self, letter: DecodedMessage, queue: str) -> None:
        if not letter.topic:
            return
        sns, worker = self.local.client("sns"), self._lambda.get_function_configuration(FunctionName=WORKER)
        topic = sns.create_topic(Name=letter.topic)["TopicArn"]
        subscribed = sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=worker["FunctionArn"])
        sns.set_subscription_attributes(
            SubscriptionArn=subscribed["SubscriptionArn"],
            AttributeName="RedrivePolicy",
            AttributeValue=json.dumps({"deadLetterTargetArn": queue}),
        )

    def _stream(self, name: str) -> None:
        kinesis = self.local.client("kinesis")
        if name not in kinesis.list_streams()["StreamNames"]:
            kinesis.create_stream(StreamName=name, ShardCount=1)
            kinesis.put_record(StreamName=name, Data=b'{"id": 7}', PartitionKey="7")

    def _arn(self, queue: str) -> str:
        return f"arn:aws:sqs:{self.local['region']}:{self.local['account']}:{queue}"

    # The parts of a story.

    def alarm(self, broken: Broken, state: str = "ALARM") -> str:
        transition = Transition(
            local=self.local, about=broken.name, state=state, at=now(), watched=broken.watched
        )
        return self.invoke("OnAlarm", transition.invocation, about=broken)

    def evidence(self, broken: Broken) -> str:
        """A look whose turn has come: another part's may just have been."""
        wanted = {"group": broken.group, "turn": now().isoformat()}
        return self.invoke("OnJob", sqs_event({"evidence": wanted}), about=broken)

    def attend(self, broken: Broken) -> str:
        return self.invoke("OnCommand", sqs_event({"due": {"group": broken.group}}), about=broken)

    def card(self, broken: Broken) -> str:
        """Whatever another part was refused: nobody waits for Slack."""
        self.open_line(CHANNEL)
        self.open_line(EDITS)
        return self.invoke("OnChange", sqs_event({"card": {"group": broken.group}}), about=broken)

    def tick(self) -> str:
        return self.invoke("OnClock", {})

    def job(self, broken: Broken) -> str:
        """The slice of a redrive that waits in JobQueue."""
        document = self._next("JobQueue", "job", broken.group)
        return self.invoke("OnJob", sqs_event(document), about=broken)

    def knock(self, body: bytes) -> str:
        """Anything at all, signed as Slack signs it."""
        request = signed_request(
            secret=self.local["signing_secret"], timestamp=int(time.time()), body=body, content_type=FORM
        )
        return self.invoke("OnSlack", request.as_function_url_event())

    def make_due(self, broken: Broken, sk: str) -> None:
        """Let the time come at which the clock finds this item of its group."""
        table = {"TableName": self.local["incident_table"]}
        dynamodb = self.local.client("dynamodb")
        (item,) = dynamodb.query(
            **table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"GROUP#{broken.group}"}, ":sk": {"S": sk}},
        )["Items"]
        dynamodb.update_item(
            **table,
            Key={"pk": item["pk"], "sk": item["sk"]},
            UpdateExpression="SET attention_at = :now",
            ExpressionAttributeValues={":now": {"N": "1"}},
        )

    def shown(self, broken: Broken) -> Json | None:
        """Its card, if Slack has one."""
        return next((each for each in reversed(roots(self.slack.state())) if says(each, broken.name)), None)

    def carded(self, **kind: Any) -> tuple[Broken, Json]:
        """A new incident that Slack shows."""
        queue = self.queue(**kind)
        self.alarm(queue)
        return queue, self.drawn(queue)

    def looked_at(self, broken: Broken) -> Json:
        """The card of a new incident once there is evidence."""
        self.alarm(broken)
        self.evidence(broken)
        return self.drawn(broken)

    def turn(self) -> Json:
        """What gives a line its next turn, once that has come."""
        url = self.names["CardQueue"]
        while messages := self._sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5).get("Messages"):
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])
            document: Json = json.loads(messages[0]["Body"])
            if "turn" in document:
                return document
        raise AssertionError("no line has a turn to give")

    def open_line(self, line: str) -> None:
        """As if nobody had ever had to wait there."""
        self.local.client("dynamodb").delete_item(
            TableName=self.local["incident_table"],
            Key={"pk": {"S": f"CHANNEL#{line}"}, "sk": {"S": "CHANNEL"}},
        )

    def lose_turn(self, line: str) -> None:
        """Let the clock find that nobody gives this line its next turn."""
        self.local.client("dynamodb").update_item(
            TableName=self.local["incident_table"],
            Key={"pk": {"S": f"CHANNEL#{line}"}, "sk": {"S": "CHANNEL"}},
            UpdateExpression="SET attention_shard = :clock, attention_at = :now",
            ExpressionAttributeValues={":clock": {"S": "0"}, ":now": {"N": "1"}},
        )

    def drawn(self, broken: Broken) -> Json:
        left = self.card(broken)
        card = self.shown(broken)
        assert card, left
        return card

    def press(self, action: str, card: Json) -> Json:
        """Press a button of a card, or pick the option of that name; what OnSlack passed on for it.

        No window is open then: Slack shows one over the whole channel.
        """
        for window in self.slack.views(ANA):
            self.slack.close(ANA, window["id"])
        picked = dict(options(card, action))
        control, chosen = next(iter(picked.items()), (action, None))
        pressed = self.slack.click(ANA, control, channel=CHANNEL, ts=card["ts"], selected=chosen)
        assert pressed["ok"], pressed
        return self._next("CommandQueue", "slack", "")

    def submit(self, **fields: str) -> Json:
        """Submit the window on top; what OnSlack passed on for it."""
        submitted = self.slack.submit(ANA, self.slack.views(ANA)[-1]["id"], fields)
        assert submitted["ok"], submitted
        return self._next("CommandQueue", "slack", "")

    def offered(self, label: str) -> str:
        """The value of what the window on top offers, by the beginning of its words."""
        window = self.slack.views(ANA)[-1]
        for each in elements(window):
            if each.get("value") and says(each, label):
                return str(each["value"])
        raise NotOfferedError(json.dumps(window))

    def typed(self, text: str) -> Json:
        typed = self.slack.command(ANA, CHANNEL, text)
        assert typed["ok"], typed
        return self._next("CommandQueue", "slack", "")

    def command(self, document: Json, broken: Broken | None = None) -> str:
        """What OnCommand does about it, with the windows that are open then."""
        left = self.invoke("OnCommand", sqs_event(document), about=broken)
        return left + json.dumps(self.slack.views(ANA))

    def _next(self, queue: str, kind: str, group: str) -> Json:
        """The next document of a kind in a queue, past all others."""
        for body in self._taken(self.names[queue]):
            document: Json = json.loads(body)
            if kind in document and (not group or document[kind]["group"] == group):
                return document
        raise AssertionError(f"nothing of the kind {kind} is in {queue}")

    def _taken(self, url: str) -> Iterator[str]:
        while messages := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages"):
            (message,) = messages
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield message["Body"]

    def empty_queues(self) -> None:
        """Whatever parts have left in the stack's queues is gone."""
        for queue in ("AlarmQueue", "CommandQueue", "JobQueue", "CardQueue"):
            self._sqs.purge_queue(QueueUrl=self.names[queue])

    def take_over(self) -> None:
        """From now on nothing reads the stack's queues and its stream but whoever does it by hand."""
        for uuid in self._mappings():
            self._lambda.update_event_source_mapping(UUID=uuid, Enabled=False)

    def _mappings(self) -> list[str]:
        own = {self.names[function] for function in ("OnAlarm", "OnCommand", "OnJob", "OnChange")}
        pages = self._lambda.get_paginator("list_event_source_mappings").paginate()
        found = [each for page in pages for each in page["EventSourceMappings"]]
        return [each["UUID"] for each in found if each["FunctionArn"].rsplit(":", 1)[1] in own]


def options(shown: Any, action: str) -> Iterator[tuple[str, str]]:
    """(menu, value) of the options of a message that do this."""
    if isinstance(shown, dict):
        for option in shown.get("options", []):
            if option["value"].startswith(f"{action}:"):
                yield shown["action_id"], option["value"]
    for each in shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ():
        yield from options(each, action)
