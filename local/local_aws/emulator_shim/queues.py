"""SQS: which queues feed a dead-letter queue, what a batch keeps, and the metrics of every queue."""

import json
from collections.abc import Callable, Sequence

from .borrowed import CLOUDWATCH, SQS, Json, borrow, in_every_scope

SAMPLE_EVERY = 5.0  # seconds between two samples of an unchanged metric; a change is sampled at once
KEPT = 2000  # samples of each metric: hours of a queue that does not change
TRACE = "AWSTraceHeader"
AGE = "ApproximateAgeOfOldestMessage"


SendBatch = Callable[[Json, str], Json]


def list_dead_letter_source_queues(request: Json, queue_url: str) -> Json:
    """The missing action, as a handler of the emulator: request and queue URL in, response out."""
    asked = request.get("QueueUrl", queue_url)
    target = borrow(SQS, "_get_q")(asked, "sqs:ListDeadLetterSourceQueues")
    arn = target["attributes"]["QueueArn"]
    sources = [url for url, queue in borrow(SQS, "_queues").items() if dead_letter_target(queue) == arn]
    first = int(request.get("NextToken") or 0)
    after = first + int(request.get("MaxResults") or 1000)
    more = {"NextToken": str(after)} if after < len(sources) else {}
    return {"queueUrls": sources[first:after], **more}


def keeping_traces(send_batch: SendBatch) -> SendBatch:
    """SendMessageBatch with each entry's trace header, which the emulator keeps of single messages only."""

    def sent(request: Json, queue_url: str) -> Json:
        answer = send_batch(request, queue_url)
        given = {each["Id"]: each.get("MessageSystemAttributes") for each in request.get("Entries", [])}
        queue = borrow(SQS, "_get_q")(request.get("QueueUrl", queue_url), "sqs:SendMessage")
        kept = {each["MessageId"]: given[each["Id"]] for each in answer["Successful"] if given[each["Id"]]}
        for message in queue["messages"]:
            if message["id"] in kept:
                message["sys"][TRACE] = kept[message["id"]][TRACE]["StringValue"]
        return answer

    return sent


def dead_letter_target(queue: Json) -> str:
    policy = json.loads(queue["attributes"].get("RedrivePolicy") or "{}")
    return str(policy.get("deadLetterTargetArn", ""))


def sample_queues(now: float) -> None:
    """Record each queue's metrics: at a change both values, so that a maximum keeps the old one.

    What was recorded last is kept on the emulator's own record of the queue: it goes when the queue goes.
    """
    for queue in in_every_scope(borrow(SQS, "_queues")):
        borrow(SQS, "_refresh_counts")(queue)
        last = queue.setdefault("lastcall_samples", {})
        for metric, value in queue_metrics(queue, now).items():
            before, at = last.get(metric, (value, 0.0))
            steady = value == before or (metric == AGE and value > before)
            if steady and now - at < SAMPLE_EVERY:
                continue
            record(queue["name"], metric, [value] if steady else [before, value])
            last[metric] = (value, now)


def queue_metrics(queue: Json, now: float) -> dict[str, float]:
    """As on AWS, the oldest message's age counts from its arrival in this queue, not from its sending."""
    counts = queue["attributes"]
    known = queue.get("lastcall_arrivals", {})
    arrivals = {message["id"]: known.get(message["id"], now) for message in queue["messages"]}
    queue["lastcall_arrivals"] = arrivals
    return {
        "ApproximateNumberOfMessagesVisible": float(counts["ApproximateNumberOfMessages"]),
        "ApproximateNumberOfMessagesNotVisible": float(counts["ApproximateNumberOfMessagesNotVisible"]),
        "ApproximateNumberOfMessagesDelayed": float(counts["ApproximateNumberOfMessagesDelayed"]),
        AGE: float(int(now - min(arrivals.values(), default=now))),
    }


def record(queue: str, metric: str, values: Sequence[float]) -> None:
    unit, dimensions = "Seconds" if metric == AGE else "Count", {"QueueName": queue}
    for value in values:
        borrow(CLOUDWATCH, "record_metric")("AWS/SQS", metric, value, unit, dimensions)
    key = ("AWS/SQS", metric, borrow(CLOUDWATCH, "_dims_key")(dimensions))
    del borrow(CLOUDWATCH, "_metrics")[key][:-KEPT]
