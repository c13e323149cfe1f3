"""SQS: attributes, sources and messages. What was received is hidden until it is put back."""

from collections.abc import Mapping

from tests.deadbench.aws.refusals import absent
from tests.deadbench.world import World
from tests.scenario.diagnosis.account.boundary import Json, Operation


def queue_operations(world: World) -> Mapping[str, Operation]:
    hidden: set[str] = set()

    def known(asked: Json) -> str:
        name = str(asked.get("QueueName") or asked["QueueUrl"].rpartition("/")[2])
        if world.config("sqs", "get-queue-attributes", name) is None:
            raise absent("sqs", name)
        return name

    def url(asked: Json) -> Json:
        about = world.about
        account = asked.get("QueueOwnerAWSAccountId", about.account)
        return {"QueueUrl": f"https://sqs.{about.region}.amazonaws.com/{account}/{known(asked)}"}

    def attributes(asked: Json) -> Json:
        found = world.config("sqs", "get-queue-attributes", known(asked))["Attributes"]
        names = asked.get("AttributeNames", [])
        return {"Attributes": {key: each for key, each in found.items() if "All" in names or key in names}}

    def sources(asked: Json) -> Json:
        found = world.config("sqs", "list-dead-letter-source-queues", known(asked)) or {"queueUrls": []}
        return {"queueUrls": found["queueUrls"]}

    def receive(asked: Json) -> Json:
        waiting = [each for each in world.messages(known(asked)) if each["MessageId"] not in hidden]
        taken = waiting[: asked.get("MaxNumberOfMessages", 1)]
        hidden.update(each["MessageId"] for each in taken)
        messages = [{"ReceiptHandle": each["MessageId"]} | each for each in taken]
        return {"Messages": messages} if messages else {}

    def put_back(asked: Json) -> Json:
        known(asked)
        hidden.difference_update(each["ReceiptHandle"] for each in asked["Entries"])
        return {"Successful": [{"Id": each["Id"]} for each in asked["Entries"]], "Failed": []}

    return {
        "sqs.GetQueueUrl": url,
        "sqs.GetQueueAttributes": attributes,
        "sqs.ListDeadLetterSourceQueues": sources,
        "sqs.ReceiveMessage": receive,
        "sqs.ChangeMessageVisibilityBatch": put_back,
    }
