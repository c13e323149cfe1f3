"""Why it fails: what AWS wrote beside the messages, else what the failing functions log; and whether they
still fail.

    told from     when
    messages      a destination's record, a function's or a target's dead-letter attributes name the error
    requests      the functions' logs have the failed requests or messages themselves
    messages      the message itself claims an error: a framework's headers, or a team's own attribute
    logs          neither: whatever the functions logged recently
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.error_shape import error_shape, shapes
from bot.domain.evidence.evidence import ErrorShape, Failing
from bot.domain.evidence.missing import Missing
from bot.ports.telemetry import LoggedError
from bot.probes.parts import failing_functions, key_difference
from bot.probes.parts.decoded_message import DecodedMessage
from bot.probes.parts.failing_functions import MOST_FUNCTIONS
from bot.probes.parts.feeders import Confirmations
from bot.probes.run.fields import Fields
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share

# "Still failing" is about the last quarter of an hour; why it began is a little before the alarm.
WINDOW = timedelta(minutes=15)
FURTHEST_BACK = timedelta(hours=1)
# A sample's requests are searched for at the time they failed, which may be long ago.
FURTHEST_BACK_FOR_IDS = timedelta(hours=24)
MOST_SHAPES = 5


class Log(NamedTuple):
    """Error lines of all functions, oldest first, and why others could not be read."""

    lines: Sequence[LoggedError]
    unread: Missing | None = None


class FailureShapes(NamedTuple):
    """The error shapes, where they come from, and each message's own shape where known."""

    shapes: tuple[ErrorShape, ...] | Missing
    told_from: str = ""
    by_message: Mapping[str, str] = {}


def look(context: ProbeContext) -> Finding:
    """From the resource alone: the function itself, or the consumers of the queue or stream."""
    return _look(context, failing_functions.of_resource(context), ())


PROBE = Probe(
    Share(
        "consumer_errors",
        writes=("shapes", "failing"),
        clears=("shapes_from",),
        keeps=("lacked", "held", "keys"),
    ),
    look,
)


def look_at(
    context: ProbeContext,
    letters: Sequence[DecodedMessage],
    answers: Confirmations,
    sources: tuple[str, ...] | Missing,
) -> Look:
    """Follow-up of a sample, once the failing functions are known."""

    def looked() -> Finding:
        return _look(context, failing_functions.of_sample(context, answers, sources), letters)

    return Look(PROBE.share, looked)


def _look(
    context: ProbeContext, functions: Sequence[str] | Missing, letters: Sequence[DecodedMessage]
) -> Finding:
    failed = [each for each in letters if not each.read.succeeded]
    log = _log(context, functions, failed)
    why = _why(context, log, failed)
    failing = log if isinstance(log, Missing) else _failing(log, _since(context, failed), context.now)
    found: Fields = {"failing": failing} | _named_keys(context, letters, why)
    if not _known_before(context, letters):
        found |= {"shapes": why.shapes, "shapes_from": why.told_from}
    return Finding(found, onto_sample=_onto_sample(why.by_message))


def _named_keys(context: ProbeContext, letters: Sequence[DecodedMessage], why: FailureShapes) -> Fields:
    """From the payloads of a new sample; without one, the earlier sample's answer stays."""
    if not letters:
        return {}
    worst = "" if isinstance(why.shapes, Missing) or not why.shapes else why.shapes[0].text
    found: Fields = {
        "lacked": key_difference.named(context, letters, worst),
        "held": key_difference.holding(context, letters, worst),
    }
    # Where the messages point to records, the records are compared instead.
    if not any(each.read.pointer for each in letters):
        found["keys"] = key_difference.of_letters(context, letters, why.by_message)
    return found


def _known_before(context: ProbeContext, letters: Sequence[DecodedMessage]) -> bool:
    """Errors that an earlier sample itself named are better than what is logged now."""
    before = context.before
    return not letters and before is not None and before.shapes_of_messages


