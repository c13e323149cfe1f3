"""What the card says of failures and dead letters beside the verdict; each fact short, empty when unknown."""

from datetime import datetime, timedelta

from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence, Failing
from bot.domain.evidence.missing import present, present_all
from bot.domain.evidence.named_key import NamedKey
from bot.domain.evidence.worked_since import Answer, Since, worked_since
from bot.domain.resource.arn import name_of, read_arn
from bot.render.graphemes import cut
from bot.render.links.console import log_group_link
from bot.render.phrases import TIMES, joined, sparkline, words
from bot.render.view import Line, Link, When, Words

_MOST_SHAPES, _LONGEST_SHAPE = 3, 70
_MOST_KEYS, _LONGEST_KEY = 2, 40
_MOST_FEEDERS, _MOST_CAUSES, _LONGEST_NAME, _LONGEST_NOTE = 2, 3, 40, 60
_PARTS_OF_A_FUNCTION = 6
# An older deployment did not bring what fails since tonight.
_LATELY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def shapes(evidence: Evidence) -> Line:
    """Failures, not messages, where only the log tells: each message fails several times before it is one."""
    known = present_all(evidence.shapes)
    if not known:
        return ()
    first, rest = known[:_MOST_SHAPES], known[_MOST_SHAPES:]
    shown = [f"{shape.seen:,}{TIMES} {cut(shape.text, _LONGEST_SHAPE)}" for shape in first]
    others = sum(shape.seen for shape in rest)
    said = " · ".join([*shown, *([f"{others:,}{TIMES} other"] if others else [])])
    whose, logs = whose_shapes(evidence), _logs(evidence)
    return (Link(logs, whose) if logs else Words(whose), Words(": "), *words(said))


def whose_shapes(evidence: Evidence) -> str:
    return "Failed with" if evidence.shapes_of_messages else "Failures logged"


def _logs(evidence: Evidence) -> str:
    """Of the one function that fails; Inspect leads to the very lines, by too long an address for a card."""
    known = present_all(evidence.consumers)
    facts = known[0].facts if len(known) == 1 else None
    arn = read_arn(facts.arn) if facts else None
    return log_group_link(facts.logs_to, arn.region) if facts and arn else ""


def key_difference(evidence: Evidence) -> Line:
    """`fullname` missing in 31 of 37: a producer that renamed a field shows here."""
    difference = present(evidence.keys)
    if difference is None:
        return _lacked(evidence.lacked)
    missing, extra = difference.missing[:_MOST_KEYS], difference.extra[:1]
    of = f" of {difference.failed:,}"
    if missing and extra and missing[0][1] == extra[0][1]:
        (gone, count), (new, _) = missing[0], extra[0]
        return (_key(gone), Words(" missing and "), _key(new), Words(f" present instead in {count:,}{of}"))
    return joined(
        (
            *((_key(key), Words(f" missing in {count:,}{of}")) for key, count in missing),
            *((_key(key), Words(f" only in failed ones, {count:,}{of}")) for key, count in extra),
        )
    )


def _lacked(named: NamedKey | None) -> Line:
    """Without healthy messages to compare with, by the key that the error names."""
    if named is None:
        return ()
    missing = (_key(named.key), Words(f" missing in {named.payloads:,} of {named.payloads:,} sampled"))
    beside = joined(((_key(each),) for each in named.beside), " and ")
    return (*missing, Words(", "), *beside, Words(" present")) if beside else missing


def _key(key: str) -> Words:
    return Words(cut(key, _LONGEST_KEY), code=True)


def deployment(evidence: Evidence) -> Line:
    """`orders-worker 42 deployed 02:05 by ben, first failure 02:07`: in the order in which it happened."""
    last = present(evidence.deployment)
    if last is None or abs(evidence.taken_at - last.at) > _LATELY:
        return ()
    name = name_of(last.function)
    failing = (each.errors_since for each in present_all(evidence.consumers) if each.facts.name == name)
    first = next(failing, None)
    if first is None:
        return _deployed(last, name)
    failed: Line = (Words("first failure "), When(first, "time"))
    return joined(
        (failed, _deployed(last, name)) if first < last.at else (_deployed(last, name), failed), ", "
    )


def causes(evidence: Evidence) -> Line:
    """AWS's own words, where nobody else tells what it failed with."""
    if present_all(evidence.shapes) or not evidence.causes:
        return ()
    shown = (f"{seen:,}{TIMES} {in_words(code)}" for code, seen in evidence.causes[:_MOST_CAUSES])
    return words("Reason given: " + " · ".join(shown))


def in_words(cause: str) -> str:
    """AWS's own word for why a message was given up on, in ours where it is no word of anybody's."""
    return "received too often" if cause.casefold() == "maxreceivecount" else cut(cause, _LONGEST_NAME)


