"""What is not Slack's, not fresh, not allowed or not harmless: refused, or shown so that it does no harm.

Presses are processed behind a queue. That one did nothing is therefore looked at after a later press, of ben,
has been carried out: it finds the incident as it was, and is the only one in its story.
"""

import itertools
import json
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from local.slack_workspace import WorkspaceClient
from tests.contract.local_aws.waiting import eventually
from tests.e2e.local_process import RunningLocal
from tests.e2e.presses import knock, press_of
from tests.e2e.queues import drained
from tests.e2e.roles import physical_names
from tests.e2e.story import ANA, CHANNEL, Person, elements, roots, says, texts
from tests.e2e.table import incident, story
from tests.e2e.transitions import Transition, now

BEN, DORA, GUS = "U0BEN00001", "U0DORA0001", "U0GUS00001"
PATIENCE = timedelta(minutes=1)
_numbers = itertools.count(1)

Json = dict[str, Any]

# A mention of everybody, of a person, code, a link and formatting, in one name.
HARM = "<!channel>-<@U0BEN00001>-`rm -rf`-<https://evil.example|click>-*bold*"

may_not = pytest.mark.parametrize(
    ("user", "words"),
    [
        pytest.param(DORA, "Guests may not", id="a guest"),
        pytest.param(GUS, "Only members of the workspace", id="a person of another workspace"),
    ],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open incident and its card."""

    local: RunningLocal
    slack: WorkspaceClient
    queue: str
    card: Json

    def put(self, body: str) -> None:
        """Put a message into the queue."""
        sqs = self.local.client("sqs")
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=self.queue)["QueueUrl"], MessageBody=body)

    def still_open_for_ben(self) -> None:
        """Ben can acknowledge it, and nobody has before him."""
        self.let_presses_be_carried_out()
        assert knock(self.local, press_of(self.card, "acknowledge", BEN)) == 200
        Person(self.slack).sees_card(self.queue, "Acknowledged by ben")
        assert self.acknowledged_by() == ["ben"]

    def let_presses_be_carried_out(self) -> None:
        commands = physical_names(self.local)["CommandQueue"]
        eventually(lambda: drained(self.local, commands), within=PATIENCE)

    def acknowledged_by(self) -> list[str]:
        told = story(self.local, self.queue)
        return [entry["by"]["name"] for entry in told if entry["event"] == "acknowledged"]


def opened(local: RunningLocal, slack: WorkspaceClient, queue: str) -> Open:
    alarm = Transition(local=local, about=queue, state="ALARM", at=now())
    local.client("sns").publish(TopicArn=local["alarm_topic_arn"], Message=alarm.message)
    card = Person(slack).sees_card(queue.partition("<")[0])
    return Open(local=local, slack=slack, queue=queue, card=card)


@pytest.fixture
def orders(local: RunningLocal, slack: WorkspaceClient) -> Open:
    queue = f"orders-refused-{next(_numbers)}-dlq"
    local.client("sqs").create_queue(QueueName=queue)
    return opened(local, slack, queue)


def test_the_same_press_is_carried_out_when_slack_signs_it_now(orders: Open) -> None:
    orders.still_open_for_ben()


def test_a_forged_signature_is_refused(local: RunningLocal, orders: Open) -> None:
    press = press_of(orders.card, "acknowledge", ANA)
    forged: list[dict[str, str]] = [
        {"secret": "guessed"},
        {"X_Slack_Signature": ""},
        {"X_Slack_Signature": "v0="},
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"X_Slack_Signature": "v0=é"},
        {"X_Slack_Request_Timestamp": str(int(time.time()) - 1)},
    ]
    assert [knock(local, press, **how) for how in forged] == [401] * len(forged)
    orders.still_open_for_ben()


@pytest.mark.parametrize(
    "seconds",
    [pytest.param(-360, id="six minutes old"), pytest.param(120, id="two minutes ahead")],
)
def test_an_old_or_future_timestamp_is_refused_although_well_signed(
    seconds: int, local: RunningLocal, orders: Open
) -> None:
    stamp = str(int(time.time()) + seconds)
    assert knock(local, press_of(orders.card, "acknowledge", ANA), stamp=stamp) == 401
    orders.still_open_for_ben()


def test_a_garbage_timestamp_is_refused(local: RunningLocal, orders: Open) -> None:
    press = press_of(orders.card, "acknowledge", ANA)
    garbage = ["", "soon", "-1", "1e9", "1795257154.5", "9" * 400, "0x6a"]
    assert [knock(local, press, stamp=stamp) for stamp in garbage] == [401] * len(garbage)
    orders.still_open_for_ben()


def test_the_same_signed_press_again_changes_nothing(slack: WorkspaceClient, orders: Open) -> None:
    ana = Person(slack)
    ana.presses("acknowledge", orders.card)
    number = len(slack.deliveries()) - 1
    card = ana.sees_card(orders.queue, "Acknowledged by ana")
    released = next(
        option["value"]
        for each in elements(card)
        for option in each.get("options", [])
        if option["value"].startswith("release:")
    )
    assert slack.click(ANA, "more", channel=CHANNEL, ts=card["ts"], selected=released)["ok"]
    sees_button(orders, "acknowledge")

    assert slack.replay(number)["status"] == 200
    orders.let_presses_be_carried_out()

    assert knock(orders.local, press_of(orders.card, "acknowledge", BEN)) == 200
    ana.sees_card(orders.queue, "Acknowledged by ben")
    assert orders.acknowledged_by() == ["ana", "ben"]


def test_an_unknown_action_changes_nothing(local: RunningLocal, orders: Open) -> None:
    unknown = ["explode", "acknowledge_all", "", "release" * 30]
    answers = [knock(local, press_of(orders.card, action, ANA)) for action in unknown]
    assert answers == [200] * len(unknown)
    assert knock(local, press_of(orders.card, "acknowledge", ANA, type="shortcut")) == 400
    orders.still_open_for_ben()
    assert [entry["event"] for entry in acts(orders)] == ["acknowledged"]


def test_over_long_input_is_refused_before_it_is_read(local: RunningLocal, orders: Open) -> None:
    press = press_of(orders.card, "acknowledge", ANA)
    assert knock(local, press + b"&padding=" + b"x" * 600_000) == 413
    orders.still_open_for_ben()


def test_an_over_long_command_is_answered_within_what_slack_shows(
    slack: WorkspaceClient, orders: Open
) -> None:
    assert slack.command(BEN, CHANNEL, "/lastcall ack " + "x" * 20_000)["ok"]
    told = told_to(slack, BEN, "No open incident is called")
    assert max(map(len, texts(told))) <= 3_000
    orders.still_open_for_ben()


@may_not
def test_who_may_not_act_is_told_so_and_nothing_is_done(
    user: str, words: str, slack: WorkspaceClient, orders: Open
) -> None:
    assert slack.click(user, "acknowledge", channel=CHANNEL, ts=orders.card["ts"])["ok"]
    told_to(slack, user, words)
    assert incident(orders.local, orders.queue).get("acknowledgement") is None
    orders.still_open_for_ben()


@may_not
def test_who_may_not_look_is_told_so_and_sees_no_message(
    user: str, words: str, slack: WorkspaceClient, orders: Open
) -> None:
    orders.put('{"plan": "secret plan"}')
    person = Person(slack, user)
    person.presses("open:inspect", orders.card)
    window = person.sees_window(words)
    assert not says(window, "secret plan")
    person.closes(window)


def test_markup_in_the_names_an_alarm_tells_is_shown_as_it_is_written(
    local: RunningLocal, slack: WorkspaceClient
) -> None:
    opened(local, slack, f"orders-{HARM}")

    def told(state: Json) -> Json | None:
        found = (each for each in reversed(roots(state)) if says(each, "orders-&lt;!channel&gt;"))
        return next((each for each in found if each["replies"]), None)

    card = slack.wait_for(told, within=PATIENCE, what="the card and its first mention")
    assert harmless(card, own=(f"@{ANA}", "https://us-east-1.console.aws.amazon.com/"))
    assert not says(card, "`rm")


def test_markup_in_a_message_is_shown_as_it_is_written(slack: WorkspaceClient, orders: Open) -> None:
    orders.put(json.dumps({"note": HARM, HARM: 1}))
    ana = Person(slack)
    ana.presses("open:inspect", orders.card)
    window = ana.sees_window("note")
    assert says(window, "!channel")
    assert harmless(window, own=("https://us-east-1.console.aws.amazon.com/",))
    ana.closes(window)


def harmless(shown: Json, *, own: tuple[str, ...]) -> bool:
    """Nothing in it calls, links or formats but what Lastcall itself put there."""
    marked = [mark for text in marked_up(shown) for mark in re.findall("<([^>]*)>", text)]
    assert [mark for mark in marked if not mark.startswith(("!date^", *own))] == []
    kinds = {each.get("type") for each in elements(shown) if "style" not in each}
    assert not kinds & {"broadcast", "usergroup", "link", "user"}
    return True


def marked_up(shown: Json) -> list[str]:
    """Every text in which Slack reads markup: mrkdwn, and the text of a message itself."""
    return [
        each["text"]
        for each in elements(shown)
        if each.get("type") in {"mrkdwn", "message"} and isinstance(each.get("text"), str)
    ]


def sees_button(orders: Open, action: str) -> Json:
    def look(state: Json) -> Json | None:
        cards = [each for each in state["messages"][CHANNEL] if each["ts"] == orders.card["ts"]]
        return next((each for each in elements(cards) if each.get("action_id") == action), None)

    return orders.slack.wait_for(look, within=PATIENCE, what=f"the button {action}")


def acts(orders: Open) -> list[Json]:
    """What people did."""
    return [entry for entry in story(orders.local, orders.queue) if entry.get("by", {}).get("user")]


def told_to(slack: WorkspaceClient, user: str, words: str) -> Json:
    """What only this person is shown."""

    def look(state: Json) -> Json | None:
        return next((each for each in reversed(state["ephemerals"][user]) if says(each, words)), None)

    return slack.wait_for(look, within=PATIENCE, what=f"an answer that says {words!r}")
