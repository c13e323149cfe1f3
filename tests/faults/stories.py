"""The stories that are broken off at every call. A new one is one entry in STORIES.

prepare   what has happened before, unharmed
act       what happens while one call goes wrong
again     what the world does when it saw no success: the alarm is delivered again, the person presses
          again, or, where the press was taken, Slack sends the very same request once more
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from bot.domain.incident.timeline import Event
from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.alarms import Told, envelope
from tests.scenario.harness.places import ACCOUNT, ORDERS, REGION, STACK, queue_arn

DLQ = Alarm("orders-dlq")
PICTURED = Alarm("pictured-dlq")
MAILER, PAYER = (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}" for name in ("mailer", "payer"))
WHOSE = Alarm("quiet-dlq", "quiet-dlq-too-many", tags=(("team", "orders"),))
# What a hostile name, reason or body would do if it were let through.
HOSTILE, SECRET = "<!here> <https://evil.example|bank>", "hunter2"
# More than one batch of SQS.
MORE_THAN_TEN = tuple(f'{{"order": {n}, "password": "{SECRET}", "note": "{HOSTILE}"}}' for n in range(12))
BODIES = MORE_THAN_TEN[:10]

REASON = {"ready_reason": "other", "reason": "the consumer is fixed"}

Act = Callable[[Harness], Any]
Again = Callable[[Harness, Any], None]


class Story(NamedTuple):
    """Attributes:
    by: Whose calls are broken off, where other stories have broken off all others like them.
    lasts: How long it goes on by itself once a fault is over.
    """

    name: str
    prepare: Act
    act: Act
    again: Again
    by: tuple[str, ...] = ("on_alarm", "on_slack", "on_command", "on_job", "on_change", "on_clock")
    lasts: timedelta = timedelta(0)


def nothing(_h: Harness) -> None:
    """The story begins on an empty stage."""


def never(_h: Harness, _outcome: Any) -> None:
    """What the clock does, nobody else repeats."""


def deliver(tell: Callable[[Harness], Told | dict[str, Any]]) -> Act:
    def act(h: Harness) -> Told | dict[str, Any]:
        told = tell(h)
        h.deliver(told)
        h.fast_forward(seconds=30, ticking=False)
        return told

    return act


def delivered_again(h: Harness, told: Any) -> None:
    h.deliver(told)


def press(label: str) -> Act:
    def act(h: Harness) -> str:
        h.slack.expect_message("orders-dlq").button(label).click(by="ana")
        h.fast_forward(seconds=10, ticking=False)
        return label

    return act


def pressed_again(h: Harness, label: str) -> None:
    """Slack repeats the request, and a person who still sees the button presses it again."""
    h.slack.replay()
    card = h.slack.expect_message("orders-dlq")
    if card.offers(label):
        card.button(label).click(by="ana")


def submit(label: str) -> Act:
    def act(h: Harness) -> str:
        h.slack.modal("ana").submit(by="ana", **REASON)
        h.fast_forward(seconds=30, ticking=False)
        return label

    return act


def submitted_again(h: Harness, label: str) -> None:
    """Slack repeats the request, and a person whose modal was not taken, or sees no effect, submits again."""
    h.slack.replay()
    card = h.slack.expect_message("orders-dlq")
    if not h.slack.modal("ana").can_be_submitted and card.offers(label):
        card.button(label).click(by="ana")
    if h.slack.modal("ana").can_be_submitted:
        h.slack.modal("ana").submit(by="ana", **REASON)


def tried_again(h: Harness, label: str) -> None:
    """As submitted_again, by a person who knows whether one was tried: a second press tries another."""
    h.slack.replay()
    if not any(each.event is Event.REDRIVE_STARTED for each in h.story()):
        submitted_again(h, label)


def later(**passed: float) -> Act:
    """Time passes at once, and the clock ticks."""

    def act(h: Harness) -> None:
        h.clock.forward(**passed)
        h.tick()
        h.fast_forward(seconds=30, ticking=False)

    return act


def incident(h: Harness) -> None:
    h.dead_letters("orders-dlq", *BODIES)
    h.deliver(DLQ.fires(h.clock(), HOSTILE))
    h.fast_forward(minutes=2)


def recovering(h: Harness) -> None:
    incident(h)
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(seconds=30)


def resolved(h: Harness) -> None:
    recovering(h)
    h.fast_forward(minutes=6)


def refilled(h: Harness) -> None:
    """Resolved, and others have failed since: an alarm over an empty queue might end by itself."""
    resolved(h)
    h.dead_letters("orders-dlq", *BODIES)


def acknowledged(h: Harness) -> None:
    incident(h)
    h.slack.expect_message("orders-dlq").button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=30)


def grown(h: Harness) -> None:
    """Between two looks tenfold has failed; what stands there is counted next."""
    acknowledged(h)
    h.fast_forward(hours=1)
    h.dead_letters("orders-dlq", *BODIES * 10)


def snoozed(h: Harness) -> None:
    incident(h)
    h.slack.expect_message("orders-dlq").button("Snooze for 30 min").click(by="ana")
    h.fast_forward(minutes=29)


def asking(label: str) -> Act:
    """An acknowledged incident, with the modal of a button open."""

    def prepare(h: Harness) -> None:
        acknowledged(h)
        h.slack.expect_message("orders-dlq").button(label).click(by="ana")

    return prepare


def watched(h: Harness) -> None:
    """A redrive of so many that most are held back is about to begin."""
    h.dead_letters("orders-dlq", *MORE_THAN_TEN)
    h.deliver(DLQ.fires(h.clock(), HOSTILE))
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=10)
    h.slack.expect_message("orders-dlq").button("Redrive…").click(by="ana")


def the_first_are_back(h: Harness) -> None:
    """And are seen to be before the others would go."""
    watched(h)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    orders = h.sqs.queue("orders")
    while orders.messages:
        orders.receive(10, timedelta(0))


def the_first_stay_away(h: Harness) -> None:
    watched(h)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(seconds=20)


def failed_again(h: Harness) -> None:
    """What was redriven failed again, and the looks that follow are to come."""
    asking("Redrive…")(h)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    orders = h.sqs.queue("orders")
    while orders.messages:
        orders.receive(10, timedelta(0))


def resolved_too_early(h: Harness) -> None:
    """Resolved by hand on the queue that a redrive emptied, and then all of it failed again."""
    asking("Redrive…")(h)
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(seconds=10)
    h.slack.expect_message("orders-dlq").button("Resolve…").click(by="ana")
    h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(seconds=10)
    orders = h.sqs.queue("orders")
    while orders.messages:
        orders.receive(10, timedelta(0))


def short_lived(h: Harness) -> None:
    """A queue keeps its messages for four days only, and what may be changed is open before Ana."""
    h.dead_letters("orders-dlq", *BODIES, retention=timedelta(days=4))
    h.deliver(DLQ.fires(h.clock(), HOSTILE))
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").button("Mitigate…").click(by="ana")


def mitigated(h: Harness) -> None:
    """The queue keeps them for longer, nothing stands in it any more, and Ana may undo it."""
    short_lived(h)
    change("do")(h)
    h.empty()
    h.slack.expect_message("orders-dlq").button("Mitigate…").click(by="ana")


def change(act: str) -> Act:
    """Choose what begins with this of all that the modal offers."""

    def acted(h: Harness) -> str:
        _choose(h, act)
        h.fast_forward(seconds=30, ticking=False)
        return act

    return acted


def changed_again(h: Harness, act: str) -> None:
    """Slack repeats the request; a person who sees it still offered chooses it again."""
    h.slack.replay()
    if not offered(h, act) and h.slack.expect_message("orders-dlq").offers("Mitigate…"):
        h.slack.expect_message("orders-dlq").button("Mitigate…").click(by="ana")
    if offered(h, act):
        _choose(h, act)


def _choose(h: Harness, act: str) -> None:
    h.slack.modal("ana").submit(by="ana", mitigation=offered(h, act)[0], **REASON)


def offered(h: Harness, act: str, by: str = "ana") -> list[str]:
    """The values of the choices that begin with this."""
    blocks = h.slack.modal(by).view.content["blocks"]
    options = [
        option["value"]
        for block in blocks
        if block.get("block_id") == "mitigation"
        for option in block["element"]["options"]
    ]
    return [value for value in options if value.startswith(f"{act}.")]


# Two of one channel at once: Slack takes one post a second there.
CROWD = (DLQ, Alarm("night-x-dlq"))


def crowd(h: Harness) -> tuple[Told, ...]:
    told = tuple(alarm.fires(h.clock(), HOSTILE) for alarm in CROWD)
    h.deliver(*told)
    h.fast_forward(seconds=30, ticking=False)
    return told


def crowd_again(h: Harness, told: tuple[Told, ...]) -> None:
    h.deliver(*told)


def owing_replies(h: Harness) -> None:
    """Slack takes no post for a minute, in which two things are to be told in the thread."""
    incident(h)
    h.slack.fail(
        Fault(kind=FaultKind.RATE_LIMITED, method="chat.postMessage", channel=ORDERS, retry_after="60")
    )
    for label in ("Acknowledge", "Release"):
        h.slack.expect_message("orders-dlq").button(label).click(by="ana")
        h.fast_forward(seconds=10)


def found_late(h: Harness) -> None:
    """Slack takes no post of the channel for so long that the card is found owed."""
    h.dead_letters("orders-dlq", *BODIES)
    h.slack.fail(
        Fault(kind=FaultKind.RATE_LIMITED, method="chat.postMessage", channel=ORDERS, retry_after="90")
    )
    h.deliver(DLQ.fires(h.clock(), HOSTILE))
    h.fast_forward(seconds=85)


def slack_fails(h: Harness) -> None:
    """The pager is due, while nothing reaches Slack."""
    h.slack.fail(Fault(kind=FaultKind.STATUS, times=None))
    later(minutes=31)(h)


def slack_is_back(h: Harness, _outcome: None) -> None:
    h.slack.faults.clear()


def heartbeat(h: Harness) -> dict[str, Any]:
    rule = f"arn:aws:events:eu-west-1:111122223333:rule/{STACK}-HeartbeatRule-1A2B3C4D5E6F"
    beat = {"detail-type": "Scheduled Event", "time": f"{h.clock():%Y-%m-%dT%H:%M:%SZ}", "resources": [rule]}
    return envelope(json.dumps(beat | {"source": "aws.events", "detail": {}}), h.clock())


def by_one_that_names_no_team(h: Harness) -> None:
    h.dead_letters("quiet-dlq", *BODIES)
    h.deliver(Alarm("quiet-dlq").fires(h.clock(), HOSTILE))
    h.fast_forward(minutes=2)


def failures_of_a_function(h: Harness) -> None:
    """Events that the mailer gave up on, and the window of their redrive."""
    h.services.settings.destinations[MAILER] = queue_arn("orders-dlq")
    h.services.invocations.functions.add(MAILER)
    queue = h.sqs.create(queue_arn("orders-dlq"))
    for body in BODIES:
        queue.send(given_up(MAILER, body))
    h.deliver(DLQ.fires(h.clock(), HOSTILE))
    h.fast_forward(minutes=2)
    for label in ("Acknowledge", "Redrive…"):
        h.slack.expect_message("orders-dlq").button(label).click(by="ana")
        h.fast_forward(seconds=30)


def given_up(function: str, event: str) -> str:
    """As Lambda writes it at a failure destination."""
    context = {"requestId": "5c1b", "functionArn": function, "condition": "RetriesExhausted"}
    return json.dumps({"requestContext": context, "requestPayload": json.loads(event)})


STORIES = (
    Story(
        "a new incident",
        lambda h: h.dead_letters("orders-dlq", *BODIES),
        deliver(lambda h: DLQ.fires(h.clock(), HOSTILE)),
        delivered_again,
    ),
    Story(
        "a picture",
        lambda h: h.dead_letters("pictured-dlq", *BODIES),
        deliver(lambda h: PICTURED.fires(h.clock(), HOSTILE)),
        delivered_again,
    ),
    Story("a notice", nothing, deliver(lambda h: envelope(HOSTILE, h.clock())), delivered_again),
    Story("a repeat", recovering, deliver(lambda h: DLQ.fires(h.clock(), HOSTILE)), delivered_again),
    Story("all is well", incident, deliver(lambda h: DLQ.recovers(h.clock())), delivered_again),
    Story("resolved by itself", recovering, later(minutes=5), never),
    Story("reopened", refilled, deliver(lambda h: DLQ.fires(h.clock(), HOSTILE)), delivered_again),
    Story("acknowledge", incident, press("Acknowledge"), pressed_again),
    Story("counted between two looks", grown, later(minutes=15), never),
    Story("release", acknowledged, press("Release"), pressed_again),
    Story("snooze", incident, press("Snooze for 30 min"), pressed_again),
    Story("the snooze ends", snoozed, later(minutes=2), never),
    Story("inspect", incident, press("Inspect"), pressed_again),
    Story("redrive", asking("Redrive…"), submit("Redrive…"), submitted_again),
    Story(
        "the first go",
        watched,
        submit("Redrive…"),
        submitted_again,
        by=("on_job",),
        lasts=timedelta(minutes=4),
    ),
    Story("the others follow", the_first_stay_away, later(minutes=3), never, by=("on_job",)),
    Story("the first are back", the_first_are_back, later(minutes=1), never, by=("on_job",)),
    Story("redrive to a function", failures_of_a_function, submit("Redrive…"), submitted_again, ("on_job",)),
    Story("try one", asking("Try 1…"), submit("Try 1…"), tried_again),
    Story("came_back", failed_again, later(minutes=3), never),
    Story("filled_again", resolved_too_early, later(minutes=2), never),
    Story("resolve by hand", asking("Resolve…"), submit("Resolve…"), submitted_again),
    Story("mitigate", short_lived, change("do"), changed_again),
    Story("undo a mitigation", mitigated, change("undo"), changed_again),
    Story("the second step", incident, later(minutes=15), never),
    Story("the pager", incident, later(minutes=31), never),
    Story("the pager while Slack fails", incident, slack_fails, slack_is_back, ("on_command",)),
    Story("two in one channel", nothing, crowd, crowd_again, ("on_change",)),
    Story("a card that was found late", found_late, later(seconds=10), never, ("on_change",)),
    Story("a thread that owes replies", owing_replies, later(minutes=1), never, ("on_change",)),
    Story(
        "whose it is, told later",
        by_one_that_names_no_team,
        deliver(lambda h: WHOSE.fires(h.clock(), HOSTILE)),
        delivered_again,
        ("on_change",),
    ),
    Story("still on it?", acknowledged, later(hours=3), never),
    Story("heartbeat", nothing, deliver(heartbeat), delivered_again),
)
LONGEST_WAIT = timedelta(seconds=720)
