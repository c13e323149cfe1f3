"""Least privilege: the template's policies suffice, and none of their statements can be spared.

Every statement of every role is needed by a part of the story, or by Lambda itself on its behalf, or stands
among the excused with why the emulator cannot show it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.domain.diagnosis.not_read import PASSING
from local.shop.shop import Shop
from local.slack_workspace import WorkspaceClient
from local.slack_workspace.client import RefusedError
from tests.contract.local_aws.waiting import NOW_AND_THEN, eventually
from tests.e2e.by_hand import ByHand, NotOfferedError
from tests.e2e.deeds import DEEDS
from tests.e2e.heartbeat import beat, metric_lines
from tests.e2e.local_process import RunningLocal
from tests.e2e.logs import logged
from tests.e2e.places import PAGER, QUEUES
from tests.e2e.platform_calls import CALLS, StandIn
from tests.e2e.roles import Roles
from tests.e2e.story import Person
from tests.e2e.transitions import Transition, now
from tests.unit.template.stack import FUNCTIONS, actions, statements

pytestmark = pytest.mark.timeout(600)

PATIENCE = timedelta(minutes=2)

LOGS = (
    "the emulator writes the logs itself and asks no role; asked by another it takes the ARN of a log group "
    "without the `:*` that ends it on AWS"
)
STREAM = "the emulator reads the stream itself and asks no role; asked by another it knows no ARN of a stream"
KEYS = "the emulator encrypts nothing with a customer's key, so none is ever asked for"
EXCUSED = {
    **{(function, "WriteLogs"): LOGS for function in FUNCTIONS},
    ("OnChange", "ReadChanges"): STREAM,
    **{(function, "UseKeys"): KEYS for function in ("OnCommand", "OnJob")},
}


@pytest.fixture(scope="module")
def by_hand(enforcing: RunningLocal, workspace: WorkspaceClient, shop: Shop) -> Iterator[ByHand]:
    """The parts follow each other at once: none waits for the second that the one before has used up.

    The stack is theirs from then on: what they leave in its queues and its stream is nobody's.
    """
    workspace.limit_ordinarily(on=False)
    by_hand = ByHand(enforcing, workspace)
    by_hand.take_over()
    yield by_hand
    workspace.limit_ordinarily(on=True)


@pytest.mark.usefixtures("nothing_denied")
def test_an_escalation_tells_its_topic_and_a_person_resolves(
    enforcing: RunningLocal, workspace: WorkspaceClient
) -> None:
    inbox = subscribed(enforcing, "pages")
    # With a message in it: an empty one may resolve by itself before a slow person does.
    sqs = enforcing.client("sqs")
    sqs.send_message(QueueUrl=sqs.create_queue(QueueName="part-resolved-dlq")["QueueUrl"], MessageBody="{}")
    alarm = Transition(local=enforcing, about="part-resolved-dlq", state="ALARM", at=now())
    enforcing.client("sns").publish(TopicArn=enforcing["alarm_topic_arn"], Message=alarm.message)

    page = eventually(lambda: received(enforcing, inbox), within=PATIENCE)
    assert "part-resolved-dlq" in json.loads(page)["Message"]

    ana = Person(workspace)
    ana.presses("acknowledge", ana.sees_card("part-resolved-dlq"))
    ana.presses("open:resolve", ana.sees_card("part-resolved-dlq", "Acknowledged by ana"))
    ana.submits(ana.sees_window("Resolve"), ready_reason="other", reason="It was a test")
    ana.sees_card("part-resolved-dlq", "Resolved")


@pytest.mark.usefixtures("nothing_denied")
def test_a_heartbeat_arrives(enforcing: RunningLocal) -> None:
    beat(enforcing)
    assert eventually(lambda: metric_lines(enforcing), within=PATIENCE, every=NOW_AND_THEN)


@pytest.mark.usefixtures("nothing_denied")
def test_the_clock_ticks(enforcing: RunningLocal) -> None:
    assert eventually(lambda: logged(enforcing, "OnClock", "REPORT"), within=PATIENCE, every=NOW_AND_THEN)


def test_every_statement_is_needed_or_excused() -> None:
    written = [(function, each["Sid"]) for function in FUNCTIONS for each in statements(function)]
    assert sorted([*DEEDS, *CALLS, *EXCUSED]) == sorted(written)


@pytest.mark.parametrize(("function", "sid"), DEEDS, ids=lambda part: part)
def test_without_the_statement_its_part_of_the_story_fails(
    function: str, sid: str, by_hand: ByHand, enforcing: RunningLocal
) -> None:
    (statement,) = (each for each in statements(function) if each["Sid"] == sid)
    refusals = [f"denied: allow {action} on" for action in actions(statement)]

    def refused(deed: Callable[[], str]) -> str:
        with Roles(enforcing).without(function, sid):
            return deed()

    ready = DEEDS[function, sid]
    by_hand.empty_queues()
    left = unthrottled(lambda: refused(ready(by_hand)))
    assert [refusal for refusal in refusals if refusal in left], left
    assert "denied: " not in unthrottled(lambda: ready(by_hand)())  # noqa: PLW0108 - prepared each time anew


def unthrottled(part: Callable[[], str]) -> str:
    """What a part leaves; played again where something was not read that may be read the next time.

    Others had used up a quota of that second, held a function or kept the machine busy: a refusal is hidden
    by it, and a card and its windows offer less.
    """
    for _ in range(4):
        with suppress(RefusedError, NotOfferedError):
            left = part()
            if not any(each in left for each in PASSING):
                return left
    return part()


@pytest.mark.parametrize(("function", "sid"), CALLS, ids=lambda part: part)
def test_without_the_statement_lambda_itself_is_refused(
    function: str, sid: str, enforcing: RunningLocal
) -> None:
    stand_in = StandIn(enforcing, function, CALLS[function, sid])
    with Roles(enforcing).without(function, sid):
        assert "is not authorized to perform" in stand_in.asks()
    assert stand_in.asks() == "permitted"


def subscribed(local: RunningLocal, name: str) -> str:
    """A queue that hears the pager."""
    sqs, arn = local.client("sqs"), f"{QUEUES}{name}"
    heard = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [heard]})
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
    local.client("sns").subscribe(TopicArn=PAGER, Protocol="sqs", Endpoint=arn)
    return str(url)


def received(local: RunningLocal, url: str) -> str | None:
    messages = local.client("sqs").receive_message(QueueUrl=url).get("Messages", [])
    return messages[0]["Body"] if messages else None