def _log(
    context: ProbeContext, functions: Sequence[str] | Missing, failed: Sequence[DecodedMessage]
) -> Log | Missing:
    if isinstance(functions, Missing):
        return functions
    since, ids = _since(context, failed), tuple(dict.fromkeys(each.id for each in failed if each.id))
    logs = [_errors(context, function, since, ids) for function in functions[:MOST_FUNCTIONS]]
    unread = next((log for log in logs if isinstance(log, Missing)), None)
    lines = sorted(line for log in logs if not isinstance(log, Missing) for line in log)
    if unread and not lines:
        # No errors in some logs, with the others unread, is not "no errors".
        return unread
    return Log(lines, unread)


def _errors(
    context: ProbeContext, function: str, since: datetime, ids: Sequence[str]
) -> tuple[LoggedError, ...] | Missing:
    facts = context.functions.facts(function)
    # Where the settings may not be read, the usual log group is the best guess.
    group = "" if isinstance(facts, Missing) else facts.log_group
    return context.telemetry.errors(function, since, context.now, ids, group)


def _since(context: ProbeContext, failed: Sequence[DecodedMessage]) -> datetime:
    """SQS's messages failed some time after they were sent; all others were written once they had failed."""
    opened_at = context.opened_at or context.now
    lately = min(context.now - WINDOW, max(opened_at - WINDOW, context.now - FURTHEST_BACK))
    sent = min((each.message.sent_at for each in failed if each.message.sent_at), default=None)
    return min(lately, max(sent - WINDOW, context.now - FURTHEST_BACK_FOR_IDS)) if sent else lately


def _failing(log: Log, since: datetime, now: datetime) -> Failing:
    lately = [line for line in log.lines if line.at >= now - WINDOW]
    first, last = (log.lines[0].at, log.lines[-1].at) if log.lines else (None, None)
    return Failing(len(lately), WINDOW, last, first, since)


def _why(context: ProbeContext, log: Log | Missing, failed: Sequence[DecodedMessage]) -> FailureShapes:
    told = {each.message.message_id: shape for each in failed if (shape := _told(context, each))}
    logged = {} if isinstance(log, Missing) else _logged(context, log.lines, failed)
    # What a message claims about itself may be about another consumer, or another day.
    claimed = {each.message.message_id for each in failed if each.read.failure.claimed}
    told = {name: shape for name, shape in told.items() if name not in claimed or name not in logged}
    by_message = logged | told
    if by_message:
        counted = Counter(by_message.values())
        seen = tuple(ErrorShape(text, count) for text, count in counted.most_common(MOST_SHAPES))
        return FailureShapes(seen, "messages" if told else "requests", by_message)
    if isinstance(log, Missing):
        return FailureShapes(log)
    lately = _since(context, ())
    lines = [line.text for line in log.lines if line.at >= lately]
    # Once the errors have stopped, what was logged at the time of the failures has to explain them.
    told_by = lines or [line.text for line in log.lines]
    return FailureShapes(shapes(told_by, context.redaction)[:MOST_SHAPES], "logs")


def _told(context: ProbeContext, decoded: DecodedMessage) -> str:
    line = decoded.read.failure.line
    return error_shape(line, context.redaction) if line else ""


def _logged(
    context: ProbeContext, lines: Sequence[LoggedError], failed: Sequence[DecodedMessage]
) -> dict[str, str]:
    """The first error logged by each message's own request."""
    shape_of: dict[str, str] = {}
    for line in lines:
        for each in line.ids:
            if each not in shape_of and (shape := error_shape(line.text, context.redaction)):
                shape_of[each] = shape
    return {each.message.message_id: shape_of[each.id] for each in failed if each.id in shape_of}


def _onto_sample(by_message: Mapping[str, str]) -> Callable[[SampledMessage], SampledMessage]:
    def told(message: SampledMessage) -> SampledMessage:
        return message._replace(shape=by_message.get(message.message_id, message.shape))

    return told