def still_failing(evidence: Evidence) -> Line:
    """When it last failed, as far as is known, whatever that means for what stands there."""
    if not isinstance(evidence.failing, Failing):
        return ()
    logged = evidence.failing.last_at
    errors = (each.last_error_at for each in present_all(evidence.consumers))
    counted = max((at for at in errors if at), default=None)
    last = max((at for at in (logged, counted) if at), default=None)
    if last is None:
        return words("No failure logged lately")
    untold = words(_untold(evidence, evidence.failing, counted))
    since = worked_since(evidence)
    if isinstance(since, Since) and since.answer is Answer.FAILS:
        return (Words("Still failing"), *untold)
    # A metric's time is the beginning of its minute.
    told = "logged" if logged and last - logged < _MINUTE else "counted"
    return (Words(f"Last failure {told} at "), When(last, "time"), *untold)


def _untold(evidence: Evidence, failing: Failing, counted: datetime | None) -> str:
    """Lambda counted what no line that was found tells: it has a format that nobody knows, or came late."""
    if failing.last_at or counted is None or (failing.read_since and counted < failing.read_since):
        return ""
    failed = next((each.facts for each in present_all(evidence.consumers) if each.last_error_at), None)
    return f", but no log line found shows why: read {failed.logs_to}" if failed else ""


def depth_trend(evidence: Evidence) -> Line:
    bars = sparkline(present_all(evidence.history))
    return words(f"Depth {bars}" if bars else "")


def pointers_lost(evidence: Evidence) -> Line:
    pointed = present(evidence.pointed_to)
    if pointed is None or not pointed.lost:
        return ()
    what = "1 pointer leads" if pointed.lost == 1 else f"{pointed.lost:,} pointers lead"
    readable = (Words(f", {pointed.found:,} still readable"),) if pointed.found is not None else ()
    return (Words(f"{what} to lost records", bold=True), *readable)


def expired(evidence: Evidence) -> Line:
    """What the end of the retention has taken out; what may only have expired is told as such."""
    gone = present(evidence.expired)
    if gone is None or not (gone.proven or gone.possible):
        return ()
    maybe = f"up to {gone.possible:,} may have expired" if gone.possible > gone.proven else ""
    proven = f"{gone.proven:,} expired and lost" if gone.proven else ""
    said = joined((words(proven, bold=True), words(maybe)), ", ")
    return (*said, Words(" since "), When(gone.since))


def record_count(evidence: Evidence) -> Line:
    """Where not every message was looked at: the headline tells it otherwise."""
    every = isinstance(evidence.depth, Depth) and evidence.sampled >= evidence.depth.total
    if every or evidence.records <= evidence.sampled:
        return ()
    return words(f"{evidence.sampled:,} sampled = {evidence.records:,} records")


def successes(evidence: Evidence) -> Line:
    if not evidence.succeeded:
        return ()
    return words(f"{evidence.succeeded:,} of {evidence.sampled:,} sampled are records of successes")


def feeders(evidence: Evidence) -> Line:
    """Who writes into the queue; what only a message says is told as a claim."""
    known = present_all(evidence.feeders)
    named = dict.fromkeys(_name(each.arn or each.through) for each in known if each.confirmed)
    claimed = dict.fromkeys(
        _name(each.arn or each.through) or each.kind for each in known if not each.confirmed
    )
    said = _listed("Claims to come from ", claimed)
    return joined((words(_listed("Fed by ", named)), words(f"{said} (unconfirmed)" if said else "")))


def skipped_by(evidence: Evidence) -> Line:
    """Which incident's consumer gave up on the records, so that those behind them could go on."""
    told = dict.fromkeys(
        f"incident {each.incident} of {_name(each.through)}"
        + (f", as {each.let_by.name} allowed" if each.let_by.name else "")
        for each in present_all(evidence.feeders)
        if each.incident
    )
    return words(_listed("Skipped by ", told))


def last_time(evidence: Evidence) -> Line:
    last = evidence.last_time
    if last is None:
        return ()
    by = f" by {cut(last.by, _LONGEST_NAME)}" if last.by else ""
    note = f": {cut(last.note, _LONGEST_NOTE)}" if last.note else ""
    how = _ENDED.get(last.how, cut(last.how, _LONGEST_NAME))
    return (Words("Last time, "), When(last.ended_at, "day"), Words(f", {how}{by}{note}"))


_ENDED = {
    "by hand": "resolved",
    "proven": "recovered by itself",
    "unproven": "resolved, unverified",
    "lost": "ended with a loss",
}


def _deployed(last: Deployment, name: str) -> Line:
    version = f" {cut(last.version, _LONGEST_NAME)}" if last.version else ""
    by = f" by {cut(last.by, _LONGEST_NAME)}" if last.by else ""
    return (Words(f"{cut(name, _LONGEST_NAME)}{version} deployed "), When(last.at, "time"), *words(by))


def _name(arn: str) -> str:
    return cut(name_of(arn), _LONGEST_NAME)


def _listed(label: str, names: dict[str, None]) -> str:
    shown = [name for name in names if name]
    more = len(shown) - _MOST_FEEDERS
    rest = f" and {more} more" if more > 0 else ""
    return f"{label}{', '.join(shown[:_MOST_FEEDERS])}{rest}" if shown else ""
