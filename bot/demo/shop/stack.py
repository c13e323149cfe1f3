"""The shop's stack on the local AWS: deployed with its bugs, mended by deploying it again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.demo.local_aws.clients import Aws
from bot.demo.local_aws.deployer import Deployment, deploy
from bot.demo.local_aws.stopping import Stop

HERE = Path(__file__).parent
STACK = "shop"


class ShopStack:
    """Deployed, with every bug, by its construction.

    Attributes:
        outputs: Of the stack: where its queues, tables, streams and functions are.
    """

    def __init__(self, aws: Aws, *, alarm_topic_arn: str, stop: Stop) -> None:
        self._aws = aws
        self._stop = stop
        self._parameters = {"AlarmTopicArn": alarm_topic_arn}
        self._mended: dict[str, bytes] = {}
        self.outputs: Mapping[str, str] = self._deploy()

    def client(self, service: str) -> Any:
        return self._aws.client(service)

    def is_mended(self, file: str) -> bool:
        return file in self._mended

    def mend(self, file: str) -> None:
        """Deploy a file of the functions' code without its bug."""
        self._mended[file] = (HERE / "consumer_fixed" / file).read_bytes()
        self._deploy()

    def change(self, parameter: str, value: str) -> None:
        """Deploy with another value of a parameter."""
        self._parameters[parameter] = value
        self._deploy()

    def _deploy(self) -> dict[str, str]:
        deployment = Deployment(
            stack=STACK,
            template=HERE / "template.yaml",
            package=HERE / "consumer",
            parameters=self._parameters,
            replacing=self._mended,
        )
        return deploy(self._aws, deployment, stop=self._stop)

    def depth(self, queue: str) -> int:
        """Messages in the queue of that output, those being processed right now included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        sqs = self.client("sqs")
        answer = sqs.get_queue_attributes(QueueUrl=self.outputs[queue], AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def done(self, work: str) -> int:
        """How much of a kind of work the functions have counted."""
        found = self.client("dynamodb").get_item(
            TableName=self.outputs["CountsTable"], Key={"work": {"S": work}}, ConsistentRead=True
        )
        return int(found["Item"]["done"]["N"]) if "Item" in found else 0
