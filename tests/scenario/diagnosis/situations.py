"""What the scenarios begin with: a consumer that does well, and something that lags all the same."""

from datetime import timedelta

from tests.scenario.diagnosis.account import DAY, HOUR, MINUTE, NOW, SECOND, Account, behind
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.account.metrics import steady
from tests.scenario.diagnosis.account.streams import Stream
from tests.scenario.diagnosis.looking import about
from tests.scenario.harness.places import queue_arn
from tests.scenario.harness.sqs_queue import Queue

WORKER = about("function", "worker")
ORDERS = about("queue", "orders")
CLICKS = about("stream", "clicks")
MAPPING = "mapping of worker"
DEAD = about("queue", "orders-dlq")
# A function that cannot be loaded, whatever it is sent, as it logs it and as it is shown.
NOT_LOADED = "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'orders'"
NOT_LOADED_SHAPE = "ImportModuleError Unable to import module 'app': No module named 'orders'"
NOT_LOADED_PROOF = (
    "first failure 1 s after version 42 by ben",
    "120 of 120 invocations failed in 15 min",
    NOT_LOADED_SHAPE,
)
NO_MEMORY = (
    "RequestId: 00000000-0000-4000-8000-000000000003 Error: Runtime exited with error: signal: killed\n"
    "Runtime.ExitError"
)
# In the words of the client that it calls others with.
CALL_TIMED_OUT = "[ERROR] ReadTimeout: HTTPSConnectionPool(host='rates.example.com'): Read timed out."
READ_REPORTS = (
    "Read its REPORT lines: memory used up or a long Init Duration is its own; "
    "if neither, check its dependencies"
)
LOOK_THERE = "Check the dependency and the network path to it: its alarms, errors and limits"
CALLS_TIMED_OUT = "14 of 14 failures logged are timeouts of its own calls"
ERROR = "[ERROR] KeyError: 'fullname'\nTraceback (most recent call last):"
FAILED_EVENTS = queue_arn("failed-events")


def working(aws: Account) -> Function:
    """It takes 900 calls in a quarter of an hour, a second each, and none fails."""
    worker = aws.function("worker")
    worker.runs()
    return worker


def not_loaded(worker: Function) -> None:
    """For 50 minutes by now, after a deployment in the minute before."""
    worker.runs(8, failing=8, failing_since=NOW - 50 * MINUTE)
    worker.says(NOT_LOADED, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    worker.deployed(NOW - 50 * MINUTE, version="42", by="ben")


def on_stream(aws: Account, *, growing_by: float = 1.0, age: timedelta = HOUR) -> tuple[Function, Stream]:
    """An hour behind a stream of four shards, to which 100 records a second are written."""
    worker, stream = working(aws), aws.stream("clicks")
    stream.takes(100)
    stream.metric("GetRecords.Records", steady(6_000.0))
    stream.metric("GetRecords.IteratorAgeMilliseconds", behind(age, growing_by=growing_by))
    worker.polls(stream.arn)
    worker.metric("IteratorAge", behind(age, growing_by=growing_by))
    return worker, stream


def on_table(aws: Account) -> tuple[Function, Stream]:
    """An hour behind the stream of a DynamoDB table, to which 100 items a second are put."""
    worker, stream = working(aws), aws.stream("carts", dynamodb=True)
    aws.metrics.put(
        "AWS/DynamoDB", "SuccessfulRequestLatency", steady(4.0, 6_000), TableName="carts", Operation="PutItem"
    )
    worker.polls(stream.arn)
    worker.metric("IteratorAge", behind(HOUR, growing_by=1.0))
    return worker, stream


def on_queue(aws: Account, *, growing_by: float = 1.0, waiting: int = 4_100) -> tuple[Function, Queue]:
    """So many wait in a queue, the oldest for an hour."""
    worker, orders = working(aws), aws.queue("orders", visibility=timedelta(minutes=3), retention=4 * DAY)
    aws.waits(orders, waiting, oldest=HOUR, growing_by=growing_by)
    worker.polls(orders.arn)
    return worker, orders


def on_events(aws: Account) -> Function:
    """Its asynchronous events wait for two minutes."""
    worker = working(aws)
    worker.metric("AsyncEventAge", behind(2 * MINUTE, growing_by=0.0))
    worker.metric("AsyncEventsReceived", steady(1.0, 600))
    worker.metric("AsyncEventsDropped", steady(0.0))
    return worker


def dropping(aws: Account) -> Function:
    """Lambda gives up on three of its events each minute; they go to its destination."""
    worker = on_events(aws)
    worker.events = {"DestinationConfig": {"OnFailure": {"Destination": FAILED_EVENTS}}}
    worker.metric("AsyncEventsDropped", steady(1.0, 3))
    return worker


def dead_letters(aws: Account, *bodies: str) -> Function:
    """Moved by SQS out of the queue that worker consumes; it works well now."""
    worker = working(aws)
    orders = aws.queue("orders", visibility=timedelta(minutes=3))
    worker.polls(orders.arn)
    dlq = aws.queue("orders-dlq", retention=14 * DAY)
    aws.dead_letters(dlq, *(bodies or ('{"order": 1}', '{"order": 2}')), source=orders)
    return worker
