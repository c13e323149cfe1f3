"""What is said, taken from what people see, and whether it was true when it was said to be.

Every headline that stands on a card is known here: one that nobody checks fails, whatever it says.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tests.oracle.world import SOURCE, Form, Moment, World

# What is older is said with its time.
FRESH = timedelta(minutes=2)
# What happened so shortly before a look, CloudWatch may not have told yet.
LATE = timedelta(minutes=4)
LOG_LATE = timedelta(minutes=10)
# A look is not one moment: it reads one thing after the other.
INSTANT = timedelta(seconds=30)

_AS_OF = re.compile(r"(?:as of|Looked) <!date\^(\d+)\^")
_DATE = r"<!date\^(\d+)\^[^>]*>"

Proof = Callable[[Moment], bool]
Check = Callable[[World, re.Match[str], datetime, datetime], bool]


class FalseClaim(NamedTuple):
    """A sentence, and when it was read."""

    at: datetime
    said: str
    true: str


def _some(world: World, since: datetime, until: datetime, proof: Proof) -> bool:
    """It held at a moment between both: a look is not one instant."""
    return any(proof(moment) for moment in world.moments_between(since, until))


def _standing(world: World, found: re.Match[str], since: datetime, until: datetime) -> bool:
    return _some(world, since, until, lambda moment: len(moment.dead) == int(found[1].replace(",", "")))


def _empty(world: World, _found: re.Match[str], since: datetime, until: datetime) -> bool:
    return _some(world, since, until, lambda moment: not moment.dead)


def _would_come_back(world: World, _found: re.Match[str], since: datetime, until: datetime) -> bool:
    return _some(world, since, until, lambda moment: not moment.would_pass)


def _would_pass(world: World, _found: re.Match[str], since: datetime, until: datetime) -> bool:
    return _some(world, since, until, lambda moment: moment.would_pass)


def _still_failing(world: World, _found: re.Match[str], _since: datetime, until: datetime) -> bool:
    return world.failed_between(until - LATE - timedelta(minutes=1), until)


def _last_failure(world: World, found: re.Match[str], _since: datetime, until: datetime) -> bool:
    """None was logged after the minute it names, as far as anybody could know then."""
    named = datetime.fromtimestamp(int(found[1]), UTC) + timedelta(minutes=1)
    return not any(each.said and named <= each.at <= until - LOG_LATE for each in world.tries)


def _changed_and_untried(world: World, _found: re.Match[str], _since: datetime, until: datetime) -> bool:
    """The newest code came after a failure, and after it none that could be known by then."""
    changed = max((each for each in world.deployments if each <= until), default=until)
    return world.failed_between(world.deployments[0], changed) and not world.failed_between(
        changed, until - LATE
    )


def _silent(world: World, _found: re.Match[str], _since: datetime, until: datetime) -> bool:
    failures = [each for each in world.tries if not each.passed and each.at <= until]
    return bool(failures) and not any(each.said for each in failures[-1:])


def _nothing_waits(world: World, _found: re.Match[str], since: datetime, until: datetime) -> bool:
    return _some(world, since, until, lambda moment: not moment.dead and not moment.waiting)


def _holds(world: World, found: re.Match[str], since: datetime, until: datetime) -> bool:
    """As SQS counts it: what is in flight as well."""
    said = 0 if found[2] == "no" else int(found[2].replace(",", ""))
    return _some(
        world, since, until, lambda moment: len(moment.waiting if found[1] == SOURCE else moment.dead) == said
    )


def _came_back(world: World, found: re.Match[str], since: datetime, until: datetime) -> bool:
    said = int((found[1] or found[2]).replace(",", ""))
    return _some(world, since, until, lambda moment: len(moment.dead) >= said)


def _moved(world: World, found: re.Match[str], _since: datetime, _until: datetime) -> bool:
    """So many were sent to the source by somebody who asks SQS: the shop's own orders are not."""
    sent = [each for each in world.h.sqs.story if (each.what, each.queue) == ("sent", SOURCE)]
    return len(sent) >= int(found[1].replace(",", ""))


def _lack_the_name(world: World, _found: re.Match[str], since: datetime, until: datetime) -> bool:
    return _some(world, since, until, lambda moment: set(moment.dead) <= {Form.NEW})


# By the sentence; what stands in the middle of others is found there.
CHECKS: Mapping[str, Check] = {
    r"orders-dlq: ([\d,]+) dead letters?": _standing,
    r"\d+ of ([\d,]+)(?=, sampled)": _standing,
    r"([\d,]+) stood there(?! again)": _standing,
    r"([\d,]+) messages? go(?:es)? back": _standing,
    r"([\d,]+) of [\d,]+ came back|([\d,]+) (?:stands?|stood) there again": _came_back,
    r"`?(orders|orders-dlq)`?(?:, which feeds it,)? holds (no|[\d,]+) messages?": _holds,
    r"([\d,]+) of [\d,]+ (?:moved back|sent)": _moved,
    r"`?fullname`? missing in (\d+) of \1 sampled": _lack_the_name,
    r"orders-dlq: empty|Empty when last read": _empty,
    r"orders-worker still fails: they would come back": _would_come_back,
    r"They would pass now|they would pass now": _would_pass,
    r"Still failing": _still_failing,
    rf"Last failure logged at {_DATE}": _last_failure,
    r"orders-worker was changed since, and none of these is known to have been tried": _changed_and_untried,
    r"orders-worker fails without saying so: they would come back": _would_come_back,
    r"orders-worker (?:fails without saying so|gave them up without saying so)": _silent,
    r"Proven healthy": _nothing_waits,
}


# Verdicts that claim nothing, and verdicts that are claimed above: whatever else is printed bold is unknown.
_HONEST = (
    "Why cannot be told yet",
    "Whether they would pass cannot be told: none is known to have passed since they failed",
)
_VERDICT = re.compile(r"^\*([^*<]+)\*", re.MULTILINE)
# Titles of messages: what they say is checked where it is a claim.
_TITLE = re.compile(
    r"orders-dlq|Act before|First step|Resolved|Still on it|Nothing|First loss|Late|Deadline unknown"
)


def unknown_verdicts(text: str, now: datetime) -> Iterator[FalseClaim]:
    """What stands bold at the beginning of a message's line and nobody here can check."""
    for found in _VERDICT.finditer(text):
        said = found[1]
        if said in _HONEST or _TITLE.match(said):
            continue
        if not any(re.search(sentence, said) for sentence in CHECKS):
            yield FalseClaim(now, said, "nobody checks this")


def false_claims(world: World, text: str, now: datetime) -> Iterator[FalseClaim]:
    """Of one text, read now; what has no time of its own is said of the moment in which it is read."""
    as_of = _as_of(text)
    until = as_of or now
    since = until - INSTANT if as_of else now - FRESH
    for sentence, check in CHECKS.items():
        for found in re.finditer(sentence, text):
            if not check(world, found, since, until):
                yield FalseClaim(now, found[0], str(world.moments_between(since, until)[-1]))


def _as_of(text: str) -> datetime | None:
    found = _AS_OF.search(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None
