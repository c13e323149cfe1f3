"""Who may do what: every act, as whoever a shared channel holds, through the handlers."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, get_args
from urllib.parse import parse_qs, urlencode

import pytest

from bot.domain.incident.command import Command
from bot.domain.incident.incident import Status
from bot.domain.incident.reason import READY_REASON, REASON
from bot.domain.lifecycle.acts import ACTS, inspect, rule_of
from bot.domain.lifecycle.acts.act import Right
from bot.domain.lifecycle.acts.inspect import OPEN_INSPECT
from bot.domain.lifecycle.acts.list_incidents import LIST
from bot.domain.lifecycle.acts.mitigate import MITIGATE
from bot.domain.lifecycle.acts.runbook import OPEN_RUNBOOK
from bot.domain.lifecycle.acts.snooze import SNOOZE
from bot.domain.lifecycle.acts.undo import UNDO
from bot.domain.policy.policy import Access
from bot.render import action_ids as ids
from bot.render.action_ids import choice, reference
from bot.slack.handlers.at_once import AT_ONCE
from bot.slack.handlers.windows import SHOWN, SUBMITTED
from local.slack_workspace import DoorRequest, DoorResponse
from local.slack_workspace.door import FORM
from local.slack_workspace.people import ORDERS_ONCALL, OTHER_TEAM_ID
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import POLICY
from tests.scenario.harness.slack import Modal, Shown

DLQ = Alarm("orders-dlq")
LISTED = Access(users=("U0ANA00001",), groups=(ORDERS_ONCALL.id,))
# Ana and Ben are on call for the orders; Emil, of the same channel, is of another team.
ORDERS_ONLY = POLICY._replace(
    routes=tuple(
        each._replace(look=LISTED, act=LISTED) if each.name == "orders" else each for each in POLICY.routes
    )
)
# What only who may see it is told: the queue, its trouble, its messages.
OF_THE_INCIDENT = ("orders-dlq", "dead letter", "KeyError", '"order"', "Orders are not shipped")

# Ben as he is, and as whoever else presses in a channel.
OUTSIDERS: Mapping[str, Mapping[str, Any]] = {
    "guest": {"is_restricted": True},
    "foreigner": {"team_id": OTHER_TEAM_ID},
    "deactivated": {"deleted": True},
    "bot": {"is_bot": True},
}

# Every button, every option of a menu and every page of a window.
PRESSES = tuple(act for act in ACTS if act.id in {*AT_ONCE, *SHOWN})
# Every window that is submitted, with what is filled in; two acts are behind one of them.
CHOSEN = {
    MITIGATE.id: (MITIGATE.id, f"{ids.DO}.0123456789abcdef"),
    UNDO.id: (MITIGATE.id, f"{ids.UNDO}.0123456789abcdef"),
}
SUBMISSIONS = tuple(act for act in ACTS if act.id in SUBMITTED)
# Every word, with a name, without one, and with the id.
TYPED = tuple(act for act in ACTS if act.typed)
COMMANDS = tuple(
    f"{word}{name}"
    for act in TYPED
    if act.typed
    for word in (act.typed.word, *act.typed.also)
    for name in (("",) if act is LIST else ("", " orders-dlq", " o", " ID"))
)


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(ORDERS_ONLY) as harness:
        # A window that was never open before this person cannot be filled.
        harness.slack.allowed_refusals |= {"not_found", "view_not_found"}
        yield harness


@pytest.fixture
def card(h: Harness) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1}', '{"order": 2}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    return h.slack.expect_message("orders-dlq")


class Caller:
    """Somebody who asks for something: by name, and what Slack says of them when it is asked who that was."""

    def __init__(self, h: Harness, card: Shown, name: str, flags: Mapping[str, Any]) -> None:
        self._h, self._card = h, card
        self.name = name
        self.user = next(each for each in h.slack.workspace.users.values() if each.name == name)
        self._flags = flags

    def press(self, action: str) -> None:
        """That very action, also where the card shows no such button at the moment."""
        if action.startswith("show:"):
            self.press(OPEN_INSPECT.id)
        payload, detail = self._payload(), "+1800" if action == SNOOZE.id else ""
        payload["actions"][0] |= {"action_id": action, "value": reference(self._h.incident(), detail)}
        if action == SNOOZE.id:
            chosen = {"value": choice(SNOOZE.id, self._h.incident(), detail)}
            payload["actions"][0] |= {"type": "static_select", "selected_option": chosen}
        if action.startswith("show:"):
            view = self._h.slack.workspace.views.stack_of(self.user.id)[-1]
            payload["view"] = {"id": view.id, "type": "modal"}
        self._send(urlencode({"payload": json.dumps(payload)}).encode())

    def submit(self, callback: str, chosen: str) -> None:
        fields = {
            REASON: {"value": "a drill"},
            READY_REASON: {"selected_option": {"value": "other"}},
            ids.UNTIL: {"selected_date_time": int(self._h.clock().timestamp()) + 3_600},
            ids.MITIGATION: {"selected_option": {"value": chosen}},
        }
        view = {
            "id": "V0000000001",
            "hash": f"{self._h.clock().timestamp()}.{chosen}",
            "type": "modal",
            "callback_id": callback,
            "private_metadata": reference(self._h.incident()),
            "state": {"values": {name: {name: field} for name, field in fields.items()}},
        }
        pressed = self._payload()
        kept = {name: pressed[name] for name in ("user", "team", "api_app_id", "token") if name in pressed}
        body = kept | {"type": "view_submission", "view": view}
        self._send(urlencode({"payload": json.dumps(body)}).encode())

    def type(self, command: str) -> None:
        text = f"/lastcall {command.replace('ID', self._h.incident().id)}".rstrip()
        self._send(self._held(lambda: self._h.slack.acts.command(self.user.id, self._card.channel, text)))

    @property
    def told(self) -> str:
        """All that this person alone was shown: lines and windows."""
        windows = self._h.slack.workspace.views.stack_of(self.user.id)
        texts = (Modal(self._h.slack, each).text for each in windows)
        return "\n".join([*self._h.slack.told(self.name), *texts])

    def _payload(self) -> dict[str, Any]:
        button = self._card.button("Inspect").target
        body = self._held(lambda: self._h.slack.acts.click(self.user.id, button))
        payload: dict[str, Any] = json.loads(parse_qs(body.decode())["payload"][0])
        return payload

    def _held(self, act: Callable[[], object]) -> bytes:
        """The body of a request that Slack would not let this person make, made and held back."""
        courier = self._h.slack.courier
        door, courier.door = courier.door, lambda _: DoorResponse(status=200)
        act()
        courier.door = door
        return courier.deliveries[-1].request.body

    def _send(self, body: bytes) -> None:
        workspace = self._h.slack.workspace
        workspace.change_user(replace(self.user, **self._flags))
        self._h.slack.send(DoorRequest(headers={"Content-Type": FORM}, body=body))
        workspace.change_user(self.user)
        # Slack takes one message a second in a conversation, a direct one too.
        self._h.clock.forward(seconds=2)


def standing(h: Harness) -> tuple[Any, ...]:
    """All that a person can change."""
    of = h.incident()
    changed = (of.acknowledgement, of.snoozed_until, of.resolution, of.live_job, of.ended_job, of.mitigations)
    return (*changed, h.sqs.queue("orders-dlq").counts())


@pytest.mark.parametrize("who", [*OUTSIDERS, "member of another team"])
def test_whoever_has_no_right_learns_and_changes_nothing(h: Harness, card: Shown, who: str) -> None:
    """One story for all acts, so that none of them opens a door to the next."""
    caller = Caller(h, card, "ben" if who in OUTSIDERS else "emil", OUTSIDERS.get(who, {}))
    before = standing(h)
    for act, do in asked_for(caller):
        do()
        leaked = [each for each in OF_THE_INCIDENT if each in caller.told]
        assert not leaked, (act, caller.told)
        assert standing(h) == before, act
    assert len(caller.told) > 0


def test_whoever_has_the_right_is_refused_nothing(h: Harness, card: Shown) -> None:
    caller = Caller(h, card, "ben", {})
    for act, do in asked_for(caller):
        if act.startswith("submit"):
            continue
        do()
        for refused in ("Only members", " may not ", "No incident is open", "There is no incident"):
            assert refused not in caller.told, act
    assert "orders-dlq" in caller.told


def test_whoever_has_the_right_sees_the_messages(h: Harness, card: Shown) -> None:
    caller = Caller(h, card, "ben", {})
    caller.press(OPEN_INSPECT.id)
    assert '"order"' in caller.told


def asked_for(caller: Caller) -> Iterator[tuple[str, Callable[[], None]]]:
    for act in PRESSES:
        yield f"press {act.id}", partial(caller.press, act.id)
    for act in SUBMISSIONS:
        callback, chosen = CHOSEN.get(act.id, (act.id, ""))
        yield f"submit {act.id}", partial(caller.submit, callback, chosen)
    for command in COMMANDS:
        yield f"type {command}", partial(caller.type, command)


def test_every_act_can_be_asked_for() -> None:
    assert {*PRESSES, *SUBMISSIONS, *TYPED} == set(ACTS)


def test_whatever_changes_something_needs_the_right_to_act() -> None:
    assert {act for act in ACTS if act.needs is Right.SEE} == {LIST, OPEN_RUNBOOK}
    assert {act for act in ACTS if act.needs is Right.LOOK} == set(inspect.ACTS)


def test_every_command_of_the_domain_is_an_act_that_needs_the_right_to_act() -> None:
    every = get_args(Command)
    acts = {rule_of(kind(*["x"] * len(kind._fields))).act for kind in every}
    assert len(acts) == len(every)
    assert {act.needs for act in acts} == {Right.ACT}


def test_a_busy_minute_asks_slack_once_who_is_in_a_group_and_the_next_one_asks_anew(
    h: Harness, card: Shown
) -> None:
    """Slack answers usergroups.users.list 20 times a minute, whoever asks."""
    for _ in range(25):
        card.button("Inspect").click(by="ben")
    assert len(h.calls("slack.usergroups.users.list")) == 1
    groups = h.slack.workspace.groups
    h.slack.workspace.groups = {name: replace(each, users=()) for name, each in groups.items()}
    h.fast_forward(minutes=2)
    card.button("Acknowledge").click(by="ben")
    assert h.incident().status is Status.OPEN
