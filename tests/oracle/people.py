"""A world whose every message is read after each step, and what people do in it by what they see."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from tests.oracle.claims import FalseClaim, false_claims, unknown_verdicts
from tests.oracle.claims.said import subject_of
from tests.oracle.cloudwatch import Late
from tests.oracle.functions import Code, Form
from tests.oracle.parts import EventsPart, Part
from tests.oracle.telling import tell
from tests.oracle.world import World
from tests.scenario.harness import Harness
from tests.scenario.harness.places import ANA, BEN
from tests.scenario.harness.slack import Modal, Shown

REASON = "Seen together with the team"


class Watched:
    """Attributes:
    about: The part that a story is about, unless it says otherwise.
    false: Every sentence that was not true when it was read.
    """

    def __init__(
        self, h: Harness, code: Code, late: Late, parts: Sequence[str] = ("orders",), about: str = ""
    ) -> None:
        self.h = h
        self.world = World(h, parts, code, late)
        tell(self.world)
        self.about = about or parts[0]
        self.false: list[FalseClaim] = []
        self._read: set[str] = set()

    @property
    def part(self) -> Part:
        return self.world.part(self.about)

    # What happens

    def run(self, **passed: float) -> None:
        self.world.run(timedelta(**passed), self._look)

    def send(self, form: Form, count: int) -> None:
        self.part.send(*[form] * count)

    def break_it(self) -> None:
        """As the shop's panel does: work that its code does not take, or more than may be done at once."""
        if self.about == "thumbnails":
            self.send(Form.OLD, 12)
        elif self.about == "clicks":
            self.send(Form.NEW, 1)
            self.send(Form.OLD, 9)
        else:
            self.send(Form.NEW, 4)

    def mend(self) -> None:
        if self.about == "thumbnails":
            self.h.services.settings.reserved[self.part.function.arn] = 10
        else:
            self.deploy(Code.FIXED)

    def deploy(self, code: Code) -> None:
        self.part.function.deploy(code)

    def deploy_all_anew(self) -> None:
        """A deployment of the whole stack: nothing of the code is another."""
        for function in self.world.functions.values():
            function.deploy(function.code)

    def purge(self) -> None:
        if self.part.dead:
            self.part.dead.messages.clear()

    def send_the_dead_again(self) -> None:
        if isinstance(self.part, EventsPart):
            self.part.send_the_dead_again()

    # What people see

    @property
    def card(self) -> Shown | None:
        """Of the part's incident; None until an alarm fired."""
        return next(self.cards(self.about), None)

    def cards(self, about: str) -> Iterator[Shown]:
        names = _CALLED[about]
        return (
            each
            for each in self.h.slack.messages()
            if any(f" {name}" in f" {each.text[:80]}" for name in names)
        )

    @property
    def told(self) -> str:
        assert self.card is not None, "no alarm fired"
        return self.card.text

    # What people do

    def press(self, label: str, by: str = "ana") -> Modal | None:
        """Whatever the press opens is read; None where the card does not offer it."""
        card = self.card
        if card is None or not card.offers(label):
            return None
        before = self._on_top(by)
        card.button(label).click(by=by)
        if self._on_top(by) == before:
            return None
        modal = self.h.slack.modal(by)
        self._check(modal.text, card.text)
        return modal

    def _on_top(self, by: str) -> str:
        """Of the windows before a person; empty without any."""
        stack = self.h.slack.workspace.views.stack_of(_PEOPLE[by])
        return stack[-1].id if stack else ""

    def acknowledge(self) -> None:
        if self.card and self.card.offers("Acknowledge"):
            self.press("Acknowledge")
            self.run(seconds=10)

    def release(self) -> None:
        self.press("Release")

    def snooze(self) -> None:
        card = self.card
        if card is None:
            return
        label = next((each for each in card.options if each.startswith("Snooze for")), "")
        if label:
            self.press(label)

    def inspect(self) -> None:
        self.press("Inspect")

    def redrive(self, label: str = "Redrive…") -> None:
        """Whatever stands in the form when it is offered, is read and confirmed."""
        self.acknowledge()
        self._submit(self.press(label), ready_reason="other", reason="it is mended")

    def mitigate(self, option: str = "") -> None:
        """What lets the work go on, or what begins so."""
        self.acknowledge()
        modal = self.press("Mitigate…")
        if modal is None or not modal.can_be_submitted:
            return
        offered = _options(modal, "mitigation")
        wanted = (option,) if option else ("Skip", "Raise the reserved", "")
        chosen = next(
            (value for begin in wanted for label, value in offered if label.startswith(begin)), None
        )
        if chosen is not None:
            self._submit(modal, mitigation=chosen, ready_reason="other", reason=REASON)

    def undo(self) -> None:
        self.mitigate("Undo")

    def resolve(self) -> None:
        self.acknowledge()
        self._submit(self.press("Resolve…"), ready_reason="other", reason=REASON)

    def _submit(self, modal: Modal | None, **values: Any) -> None:
        if modal is not None and modal.can_be_submitted:
            modal.submit(by="ana", **values)
            self.run(seconds=10)

    # What is read

    def _look(self) -> None:
        """The card is read as often as time passes; a reply says what it says once."""
        for root in self.h.slack.messages():
            subject = root.text
            self._check_message(root.text, subject)
            for reply in root.replies:
                if reply.ts not in self._read:
                    self._read.add(reply.ts)
                    self._check_message(reply.text, subject)

    def _check(self, text: str, card: str) -> None:
        """What it is about, its incident's card says."""
        self.false += false_claims(self.world, text, self.h.clock(), subject_of(self.world, card))

    def _check_message(self, text: str, subject: str) -> None:
        self._check(text, subject)
        self.false += unknown_verdicts(text, self.h.clock())


_PEOPLE = {"ana": ANA, "ben": BEN}
# What the incidents of a part are about, the first of them that of the story.
_CALLED = {
    "orders": ("orders-dlq",),
    "parcels": ("parcels-dlq",),
    "clicks": ("clicks-counter",),
    "skipped": ("clicks-skipped",),
    "mails": ("mailer-failures",),
    "thumbnails": ("thumbnails",),
}


def _options(modal: Modal, block: str) -> list[tuple[str, str]]:
    found = (each for each in modal.view.content["blocks"] if each.get("block_id") == block)
    return [
        (option["text"]["text"], option["value"]) for each in found for option in each["element"]["options"]
    ]


def summary(false: Sequence[FalseClaim]) -> list[str]:
    """Each sentence once, with when it was first read and what was true."""
    first: dict[str, FalseClaim] = {}
    for each in false:
        first.setdefault(each.said, each)
    return [f"{each.at:%H:%M:%S} {said!r} but {each.true}" for said, each in first.items()]
