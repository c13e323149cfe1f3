"""What people see and press in the workspace, told as a story."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from local.slack_workspace import DoorRequest, DoorResponse, Fault
from local.slack_workspace.acts import Acts, Outcome
from local.slack_workspace.blocks import elements_of
from local.slack_workspace.controls import Target
from local.slack_workspace.courier import Courier
from local.slack_workspace.door import DoorClosedError
from local.slack_workspace.faults import Faults
from local.slack_workspace.gateway import Gateway, LoggedCall
from local.slack_workspace.messages import Json, Message
from local.slack_workspace.modals import Modals
from local.slack_workspace.notifications import phone_text
from local.slack_workspace.people import BOT_USER_ID, CAST
from local.slack_workspace.views import View
from local.slack_workspace.workspace import Workspace
from tests.fakes import HandClock
from tests.scenario.harness.connection import SlackServer
from tests.scenario.harness.places import BOT_TOKEN, ORDERS, SIGNING_SECRET, SLACK
from tests.scenario.harness.wire import Wire

_IDS = {user.name: user.id for user in CAST.users.values()}


class Slack:
    """Attributes: everything_on is what happens after a press: the queues behind the door are emptied."""

    def __init__(
        self,
        clock: HandClock,
        wire: Wire,
        door: Callable[[DoorRequest], DoorResponse],
        everything_on: Callable[[], None],
    ) -> None:
        self.workspace = Workspace(clock=clock)
        self.faults = Faults(clock)
        self.gateway = Gateway(self.workspace, bot_token=BOT_TOKEN, faults=self.faults)
        self.gateway.page_url = SLACK
        self.courier = Courier(clock=clock, signing_secret=SIGNING_SECRET, door=door)
        self.acts = Acts(self.workspace, self.courier)
        self.acts.response_base = f"{SLACK}response/"
        self.modals = Modals(self.workspace, self.courier)
        self.server = SlackServer(wire, self.workspace, self.gateway, clock)
        self.allowed_refusals: set[str] = set()
        self._everything_on = everything_on

    # What people see

    def messages(self) -> list["Shown"]:
        """Every root message of ours, oldest first, in all channels."""
        return [
            Shown(self, message)
            for channel in self.workspace.channels
            for message in self.workspace.messages.in_channel(channel)
            if message.user == BOT_USER_ID and not message.is_reply
        ]

    def expect_message(self, text: str) -> "Shown":
        """The one root message that shows this text."""
        found = [message for message in self.messages() if text in message.text]
        assert len(found) == 1, (
            f"{len(found)} messages show {text!r}: {[each.text for each in self.messages()]}"
        )
        return found[0]

    def expect_nothing(self) -> None:
        assert [message.text for message in self.messages()] == []

    def told(self, person: str) -> list[str]:
        """What only this person sees, in the order it came."""
        return [text_of(message) for message in self.workspace.messages.ephemerals_of(_IDS[person])]

    def whispered(self, person: str) -> "Shown":
        """The last message that only this person sees."""
        return Shown(self, self.workspace.messages.ephemerals_of(_IDS[person])[-1])

    def modal(self, person: str) -> "Modal":
        """The modal on top before a person."""
        stack = self.workspace.views.stack_of(_IDS[person])
        assert stack, f"{person} has no modal open"
        return Modal(self, stack[-1])

    # What people do

    def command(self, person: str, text: str, channel: str = ORDERS) -> Outcome:
        """Type `/lastcall …`."""
        outcome = self.acts.command(_IDS[person], channel, text)
        self._everything_on()
        return outcome

    def click(self, person: str, target: Target, selected: Any = None, *, wait: bool = False) -> Outcome:
        """Press a control; with `wait` what is behind the door has not run yet."""
        outcome = self.acts.click(_IDS[person], target, selected)
        if not wait:
            self._everything_on()
        return outcome

    def submit(self, person: str, view_id: str, values: Mapping[str, Any]) -> Outcome:
        outcome = self.modals.submit(_IDS[person], view_id, values)
        self._everything_on()
        return outcome

    def request_of(self, control: "Control", by: str) -> DoorRequest:
        """The signed request of a press, made and held back."""
        door, self.courier.door = self.courier.door, lambda _: DoorResponse(status=200)
        control.press(by=by)
        self.courier.door = door
        return self.courier.deliveries[-1].request

    def send(self, request: DoorRequest) -> DoorResponse:
        """A request as it is, but for its time and signature."""
        response = self.courier.deliver(request.body, content_type=request.headers["Content-Type"])
        self._everything_on()
        return response

    def replay(self, number: int = -1) -> DoorResponse:
        """Somebody sends one of the past requests again, byte for byte; status 0 when nobody answers."""
        try:
            response = self.courier.send(self.courier.deliveries[number].request)
        except DoorClosedError:
            response = DoorResponse(status=0)
        self._everything_on()
        return response

    # What goes wrong

    def fail(self, *faults: Fault) -> None:
        self.faults.set(*faults)

    def refusals(self) -> list[LoggedCall]:
        """Calls that Slack itself refused and that no test asked for."""
        return [
            call
            for call in self.gateway.calls
            if call.fault is None
            and call.answer is not None
            and not call.answer["ok"]
            and call.answer["error"] not in self.allowed_refusals
        ]


class Shown:
    """A message as it looks now."""

    def __init__(self, slack: Slack, message: Message) -> None:
        self._slack = slack
        self.channel = message.channel
        self.ts = message.ts

    @property
    def message(self) -> Message:
        messages = self._slack.workspace.messages
        found = messages.find(self.channel, self.ts) or messages.find_ephemeral(self.ts)
        assert found is not None, f"the message {self.ts} was deleted"
        return found

    @property
    def text(self) -> str:
        return text_of(self.message)

    @property
    def notified(self) -> list[str]:
        """Whose phones rang when it was posted, by name."""
        return [self._slack.workspace.users[user].name for user in self.message.notified]

    @property
    def called(self) -> list[list[str]]:
        """Whom each reply of the thread notified, without those that notified nobody."""
        return [names for reply in self.replies if (names := reply.notified)]

    @property
    def phone_text(self) -> str:
        """What those phones print."""
        return phone_text(self.message, self._slack.workspace.names)

    @property
    def marker(self) -> str:
        return str((self.message.metadata or {}).get("event_payload", {}).get("marker", ""))

    @property
    def replies(self) -> list["Shown"]:
        return [
            Shown(self._slack, reply)
            for reply in self._slack.workspace.messages.replies(self.channel, self.ts)
        ]

    @property
    def pictures(self) -> list[str]:
        """What stands under each picture of the thread."""
        return [file["title"] for reply in self.replies for file in reply.message.files]

    @property
    def story(self) -> list[str]:
        """The thread, one text for each reply."""
        return [reply.text for reply in self.replies]

    @property
    def controls(self) -> list[str]:
        """The words on what can be pressed."""
        return [_label(element) for _, element in _elements(self.message.all_blocks())]

    @property
    def options(self) -> set[str]:
        """What can be picked from a menu."""
        return _options(self.message.all_blocks())

    def offers(self, label: str) -> bool:
        """Whether it can be pressed, or picked from a menu."""
        return label in self.controls or label in self.options

    def expect_update(self, text: str) -> None:
        assert text in self.text, f"{text!r} is not in {self.text!r}"

    def expect_reply(self, text: str) -> "Shown":
        found = [reply for reply in self.replies if text in reply.text]
        assert len(found) == 1, f"{len(found)} replies say {text!r}: {self.story}"
        return found[0]

    def expect_call(self, *people: str) -> "Shown":
        """The one reply that rang the phones of these people, and of nobody else."""
        found = [reply for reply in self.replies if reply.notified == list(people)]
        assert len(found) == 1, f"{len(found)} replies called {people}, and all of them {self.called}"
        return found[0]

    def button(self, label: str) -> "Control":
        return _control(self._slack, self.message.all_blocks(), label, channel=self.channel, ts=self.ts)

    def delete(self) -> None:
        """A person deletes it."""
        self._slack.workspace.messages.remove(self.channel, self.ts)


class Modal:
    def __init__(self, slack: Slack, view: View) -> None:
        self._slack = slack
        self.view = view
        self.text = "\n".join(_texts(view.content))

    @property
    def can_be_submitted(self) -> bool:
        return self.view.content.get("submit") is not None

    def button(self, label: str) -> "Control":
        blocks = ((None, block) for block in self.view.content["blocks"])
        return _control(self._slack, blocks, label, view_id=self.view.id)

    def submit(self, by: str, **values: Any) -> Outcome:
        """Values by the name of the field."""
        return self._slack.submit(by, self.view.id, values)


class Control:
    """Something to press; of a menu, the option with that word."""

    def __init__(self, slack: Slack, target: Target, option: str | None) -> None:
        self._slack = slack
        self.target = target
        self._option = option

    def click(self, by: str) -> Outcome:
        """Press it and let everything behind it happen."""
        return self._slack.click(by, self.target, self._option)

    def press(self, by: str) -> Outcome:
        """Press it and no more: what the door enqueued waits."""
        return self._slack.click(by, self.target, self._option, wait=True)


def text_of(message: Message) -> str:
    return "\n".join([message.text, *_texts(list(message.blocks)), *_texts(list(message.attachments))])


def _texts(value: Any) -> Iterator[str]:
    """Every text that a reader sees, and the fallback of the notification."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name in ("text", "fallback") and isinstance(each, str):
                yield each
            elif name not in ("options", "confirm"):
                yield from _texts(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _texts(each)


def _elements(blocks: Iterator[tuple[int | None, Json]]) -> Iterator[tuple[str, Json]]:
    for _, block in blocks:
        for element in elements_of(block):
            yield block["block_id"], element


def _options(blocks: Iterator[tuple[int | None, Json]]) -> set[str]:
    elements = [element for _, element in _elements(blocks)]
    return {option["text"]["text"] for element in elements for option in element.get("options", ())}


def _control(slack: Slack, blocks: Iterator[tuple[int | None, Json]], label: str, **place: str) -> Control:
    offered = []
    for block_id, element in _elements(blocks):
        target = Target(action_id=element["action_id"], block_id=block_id, **place)  # type: ignore[arg-type]  # ids only
        options = [(each["text"]["text"], each["value"]) for each in element.get("options", ())]
        for word, value in options or [(_label(element), None)]:
            offered.append(word)
            if word == label:
                return Control(slack, target, value)
    raise AssertionError(f"nothing to press is called {label!r}, only {offered}")


def _label(element: Json) -> str:
    words = element.get("text") or element.get("placeholder") or {}
    return str(words.get("text", element["type"]))
