"""An incident made to be slow to look at holds up no other, on the deployed template."""

from datetime import timedelta

import pytest

from local.slack_workspace import WorkspaceClient
from tests.contract.local_aws.waiting import eventually
from tests.e2e.local_process import RunningLocal
from tests.e2e.story import Person
from tests.e2e.table import items
from tests.e2e.transitions import Transition, now

pytestmark = pytest.mark.timeout(300)

POISONED, OTHER = "orders-poisoned-dlq", "orders-beside-dlq"
LARGEST = 1_048_576  # bytes that SQS takes
FIRES = 5
SOON = timedelta(seconds=30)
BODIES = (
    "ORDER 4711" + " " * (LARGEST - 11) + ".",
    "password=\\" + '\\"' * (LARGEST // 2 - 6) + "x",
    "[" * (LARGEST - 1),
)


def test_an_alarm_that_fires_five_times_over_slow_messages_delays_no_other_incident(
    local: RunningLocal, slack: WorkspaceClient
) -> None:
    fill(local, POISONED, *BODIES)
    fill(local, OTHER, '{"order": 1}')
    began = now().replace(microsecond=0) - timedelta(minutes=2)
    for number in range(2 * FIRES - 1):
        state = "OK" if number % 2 else "ALARM"
        tell(
            local, Transition(local=local, about=POISONED, state=state, at=began + timedelta(seconds=number))
        )
    tell(local, Transition(local=local, about=OTHER, state="ALARM", at=now()))
    eventually(lambda: looked_at(local, OTHER), within=SOON)
    Person(slack).sees_card(POISONED, "dead letter")
    eventually(lambda: looked_at(local, POISONED), within=SOON)


def fill(local: RunningLocal, queue: str, *bodies: str) -> None:
    sqs = local.client("sqs")
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)


def tell(local: RunningLocal, transition: Transition) -> None:
    local.client("sns").publish(TopicArn=local["alarm_topic_arn"], Message=transition.message)


def looked_at(local: RunningLocal, queue: str) -> bool:
    kept = items(local, queue).get("INCIDENT", {})
    return kept.get("evidence") is not None
