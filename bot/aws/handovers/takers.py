"""Takers of a handover: whether they exist, whom their policy allows, and which key encrypts them.

Facts: SQS, SNS, Lambda and Kinesis API references (GetQueueAttributes, GetTopicAttributes, GetPolicy,
DescribeStreamSummary); KMS API reference (DescribeKey, GetKeyPolicy). A function without a policy of its own
answers like one that does not exist, so its existence is checked first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.aws.errors import Client, asking, gone
from bot.aws.handovers.statements import readable
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.domain.errors import Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.permissions.handover import MANAGED, Key, Taker
from bot.domain.evidence.permissions.permits import Policy
from bot.domain.resource.arn import Arn, as_arn, read_arn, unqualified

_FIFO = ".fifo"


class Takers:
    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def of(self, arn: str) -> Taker | None:
        """None for kinds that cannot be read here: nothing is said about them. Raises Permanent if denied."""
        place = read_arn(arn)
        ask = _KINDS.get(place.service) if place else None
        if place is None or ask is None:
            return None
        try:
            return ask(self, arn, place)
        except Permanent as refused:
            if gone(refused.__cause__):
                return Taker(arn, gone=True)
            raise

    def client(self, service: str, place: Arn) -> Client:
        return self._clients.for_place(place.account, place.region).client(service, LOOK)

    def queue(self, arn: str, place: Arn) -> Taker:
        sqs = self.client("sqs", place)
        with asking("sqs:GetQueueUrl", arn):
            url = sqs.get_queue_url(QueueName=place.resource, QueueOwnerAWSAccountId=place.account)
        with asking("sqs:GetQueueAttributes", arn):
            answer = sqs.get_queue_attributes(QueueUrl=url["QueueUrl"], AttributeNames=["All"])
        told = answer.get("Attributes", {})
        fifo = told.get("FifoQueue") == "true"
        return Taker(arn, fifo=fifo, policy=_policy(told, arn), key=self._key(told, place))

    def topic(self, arn: str, place: Arn) -> Taker:
        with asking("sns:GetTopicAttributes", arn):
            told = self.client("sns", place).get_topic_attributes(TopicArn=arn)["Attributes"]
        return Taker(
            arn, fifo=place.resource.endswith(_FIFO), policy=_policy(told, arn), key=self._key(told, place)
        )

    def function(self, arn: str, place: Arn) -> Taker:
        client = self.client("lambda", place)
        with asking("lambda:GetFunctionConfiguration", arn):
            client.get_function_configuration(FunctionName=arn)
        return Taker(arn, policy=refused_as_missing(lambda: _policy_of_function(client, arn)))

    def stream(self, arn: str, place: Arn) -> Taker:
        with asking("kinesis:DescribeStreamSummary", arn):
            answer = self.client("kinesis", place).describe_stream_summary(StreamARN=arn)
        told = answer["StreamDescriptionSummary"]
        encrypted = told.get("EncryptionType") == "KMS"
        key = {"KmsMasterKeyId": told.get("KeyId", "")} if encrypted else {}
        return Taker(arn, key=self._key(key, place))

    def state_machine(self, arn: str, _place: Arn) -> Taker:
        """Reads nothing: the role that starts it says who may."""
        return Taker(arn)

    def _key(self, told: Mapping[str, str], place: Arn) -> Key | Missing | None:
        """The policy of an AWS managed key need not be read: AWS documents it."""
        name = told.get("KmsMasterKeyId", "")
        if not name:
            return None
        if as_arn(name).resource.startswith(MANAGED):
            return Key(name, (), managed=True)
        return refused_as_missing(lambda: self._own_key(name, place))

    def _own_key(self, name: str, place: Arn) -> Key:
        kms = self.client("kms", place)
        with asking("kms:DescribeKey", name):
            told = kms.describe_key(KeyId=name)["KeyMetadata"]
        if told.get("KeyManager") == "AWS":
            return Key(name, (), managed=True)
        state = str(told.get("KeyState", ""))
        return Key(name, refused_as_missing(lambda: _policy_of_key(kms, told["KeyId"])), state=state)


_KINDS: Mapping[str, Callable[[Takers, str, Arn], Taker]] = {
    "sqs": Takers.queue,
    "sns": Takers.topic,
    "lambda": Takers.function,
    "kinesis": Takers.stream,
    "states": Takers.state_machine,
}


def _policy(told: Mapping[str, Any], arn: str) -> Policy | Missing | None:
    document = told.get("Policy")
    return refused_as_missing(lambda: readable(document, arn)) if document else None


def _policy_of_key(kms: Client, key: str) -> Policy:
    with asking("kms:GetKeyPolicy", key):
        document = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    return readable(document, key)


def _policy_of_function(client: Client, arn: str) -> Policy:
    """The policy of the version or alias called; each has its own."""
    name, qualifier = unqualified(arn), as_arn(arn).qualifier
    version = {"Qualifier": qualifier} if qualifier else {}
    try:
        with asking("lambda:GetPolicy", arn):
            document = client.get_policy(FunctionName=name, **version)["Policy"]
    except Permanent as refused:
        if gone(refused.__cause__):
            return ()
        raise
    return readable(document, arn)
