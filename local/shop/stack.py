"""The shop's stack on the local AWS: deployed with its bugs, mended and broken by deploying one function."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from local.local_aws.clients import Aws
from local.local_aws.deployer import Deployment, deploy
from local.local_aws.stopping import Stop

HERE = Path(__file__).parent
STACK = "shop"
# Which function has the bug that is in this file: it alone is deployed when that is mended.
HANDLERS = {
    "customer.py": "orders_worker.handler",
    "visit.py": "clicks_counter.handler",
    "address.py": "mailer.handler",
    "label.py": "parcels_worker.handler",
}


class Code(StrEnum):
    """What is deployed of a file, and in which folder that lies."""

    BUGGY = "consumer"
    FIXED = "consumer_fixed"
    WRONG = "consumer_wrong"


class ShopStack:
    """Deployed, with every bug, by its construction.

    Attributes:
        outputs: Of the stack: where its queues, tables, streams and functions are.
    """

    def __init__(self, aws: Aws, *, alarm_topic_arn: str, stop: Stop) -> None:
        self._aws = aws
        self._stop = stop
        self._parameters = {"AlarmTopicArn": alarm_topic_arn}
        self._code: dict[str, Code] = {}
        self.outputs: Mapping[str, str] = self._deploy()

    def client(self, service: str) -> Any:
        return self._aws.client(service)

    def code(self, file: str) -> Code:
        return self._code.get(file, Code.BUGGY)

    def put(self, file: str, code: Code) -> None:
        """Deploy the function that this file belongs to, with it as it is in that folder."""
        self._code[file] = code
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
            own={
                HANDLERS[file]: {file: (HERE / code / file).read_bytes()}
                for file, code in self._code.items()
                if code is not Code.BUGGY
            },
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
