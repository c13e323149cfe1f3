"""Of work that waits: how much, since when, why, and that nothing waits any more."""

import re
from collections.abc import Mapping
from datetime import timedelta

from tests.oracle.claims.said import DATE, LATE, Check, Said
from tests.oracle.functions import takes

# A datapoint is of some moment of its minute, and a look takes a while.
_MINUTE = timedelta(seconds=90)
# What is said to be about so much is no further off than this.
_ABOUT, _FEW = 0.3, 3
_STEP = timedelta(minutes=5)
_ALLOWED = timedelta(minutes=15)
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
SPAN = r"((?:[\d.]+ (?:s|min|h|d)\b ?)+)"


def _about(said: Said) -> bool:
    number = said.number()
    near = max(_ABOUT * number, _FEW)
    return said.some(lambda moment: abs(len(moment.waiting) - number) <= near, LATE)


def _exactly(said: Said) -> bool:
    return said.some(lambda moment: len(moment.waiting) == said.number(), LATE)


def _nothing_waits(said: Said) -> bool:
    """Nothing is left: of an incident about what was given up that alone, and what may still become so."""
    return said.some(lambda moment: not (said.about.letters and moment.dead) and not moment.waiting)


def _none(said: Said) -> bool:
    """Since the alarm fired, which knew a minute that the look may not know yet."""
    fired = [at for each in said.about.world.watching for at in each.fired if at <= said.until]
    since = max([said.since - LATE, *fired])
    return any(not each.waiting for each in said.part.moments_between(since, said.until)[1:])


def _stuck_since(said: Said) -> bool:
    return said.some(
        lambda moment: moment.blocked and abs(moment.at - moment.oldest - said.time()) <= _MINUTE, LATE
    )


def _standing_since(said: Said) -> bool:
    """At the time of the look, or at that at which it was seen."""
    at = said.time(3) if said.found[3] else said.until
    moments = [each for each in said.part.moments_between(at - LATE, at) if each.waiting]
    apart = [each.at - each.oldest - said.time() for each in moments]
    return any(each <= _MINUTE and (said.found[2] or -each <= _MINUTE) for each in apart)


def _falling_behind_since(said: Said) -> bool:
    """To five minutes, which is said; what waits then is what waits now, or came after it."""
    return said.some(lambda moment: abs(moment.at - moment.oldest - said.time()) <= 2 * _MINUTE + _STEP, LATE)


def _oldest(said: Said) -> bool:
    """As old as it was a datapoint ago; what is older is said with its own time."""
    age = span(said.found[2])
    at = said.time(3) if said.found[3] else said.until
    near = max(_MINUTE, age * 0.1)
    moments = said.part.moments_between(at - timedelta(minutes=3), at)
    apart = [each.oldest - age for each in moments]
    return any(-each <= near and (said.found[1] or each <= near) for each in apart)


def _catching_up(said: Said) -> bool:
    """The oldest that waits is another one than minutes ago, or none is left."""
    moments = said.part.moments_between(said.since - LATE, said.until)
    begun = [each.at - each.oldest for each in moments if each.waiting]
    return len(begun) < len(moments) or len(set(begun)) > 1


def _blocked(said: Said) -> bool:
    return said.some(lambda moment: moment.blocked, LATE)


def _late(said: Said) -> bool:
    """It is so now, whenever it was looked at."""
    moments = said.part.moments_between(said.now - LATE, said.now)
    return any(each.oldest >= _ALLOWED - _MINUTE for each in moments)


def _throttled(said: Said) -> bool:
    lately = said.until - LATE - timedelta(minutes=6)
    return any(lately <= at <= said.until for at in said.function.throttles)


def _reserved(said: Said) -> bool:
    return said.some(lambda moment: moment.reserved == said.number(2))


def _by_its_deployment(said: Said) -> bool:
    """What the code before took, this one does not."""
    known = [(at, code) for at, code in said.function.deployed if at <= said.until]
    if len(known) < 2:
        return False
    (_, before), (at, now) = known[-2:]
    failed = [each for each in said.function.tries if not each.passed and at <= each.at <= said.until]
    return bool(failed) and any(takes(before, each.form) and not takes(now, each.form) for each in failed)


