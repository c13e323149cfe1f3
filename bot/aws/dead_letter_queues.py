"""The team's queues in SQS."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.aws.errors import Client, asking, gone
from bot.aws.messages import received
from bot.aws.pages import pages_of
from bot.aws.receipt_handles import EXPIRED, ByHandle
from bot.aws.refusals import refused_as_missing
from bot.aws.sending import Sending
from bot.aws.session import LOOK, SEND_ONCE, Clients, Patience
from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.errors import Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.redrive.sqs_answers import Sent, Undeleted
from bot.domain.resource.grouping import Resource
from bot.parsing.queue_arn import queue_of

log = logging.getLogger("lastcall")

# ListDeadLetterSourceQueues only pages if given a page size.
_PAGE = 1000


class SqsDeadLetterQueues:
    """Implements ports.DeadLetterQueues."""

    def __init__(self, clients: Clients, sleep: Callable[[float], None] = time.sleep) -> None:
        self._clients = clients
        self._sleep = sleep
        self._urls: dict[str, str] = {}  # a queue's URL never changes

    def facts(self, queue: Resource) -> QueueFacts | Missing:
        try:
            return self._facts(queue)
        except Permanent as refused:
            return Missing(str(refused), gone(refused.__cause__))

    def sources(self, queue: Resource) -> tuple[str, ...] | Missing:
        return refused_as_missing(lambda: tuple(self._sources(queue)))

    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...]:
        with asking("sqs:ReceiveMessage", queue.arn):
            answer = self._sqs(queue_of(queue.arn), LOOK).receive_message(
                QueueUrl=queue.url,
                MaxNumberOfMessages=most,
                VisibilityTimeout=int(hide_for.total_seconds()),
                WaitTimeSeconds=int(wait.total_seconds()),
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        return tuple(received(message) for message in answer.get("Messages", []))

    def put_back(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> None:
        client = self._sqs(queue_of(queue.arn), LOOK)

        def ask(entries: list[dict[str, Any]]) -> Mapping[str, Any]:
            answer: Mapping[str, Any] = client.change_message_visibility_batch(
                QueueUrl=queue.url, Entries=[each | {"VisibilityTimeout": 0} for each in entries]
            )
            return answer

        action = "sqs:ChangeMessageVisibility"
        for reason in set(ByHandle(ask, action, queue.arn, self._sleep).settle(messages).values()):
            if reason.why != EXPIRED:
                # They come back by themselves when their time-out ends; until then the queue looks emptier.
                log.warning("not put back", extra={"queue": queue.arn, "why": reason.why})

    def send(self, destination_arn: str, messages: Sequence[ReceivedMessage]) -> Sent:
        try:
            queue = queue_of(destination_arn)
            url, client = self._url(queue), self._sqs(queue, SEND_ONCE)
        except Permanent as refused:
            return Sent(frozenset(), {message.message_id: str(refused) for message in messages})
        return Sending(client, url, destination_arn, self._sleep).send(messages)

    def delete(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Mapping[str, Undeleted]:
        client = self._sqs(queue_of(queue.arn), LOOK)

        def ask(entries: list[dict[str, Any]]) -> Mapping[str, Any]:
            answer: Mapping[str, Any] = client.delete_message_batch(QueueUrl=queue.url, Entries=entries)
            return answer

        return ByHandle(ask, "sqs:DeleteMessage", queue.arn, self._sleep).settle(messages)

    def _sqs(self, queue: Resource, patience: Patience) -> Client:
        return self._clients.for_place(queue.account, queue.region).client("sqs", patience)

    def _url(self, queue: Resource) -> str:
        if queue.arn not in self._urls:
            with asking("sqs:GetQueueUrl", queue.arn):
                answer = self._sqs(queue, LOOK).get_queue_url(
                    QueueName=queue.name, QueueOwnerAWSAccountId=queue.account
                )
            self._urls[queue.arn] = str(answer["QueueUrl"])
        return self._urls[queue.arn]

    def _facts(self, queue: Resource) -> QueueFacts:
        url = self._url(queue)
        with asking("sqs:GetQueueAttributes", queue.arn):
            answer = self._sqs(queue, LOOK).get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        return _facts(url, answer["Attributes"])

    def _sources(self, queue: Resource) -> Iterator[str]:
        """The answer holds URLs; a source is in the account and region of its dead-letter queue."""
        operation, action = "list_dead_letter_source_queues", "sqs:ListDeadLetterSourceQueues"
        listed = {"QueueUrl": self._url(queue), "MaxResults": _PAGE}
        for page in pages_of(self._sqs(queue, LOOK), operation, action, queue.arn, **listed):
            for source in page.get("queueUrls", []):
                yield queue._replace(name=source.rstrip("/").rpartition("/")[2]).arn


def _facts(url: str, attributes: Mapping[str, str]) -> QueueFacts:
    redrive = json.loads(attributes.get("RedrivePolicy", "{}"))
    return QueueFacts(
        arn=attributes["QueueArn"],
        url=url,
        visible=int(attributes["ApproximateNumberOfMessages"]),
        in_flight=int(attributes["ApproximateNumberOfMessagesNotVisible"]),
        delayed=int(attributes["ApproximateNumberOfMessagesDelayed"]),
        retention_seconds=int(attributes["MessageRetentionPeriod"]),
        visibility_seconds=int(attributes["VisibilityTimeout"]),
        fifo=attributes.get("FifoQueue") == "true",
        redrives_to=str(redrive.get("deadLetterTargetArn", "")),
        max_receives=int(redrive.get("maxReceiveCount", 0)),
    )
