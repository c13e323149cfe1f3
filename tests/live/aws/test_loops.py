"""Loops that go through a queue: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html."""

from dataclasses import dataclass

from tests.live.aws.place import Place, Queue

FURTHER_THAN_ALLOWED = 20
LOOPS = """
import boto3

sqs = boto3.client("sqs")

def handler(event, context):
    for record in event["Records"]:
        turn = int(record["body"])
        goes_on = turn < {turns}
        sqs.send_message(QueueUrl="{again}" if goes_on else "{reached}", MessageBody=str(turn + 1))
"""


@dataclass(frozen=True)
class Loop:
    reached: Queue
    stopped: Queue


def looping(aws: Place, recursion: str) -> Loop:
    """A function that sends itself the next turn; what Lambda stops becomes a dead letter."""
    stopped, reached = aws.queue("stopped"), aws.queue("reached")
    again = aws.redriving("again", stopped, 1, VisibilityTimeout="3")
    source = LOOPS.format(turns=FURTHER_THAN_ALLOWED, again=again.url, reached=reached.url)
    actions = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    allowed = {"Effect": "Allow", "Action": actions, "Resource": [again.arn, reached.arn]}
    function = aws.function("loop", source, allowed)
    aws.warmed(function)
    aws.client("lambda").put_function_recursion_config(FunctionName=function, RecursiveLoop=recursion)
    aws.reading(function, again.arn, BatchSize=1)
    again.send("1")
    return Loop(reached, stopped)


def test_a_loop_that_is_allowed_goes_on(aws: Place) -> None:
    assert looping(aws, "Allow").reached.arrived()


def test_a_loop_is_stopped_after_about_sixteen_turns(aws: Place) -> None:
    (dead,) = looping(aws, "Terminate").stopped.arrived()
    assert 15 <= int(dead["Body"]) <= 18
