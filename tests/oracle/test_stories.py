"""Stories of the orders, minute by minute: no sentence on a card, in a thread or in Inspect is ever false."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest

from tests.oracle.claims import FalseClaim, false_claims, unknown_verdicts
from tests.oracle.telling import Late, Telling
from tests.oracle.world import Code, Form, World
from tests.scenario.harness import Harness
from tests.scenario.harness.slack import Shown

pytestmark = pytest.mark.timeout(120)

MINUTES_LATE = Late(metrics=timedelta(minutes=3), logs=timedelta(minutes=5))


class Watched:
    """A world whose every message is read after each step."""

    def __init__(self, h: Harness, code: Code, late: Late) -> None:
        self.h = h
        self.world = World(h, code)
        Telling(self.world, late)
        self.false: list[FalseClaim] = []
        self._read: set[str] = set()

    def run(self, **passed: float) -> None:
        self.world.run(timedelta(**passed), self._look)

    def send(self, form: Form, count: int) -> None:
        self.world.send(*[form] * count)

    @property
    def card(self) -> Shown | None:
        """None until the alarm fired."""
        return next((each for each in self.h.slack.messages() if "orders-dlq" in each.text), None)

    def acknowledge(self) -> None:
        if self.card and self.card.offers("Acknowledge"):
            self.card.button("Acknowledge").click(by="ana")
            self.run(seconds=10)

    def inspect(self) -> None:
        if self.card and self.card.offers("Inspect"):
            self.card.button("Inspect").click(by="ana")
            self._check(self.h.slack.modal("ana").text)

    def redrive(self) -> None:
        """Whatever stands in the form when it is offered, is read and confirmed."""
        self.acknowledge()
        for label in ("Redrive…", "Redrive"):
            if self.card and self.card.offers(label):
                self.card.button(label).click(by="ana")
                form = self.h.slack.modal("ana")
                self._check(form.text)
                if form.can_be_submitted:
                    form.submit(by="ana", ready_reason="other", reason="it is mended")
                return

    def _look(self) -> None:
        """The card is read as often as time passes; a reply says what it says once."""
        for root in self.h.slack.messages():
            self._check_message(root.text)
            for reply in root.replies:
                if reply.ts not in self._read:
                    self._read.add(reply.ts)
                    self._check_message(reply.text)

    def _check(self, text: str) -> None:
        self.false += false_claims(self.world, text, self.h.clock())

    def _check_message(self, text: str) -> None:
        self._check(text)
        self.false += unknown_verdicts(text, self.h.clock())


def left_alone(watched: Watched) -> None:
    watched.run(minutes=16)


def mended(watched: Watched) -> None:
    watched.run(minutes=3)
    watched.world.deploy(Code.FIXED)
    watched.run(minutes=16)


def mended_and_tried(watched: Watched) -> None:
    mended(watched)
    watched.send(Form.NEW, 3)
    watched.run(minutes=10)


def mended_wrongly(watched: Watched) -> None:
    watched.run(minutes=3)
    watched.world.deploy(watched.world.code)
    watched.run(minutes=10)
    watched.send(Form.NEW, 2)
    watched.run(minutes=10)


def others_pass(watched: Watched) -> None:
    """Good orders go on, and none of the kind that failed."""
    for _ in range(16):
        watched.send(Form.OLD, 2)
        watched.run(minutes=1)


def purged(watched: Watched) -> None:
    watched.run(minutes=4)
    watched.world.purge()
    watched.run(minutes=12)


def more_come(watched: Watched) -> None:
    watched.run(minutes=6)
    watched.send(Form.NEW, 20)
    watched.run(minutes=10)


def inspected(watched: Watched) -> None:
    for _ in range(8):
        watched.run(minutes=2)
        watched.inspect()


def redriven_too_early(watched: Watched) -> None:
    watched.run(minutes=2)
    watched.redrive()
    watched.run(minutes=15)
    watched.inspect()
    watched.redrive()
    watched.run(minutes=5)


def redriven_when_mended(watched: Watched) -> None:
    mended(watched)
    watched.redrive()
    watched.run(minutes=15)


STORIES = (
    *(left_alone, mended, mended_and_tried, mended_wrongly, others_pass, purged, more_come),
    *(inspected, redriven_too_early, redriven_when_mended),
)


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(strict=False) as h:
        yield h


@pytest.mark.parametrize("late", [Late(), MINUTES_LATE], ids=["AWS at its fastest", "AWS late"])
@pytest.mark.parametrize("code", [Code.BUGGY, Code.SILENT], ids=["it says so", "it says nothing"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__.replace("_", " "))
def test_no_sentence_is_ever_false(
    h: Harness, story: Callable[[Watched], None], code: Code, late: Late
) -> None:
    watched = Watched(h, code, late)
    watched.send(Form.OLD, 6)
    watched.run(minutes=3)
    watched.send(Form.NEW, 4)
    watched.run(minutes=3)
    story(watched)
    assert h.slack.messages(), "the alarm never fired"
    assert "\n".join(summary(watched.false)) == ""


def summary(false: Sequence[FalseClaim]) -> list[str]:
    """Each sentence once, with when it was first read and what was true."""
    first: dict[str, FalseClaim] = {}
    for each in false:
        first.setdefault(each.said, each)
    return [f"{each.at:%H:%M:%S} {said!r} but {each.true}" for said, each in first.items()]
