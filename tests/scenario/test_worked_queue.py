"""A queue at work that grows is told of within a quarter of an hour, however old its incident is."""

from bot.domain.alarm.alarm import Metric
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import queue_arn

AGE = Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "orders"}, "Maximum")
BACKLOG = Alarm("orders", watched=AGE, threshold=60)


def test_tenfold_growth_between_two_looks_is_told(h: Harness) -> None:
    orders = h.sqs.create(queue_arn("orders"))
    for _ in range(4):
        orders.send('{"order": 1}')
    h.deliver(BACKLOG.fires(h.clock()))
    h.fast_forward(hours=5)
    assert h.incident("orders").kind == "queue_backlog"
    for _ in range(40):
        orders.send('{"order": 1}')
    h.fast_forward(minutes=16)
    h.slack.expect_message("orders").expect_reply("It has grown from 4 to 44")


def test_what_is_read_between_two_looks_leaves_no_trace_and_is_little(h: Harness) -> None:
    orders = h.sqs.create(queue_arn("orders"))
    orders.send('{"order": 1}')
    h.deliver(BACKLOG.fires(h.clock()))
    h.fast_forward(hours=5)
    calls = h.calls_of(lambda: h.fast_forward(minutes=16))
    asked = {call.partition(" ")[0] for each in calls.values() for call in each}
    read = {call for call in asked if call.startswith(("sqs.", "cloudwatch.", "lambda.", "logs."))}
    assert read - {"sqs.SendMessageBatch", "sqs.SendMessage"} <= {
        "sqs.GetQueueUrl",
        "sqs.GetQueueAttributes",
        "cloudwatch.GetMetricData",
    }
    assert "sqs.GetQueueAttributes" in read
