"""The queues of the deployed stack."""

from tests.e2e.local_process import RunningLocal


def drained(local: RunningLocal, url: str) -> bool:
    """Nothing waits in it, and nobody works at what was in it."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = local.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return all(counts[name] == "0" for name in names)
