"""One fault from the first message to the redrive: what is recorded, and what then became of the letters."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tests.deadbench.record import asking, frozen
from tests.deadbench.record.account import Account
from tests.deadbench.record.faults import Fault
from tests.deadbench.world import Json

HEALTHY, AT_MOST = timedelta(minutes=4), timedelta(minutes=14)
MENDED_AFTER = timedelta(minutes=3)
MOST_REDRIVEN = 10
# So long at most until every one that was sent back is gone from its queue: done, or dead again.
TRIED = timedelta(minutes=4)
Say = Callable[[str], None]


class Recorded(NamedTuple):
    """A world's files, and what is known of it because it was made so."""

    files: Mapping[str, str]
    answer: Json
    redriven: int
    returned: int
    day: str


class NotRecordedError(Exception):
    """It did not come to the alarm, or the files tell what they must not."""


def record(name: str, fault: Fault, at: Account, seed: int, say: Say) -> Recorded:
    fault.prepare(at)
    time.sleep(3)
    began = at.clock()
    # A quarter more or less often than the fault says.
    pace = fault.every * at.number(75, 125) / 100
    number = _let_in(fault, at, 0, pace, changed=False, until=lambda: at.clock() - began >= HEALTHY)
    fault.change(at)
    changed = at.clock()
    say(f"{name}: changed")
    alarms: list[Json] = []
    mended_at = datetime.max.replace(tzinfo=UTC)

    def enough() -> bool:
        nonlocal mended_at
        now = at.clock()
        if not alarms and (told := at.rang()):
            alarms.append(told)
            mended_at = now + MENDED_AFTER
            say(f"{name}: the alarm rang after {now - changed}")
        if fault.mend and now >= mended_at:
            fault.mend(at)
        return now - changed >= (timedelta(minutes=fault.minutes) if alarms else AT_MOST)

    _let_in(fault, at, number, pace, changed=True, until=enough)
    if not alarms:
        raise NotRecordedError(f"{name}: no alarm in {AT_MOST}")
    return _frozen(name, fault, at, seed, alarms[0], began, changed)


def _let_in(
    fault: Fault, at: Account, number: int, pace: float, *, changed: bool, until: Callable[[], bool]
) -> int:
    while not until():
        fault.beat(at, number, changed)
        number += 1
        time.sleep(pace)
    return number


def _frozen(
    name: str, fault: Fault, at: Account, seed: int, alarm: Json, began: datetime, changed: datetime
) -> Recorded:
    now = at.clock()
    region = at.client("sqs").meta.region_name
    answers: dict[str, Any] = {
        "world.json": {
            "now": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "account": "111122223333",
            "region": region,
            "path": "sns",
            "seed": seed,
            "class": "c",
            "twin_of": None,
        },
        "alarm.json": alarm,
        **asking.settings(at),
        **asking.records(at),
    }
    measured, lines = asking.metrics(at, began, now), asking.logs(at)
    dead = asking.letters(at) if at.dlq in at.made["queues"] else []
    if dead:
        answers[f"messages/{at.dlq}.json"] = [frozen.printed(each) for each in dead]
    answers = {path: frozen.dated(each, began) for path, each in answers.items()}
    files = frozen.fitting(frozen.files(answers, measured, lines, region))
    if left := frozen.leaks(files):
        raise NotRecordedError(f"{name}: {'; '.join(left)}")
    redriven = dead[:MOST_REDRIVEN]
    returned = _redrive(at, redriven, fault.every)
    answer = {
        "family": fault.family,
        "resource": getattr(at, fault.of),
        "setting": fault.setting or None,
        "would_pass": frozen.would_pass(len(redriven), returned, still_tried=at.depth() if redriven else 0),
        "first_loss": _first_loss(at, dead, changed),
        "lost_already": 0,
        "cannot_tell": False,
        "read_next": None,
        "also_accepted": [{"family": each, "resource": None, "setting": None} for each in fault.also],
    }
    return Recorded(files, answer, len(redriven), returned, f"{now:%Y-%m-%d}")


def _first_loss(at: Account, dead: list[Json], changed: datetime) -> Json | None:
    """Of what stands there: SQS keeps by the time of sending, Kinesis by that of arrival."""
    oldest = frozen.first_letter(dead)
    if oldest is not None:
        return frozen.loss(oldest, timedelta(days=14))
    if at.made["streams"]:
        return frozen.loss(changed, timedelta(hours=24))
    return frozen.loss(changed, timedelta(days=4)) if at.made["queues"] else None


def _redrive(at: Account, dead: list[Json], every: float) -> int:
    """Send these back to where they failed and count those that come back, with the fault as it is by then.

    At the pace at which messages came: a local poller that is busy moves none to the dead-letter queue.
    """
    if not dead:
        return 0
    sqs = at.client("sqs")
    sqs.purge_queue(QueueUrl=at.url(at.dlq))
    for each in dead:
        sqs.send_message(QueueUrl=at.url(at.queue), MessageBody=each["Body"])
        time.sleep(every)
    sent = at.clock()
    while at.depth() and at.clock() - sent < TRIED:
        time.sleep(2)
    return frozen.came_back(dead, asking.letters(at))
