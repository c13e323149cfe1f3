"""A random story: alarms, presses, a redrive and time, with calls that fail, vanish or kill the process.

Everything follows from the seed. Afterwards nothing fails any more, time passes, and what must
hold: each reply stands in its thread once, and what people were told is what is stored.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from local.slack_workspace.controls import NoSuchControlError
from local.slack_workspace.door import DoorClosedError
from tests.faults.invariants import promises
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.wire import Call

QUEUES = ("orders-dlq", "orders-2-dlq", "quiet-a-dlq", "quiet-b-dlq", "night-x-dlq")
FATES = (Fate.ERROR, Fate.LOST, Fate.DIES_BEFORE, Fate.DIES_AFTER)
# Of so many calls one meets a fate.
ONE_IN = 20
QUIET = timedelta(minutes=40)
REASON = {"ready_reason": "other", "reason": "the consumer is fixed"}


class Act(NamedTuple):
    """Attributes:
    what: A name in ACTS.
    choice: Whatever else has to be chosen follows from it.
    passes: Seconds that pass afterwards.
    """

    what: str
    queue: str
    choice: int
    passes: int


def story(seed: int, *, longest: int = 20) -> tuple[Act, ...]:
    chance = random.Random(seed)  # noqa: S311 - a story is no secret
    return tuple(
        Act(chance.choice(_OFTEN), chance.choice(QUEUES), chance.randrange(1000), chance.randrange(30))
        for _ in range(chance.randrange(8, max(9, longest)))
    )


def wrong_with(seed: int, acts: Sequence[Act], *, limited: bool, quiet: timedelta = QUIET) -> list[str]:
    """What does not hold at the end of a story; the seed chooses the faults.

    Args:
        limited: Whether Slack limits as it ordinarily does.
    """
    chance = random.Random(seed + 1)  # noqa: S311 - as above

    def choose(_call: Call) -> Fate | None:
        return chance.choice(FATES) if not chance.randrange(ONE_IN) else None

    with Harness(strict=False) as h:
        h.slack.faults.limits.on = limited
        h.dead_letters(QUEUES[0], *(f"m{n}" for n in range(25)))
        for queue in QUEUES[1:]:
            h.dead_letters(queue, "x", "y")
        h.wire.meet(choose)
        for act in acts:
            _done(h, act)
            h.clock.now += timedelta(seconds=act.passes)
        h.wire.unharmed()
        # Longer than any lease; whoever died is succeeded from here on.
        h.clock.now += timedelta(minutes=13)
        h.tick()
        h.fast_forward(minutes=quiet.total_seconds() / 60)
        return list(_wrong(h))


def _wrong(h: Harness) -> Iterator[str]:
    """A step may be taken twice where its outcome was lost; and the clock's own messages come and go."""
    for found in promises(h):
        if not found.startswith("I8 a step was taken twice") and '"due"' not in found:
            yield found
    pages = Counter(page.text for page in h.services.pages)
    yield from (f"paged {count} times" for count in pages.values() if count > 2)


def _done(h: Harness, act: Act) -> None:
    try:
        ACTS[act.what](h, act)
    except (AssertionError, StopIteration, NoSuchControlError, DoorClosedError):
        return  # what is not there cannot be pressed, and a door that died answers nobody


def _at(h: Harness, before: int = 0) -> datetime:
    return h.clock() - timedelta(seconds=before)


def _alarm(h: Harness, act: Act) -> None:
    h.deliver(Alarm(act.queue, f"{act.queue}-{act.choice % 2}").fires(_at(h)))


def _ok(h: Harness, act: Act) -> None:
    h.deliver(Alarm(act.queue, f"{act.queue}-{act.choice % 2}").recovers(_at(h)))


def _twice(h: Harness, act: Act) -> None:
    told = Alarm(act.queue, f"{act.queue}-0").fires(_at(h))
    h.deliver(told, told)


def _reordered(h: Harness, act: Act) -> None:
    alarm = Alarm(act.queue, f"{act.queue}-0")
    h.deliver(alarm.recovers(_at(h)), alarm.fires(_at(h, 1 + act.choice % 50)))


def _press(h: Harness, act: Act) -> None:
    cards = h.slack.messages()
    card = cards[act.choice % len(cards)] if cards else next(iter(()))
    label = ("Acknowledge", "Release", "Inspect")[act.choice % 3]
    card.button(label).click(by=("ana", "ben")[act.choice % 2])


def _redrive(h: Harness, _act: Act) -> None:
    card = next(each for each in h.slack.messages() if QUEUES[0] in each.text)
    card.button("Redrive…").click(by="ana")
    h.slack.modal("ana").submit(by="ana", **REASON)


def _list(h: Harness, _act: Act) -> None:
    h.slack.command("ana", "/lastcall list")


def _pass(h: Harness, act: Act) -> None:
    h.fast_forward(seconds=(1, 5, 20, 61, 400, 1900)[act.choice % 6], ticking=act.choice % 5 != 0)


ACTS: dict[str, Callable[[Harness, Act], None]] = {
    "alarm": _alarm,
    "ok": _ok,
    "twice": _twice,
    "reordered": _reordered,
    "press": _press,
    "redrive": _redrive,
    "list": _list,
    "pass": _pass,
}
_OFTEN = (*ACTS, "alarm", "press", "pass")