def _never(_said: Said) -> bool:
    """Nothing of that kind ever happens in this world."""
    return False


def _failed_of(said: Said) -> bool:
    """Between what could be known by then and what had happened."""
    window = span(said.found[3])
    failures = [each.at for each in said.function.tries if each.said]
    least = sum(said.until - window + LATE <= at <= said.since - LATE for at in failures)
    most = sum(said.until - window - _MINUTE <= at <= said.until for at in failures)
    return least <= said.number() <= most


def _throttles(said: Said) -> bool:
    window = span(said.found[2])
    least = sum(said.until - window + LATE <= at <= said.since - LATE for at in said.function.throttles)
    most = sum(said.until - window - _MINUTE <= at <= said.until for at in said.function.throttles)
    return least <= said.number() <= most


def _deployed(said: Said) -> bool:
    return any(abs(at - said.time()) <= _MINUTE for at in said.function.deployments)


def _never_failed(said: Said) -> bool:
    since, known = said.until - timedelta(minutes=10), said.until - timedelta(minutes=10)
    return not any(each.said and since <= each.at <= known for each in said.function.tries)


def _changed(said: Said) -> bool:
    """The newest code came after a failure, and none that could be known by then came after it."""
    changed = max(at for at in said.function.deployments if at <= said.until)
    return not said.function.failed_between(changed + timedelta(minutes=1), said.until - LATE)


def _all_say_ok(said: Said) -> bool:
    """Each of its own alarms, now or minutes ago: an alarm's word takes its way through a queue."""
    name = said.about.names["dlq"] if said.about.letters else said.function.name
    own = [each for each in said.about.world.watching if name in each.metric.dimensions.values()]
    lately = said.now - timedelta(minutes=2)
    return all(each.state == "OK" or max(each.fired) >= lately for each in own)


# Within a pattern whose names are filled in.
_DATE = re.sub(r"([{}])", r"\1\1", DATE)
CHECKS: Mapping[str, Check] = {
    r"Every alarm has said OK|every alarm has been OK": _all_say_ok,
    r"Proven healthy": _nothing_waits,
    r"{worker}: about ([\d,]+) records? behind": _about,
    r"{worker}: ([\d,]+) (?:records? behind|events? waiting)": _exactly,
    r"{worker}: no (?:records behind|events waiting)": _none,
    r"([\d,]+) of [\d,]+ events of {worker} wait or are being retried": _about,
    r"stuck since \*?" + _DATE: _stuck_since,
    r"falling behind since about \*?" + _DATE: _falling_behind_since,
    r"oldest waiting since " + _DATE + r"( or earlier)?(?: \(seen at " + _DATE + r")?": _standing_since,
    r"Oldest (at least )?" + SPAN + r"(?:[▁▂▃▄▅▆▇█·]* ?at " + _DATE + r")?": _oldest,
    r"{worker} is catching up|Catching up, done by": _catching_up,
    r"{worker} fails at the same place each time: one bad record, or all since": _blocked,
    r"{worker} has caught up|{worker} has nothing left to read": _none,
    r"Late: waiting|Late since": _late,
    r"{worker} is throttled at its own reserved concurrency": _throttled,
    r"([\d,]+) at once of ([\d,]+) reserved": _reserved,
    r"{worker} is throttled below every limit": _never,
    r"{worker} has been failing since it was last changed": _by_its_deployment,
    r"([\d,]+) of ([\d,]+) (?:invocations|calls) failed in " + SPAN: _failed_of,
    r"([\d,]+) throttles in " + SPAN: _throttles,
    r"{worker} deployed " + _DATE: _deployed,
    r"No failure logged lately": _never_failed,
    r"{worker} was changed since it last failed": _changed,
    r"{worker} is too slow for what arrives|The mapping's maximum concurrency holds": _never,
}


def span(text: str) -> timedelta:
    """`2 h 14 min`, `0.08 s`."""
    found = re.findall(r"([\d.]+) (s|min|h|d)\b", text)
    return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in found))
