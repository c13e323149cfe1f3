"""SQS in process: the JSON protocol's operations over queues whose time is the harness's clock.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.scenario.harness.sqs_queue import Json, Queue, Stored, md5
from tests.scenario.harness.turns import ATTRIBUTE

# Sent with a message, and kept by SQS, that are no attributes of the caller's own.
_KEPT = ("MessageGroupId", "MessageDeduplicationId")


class SqsError(Exception):
    """A refusal: code of the JSON protocol, and the query protocol's that SQS sends in a header."""

    def __init__(self, code: str, query_code: str = "", message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.query_code = query_code or code


class Moved(NamedTuple):
    """What happened to a message, in order: `sent` to a queue or `deleted` from it."""

    what: str
    queue: str
    content: tuple[str, str]


class Sqs:
    """Attributes: story is every send and delete; refuse_entry says how an entry of a batch fails; trace is
    what the request now answered carries.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._queues: dict[str, Queue] = {}
        self.trace = ""
        self.story: list[Moved] = []
        self.refuse_entry: Callable[[str, Json], str] = lambda _operation, _entry: ""

    def create(self, arn: str, **how: Any) -> Queue:
        queue = Queue(arn, self._clock, **how)
        self._queues[queue.name] = queue
        return queue

    def queue(self, name: str) -> Queue:
        return self._queues[name]

    def names(self) -> list[str]:
        return list(self._queues)

    def remove(self, name: str) -> None:
        del self._queues[name]

    def answer(self, operation: str, parameters: Json) -> Json:
        """Raises SqsError where SQS refuses. A message keeps the request's trace, or one of its own."""
        do: dict[str, Callable[[Json], Json]] = {
            "SendMessage": self._send,
            "SendMessageBatch": self._send_batch,
            "ReceiveMessage": self._receive,
            "DeleteMessage": self._delete,
            "DeleteMessageBatch": self._delete_batch,
            "ChangeMessageVisibility": self._change,
            "ChangeMessageVisibilityBatch": self._change_batch,
            "GetQueueUrl": self._url,
            "GetQueueAttributes": self._attributes,
            "SetQueueAttributes": self._set_attributes,
            "ListDeadLetterSourceQueues": self._sources,
        }
        if operation not in do:
            raise SqsError("UnsupportedOperation", message=f"the harness has no {operation}")
        return do[operation](parameters)

    def _at(self, parameters: Json) -> Queue:
        name = str(parameters["QueueUrl"]).rpartition("/")[2]
        if name not in self._queues:
            raise SqsError("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")
        return self._queues[name]

    def _send(self, parameters: Json) -> Json:
        return self._sent(self._at(parameters), parameters)

    def _sent(self, queue: Queue, entry: Json) -> Json:
        body, attributes = str(entry["MessageBody"]), entry.get("MessageAttributes") or {}
        if len(body.encode()) > 1024 * 1024:
            raise SqsError("InvalidParameterValue", message="One or more parameters are invalid: too long")
        message_id = queue.send(
            body,
            attributes=attributes,
            system=({ATTRIBUTE: self.trace} if self.trace else {}) | dict(_system(entry)),
            delay=timedelta(seconds=entry["DelaySeconds"]) if "DelaySeconds" in entry else None,
        )
        self.story.append(Moved("sent", queue.name, (body, repr(sorted(attributes.items())))))
        return {"MessageId": message_id, "MD5OfMessageBody": md5(body)}

    def _send_batch(self, parameters: Json) -> Json:
        queue = self._at(parameters)
        return self._batch("SendMessageBatch", parameters, lambda entry: self._sent(queue, entry))

    def _receive(self, parameters: Json) -> Json:
        queue = self._at(parameters)
        hide = parameters.get("VisibilityTimeout")
        taken = queue.receive(
            parameters.get("MaxNumberOfMessages", 1), None if hide is None else timedelta(seconds=hide)
        )
        return {"Messages": [_told(queue, each, parameters) for each in taken]} if taken else {}

    def _delete(self, parameters: Json) -> Json:
        queue, receipt = self._at(parameters), str(parameters["ReceiptHandle"])
        if message := queue.held(receipt):
            self.story.append(Moved("deleted", queue.name, message.content))
            queue.delete(receipt)
        return {}

    def _delete_batch(self, parameters: Json) -> Json:
        return self._batch("DeleteMessageBatch", parameters, lambda entry: self._delete(parameters | entry))

    def _change(self, parameters: Json) -> Json:
        message = self._at(parameters).held(str(parameters["ReceiptHandle"]))
        if message is None or message.visible_at <= self._clock():
            raise SqsError("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight")
        message.visible_at = self._clock() + timedelta(seconds=parameters["VisibilityTimeout"])
        return {}

    def _change_batch(self, parameters: Json) -> Json:
        return self._batch(
            "ChangeMessageVisibilityBatch", parameters, lambda entry: self._change(parameters | entry)
        )

    def _batch(self, operation: str, parameters: Json, do: Callable[[Json], Json]) -> Json:
        """Status 200 whatever happens: each entry has an answer of its own."""
        done, failed = list[Json](), list[Json]()
        for entry in parameters["Entries"]:
            try:
                if refused := self.refuse_entry(operation, entry):
                    failed.append({"Id": entry["Id"], "Code": refused, "SenderFault": False})
                else:
                    done.append({"Id": entry["Id"], **do(entry)})
            except SqsError as error:
                failed.append({"Id": entry["Id"], "Code": error.code, "SenderFault": True})
        return {"Successful": done, "Failed": failed}

    def _url(self, parameters: Json) -> Json:
        return {"QueueUrl": self._at({"QueueUrl": f"/{parameters['QueueName']}"}).url}

    def _attributes(self, parameters: Json) -> Json:
        queue = self._at(parameters)
        visible, flying, delayed = queue.counts()
        policy = queue.moves_to and {
            "deadLetterTargetArn": queue.moves_to.arn,
            "maxReceiveCount": queue.max_receives,
        }
        told = {
            "QueueArn": queue.arn,
            "ApproximateNumberOfMessages": str(visible),
            "ApproximateNumberOfMessagesNotVisible": str(flying),
            "ApproximateNumberOfMessagesDelayed": str(delayed),
            "MessageRetentionPeriod": str(int(queue.retention.total_seconds())),
            "VisibilityTimeout": str(int(queue.visibility.total_seconds())),
            **({"RedrivePolicy": json.dumps(policy)} if policy else {}),
            **({"FifoQueue": "true"} if queue.fifo else {}),
        }
        return {"Attributes": told}

    def _set_attributes(self, parameters: Json) -> Json:
        queue, asked = self._at(parameters), dict(parameters["Attributes"])
        queue.retention = timedelta(seconds=int(asked.pop("MessageRetentionPeriod")))
        if asked:
            raise SqsError("UnsupportedOperation", message=f"the harness sets no {', '.join(asked)}")
        return {}

    def _sources(self, parameters: Json) -> Json:
        target = self._at(parameters)
        return {"queueUrls": [each.url for each in self._queues.values() if each.moves_to is target]}


def _system(entry: Json) -> Iterator[tuple[str, str]]:
    yield from ((name, str(entry[name])) for name in _KEPT if name in entry)
    for name, value in (entry.get("MessageSystemAttributes") or {}).items():
        yield name, value["StringValue"]


def _told(queue: Queue, message: Stored, parameters: Json) -> Json:
    """Attributes come only to who asks for them."""
    asked = parameters.get("MessageSystemAttributeNames") or parameters.get("AttributeNames") or []
    named = parameters.get("MessageAttributeNames") or []
    system = queue.system_attributes(message)
    told: Json = {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "Body": message.body,
        "MD5OfBody": md5(message.body),
    }
    if asked:
        told["Attributes"] = _chosen(system, asked)
    if message.attributes and named:
        told["MessageAttributes"] = _chosen(message.attributes, named)
    return told


def _chosen(attributes: Mapping[str, Any], names: list[str]) -> Json:
    everything = {"All", ".*"} & set(names)
    return {name: value for name, value in attributes.items() if everything or name in names}
