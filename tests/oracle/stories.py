"""What may happen after something broke, whichever part of the shop it was."""

from collections.abc import Callable

from tests.oracle.functions import Code, Form
from tests.oracle.people import Watched

Story = Callable[[Watched], None]


def broken(watched: Watched) -> Watched:
    """Good work, then work of the new form, until the alarm has fired and was looked at."""
    watched.send(Form.OLD, 6)
    watched.run(minutes=3)
    watched.break_it()
    watched.run(minutes=4)
    return watched


def left_alone(watched: Watched) -> None:
    watched.run(minutes=15)


def mended(watched: Watched) -> None:
    watched.run(minutes=3)
    watched.mend()
    watched.run(minutes=16)


def mended_and_tried(watched: Watched) -> None:
    mended(watched)
    watched.send(Form.NEW, 3)
    watched.run(minutes=10)


def mended_wrongly(watched: Watched) -> None:
    watched.run(minutes=3)
    watched.deploy(watched.part.function.code)
    watched.run(minutes=10)
    watched.send(Form.NEW, 2)
    watched.run(minutes=10)


def everything_deployed_anew(watched: Watched) -> None:
    """Just before the next of the new form come, as a fix of another part once did."""
    watched.run(minutes=2)
    watched.deploy_all_anew()
    watched.send(Form.NEW, 2)
    watched.run(minutes=10)


def others_pass(watched: Watched) -> None:
    """Good work goes on, and none of the kind that failed."""
    watched.part.producing = 1
    watched.run(minutes=16)


def purged(watched: Watched) -> None:
    watched.run(minutes=4)
    watched.purge()
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
    watched.send_the_dead_again()
    watched.run(minutes=15)


def mitigated(watched: Watched) -> None:
    watched.run(minutes=2)
    watched.mitigate()
    watched.run(minutes=15)


def mitigated_and_undone(watched: Watched) -> None:
    mitigated(watched)
    watched.undo()
    watched.run(minutes=8)


def resolved_by_hand(watched: Watched) -> None:
    watched.run(minutes=2)
    watched.resolve()
    watched.run(minutes=10)
    watched.send(Form.NEW, 5)
    watched.run(minutes=10)


def snoozed_and_released(watched: Watched) -> None:
    watched.snooze()
    watched.run(minutes=6)
    watched.acknowledge()
    watched.release()
    watched.run(minutes=6)


def broken_worse(watched: Watched) -> None:
    """A deployment that fails with everything."""
    watched.run(minutes=2)
    watched.deploy(Code.WORSE)
    watched.send(Form.OLD, 3)
    watched.run(minutes=12)
