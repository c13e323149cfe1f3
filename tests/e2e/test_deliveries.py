"""However often, by whichever ways and in whatever order an alarm's history arrives: one state, one card.

The property itself is in tests/property/test_intake.py; here it is played once on the deployed template.
"""

import json
import random
from collections.abc import Callable
from datetime import timedelta

from local.slack_workspace import WorkspaceClient
from tests.contract.local_aws.waiting import eventually
from tests.e2e.local_process import RunningLocal
from tests.e2e.queues import drained
from tests.e2e.roles import physical_names
from tests.e2e.story import roots, says
from tests.e2e.table import incident, items
from tests.e2e.transitions import Transition, now

QUEUE = "orders-history-dlq"
HISTORY = ("ALARM", "OK", "ALARM", "INSUFFICIENT_DATA", "OK", "ALARM")
DELIVERIES = 250
SEED = 3
PATIENCE = timedelta(minutes=2)

Deliver = Callable[[Transition], object]


def test_a_history_in_many_deliveries_ends_in_one_state_and_one_card(
    local: RunningLocal, slack: WorkspaceClient
) -> None:
    local.client("sqs").create_queue(QueueName=QUEUE)
    began = now().replace(microsecond=0) - timedelta(minutes=5)
    history = [
        Transition(local=local, about=QUEUE, state=state, at=began + timedelta(seconds=10 * number))
        for number, state in enumerate(HISTORY)
    ]
    for transition, deliver in deliveries(history, ways(local)):
        deliver(transition)

    eventually(lambda: drained(local, local["alarm_queue_url"]), within=PATIENCE)
    eventually(lambda: shown_in_full(local), within=PATIENCE)
    kept = incident(local, QUEUE)
    (alarm,) = kept["alarms"].values()
    assert (alarm["state"], alarm["verdict"]) == ("ALARM", "ALARM")
    assert alarm["at"] == alarm["verdict_at"] == history[-1].at.isoformat()
    assert kept.get("resolution") is None
    assert len([each for each in roots(slack.state()) if says(each, QUEUE)]) == 1
    assert len(posts(slack)) == 1


def ways(local: RunningLocal) -> list[Deliver]:
    """By the topic, by the event bus's target, and as the alarm's own invocation."""
    sns, sqs, functions = (local.client(service) for service in ("sns", "sqs", "lambda"))
    topic, queue, function = (
        local["alarm_topic_arn"],
        local["alarm_queue_url"],
        physical_names(local)["OnAlarm"],
    )
    return [
        lambda each: sns.publish(TopicArn=topic, Message=each.message),
        lambda each: sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(each.event)),
        lambda each: accepted(functions.invoke(FunctionName=function, Payload=json.dumps(each.invocation))),
    ]


def accepted(answer: dict[str, object]) -> None:
    assert "FunctionError" not in answer


def deliveries(history: list[Transition], by: list[Deliver]) -> list[tuple[Transition, Deliver]]:
    """Every transition at least once by every way, then any of them again; in any order."""
    chance = random.Random(SEED)  # noqa: S311 - an order to repeat, no secret
    once = [(each, way) for each in history for way in by]
    again = [(chance.choice(history), chance.choice(by)) for _ in range(DELIVERIES - len(once))]
    return chance.sample(once + again, DELIVERIES)


def shown_in_full(local: RunningLocal) -> bool:
    """Slack shows the newest version, card and thread."""
    found = items(local, QUEUE)
    card, kept = found.get("CARD", {}), found["INCIDENT"]
    return bool(
        card.get("ts")
        and card["shown"] >= kept["card_version"]
        and card.get("cursor", 0) >= kept.get("thread_version", 0)
    )


def posts(slack: WorkspaceClient) -> list[dict[str, object]]:
    """Root messages that Slack was ever asked to post for the queue, deleted ones included."""
    return [
        call
        for call in slack.calls("chat.postMessage")
        if not call["args"].get("thread_ts") and QUEUE in json.dumps(call["args"])
    ]
