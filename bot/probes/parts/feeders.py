"""The feeders of a dead-letter queue: the origins that messages claim, checked against configuration.

It starts the looks that need to know who fails: a message's word on where it is from is not enough.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import Origin, OriginKind
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import name_of
from bot.ports.feeders import Writers
from bot.probes.parts.decoded_message import DecodedMessage, safe
from bot.probes.run.fields import Fields
from bot.probes.run.probe import Finding, Look, ProbeContext

# Each costs a call or two; only the most frequent are checked.
MOST_CLAIMS = 8
_MOST_NAMED = 3


_SOME_FUNCTION = Origin(OriginKind.FUNCTION)


class Confirmation(NamedTuple):
    """What configuration says about one claim.

    Attributes:
        origin: The claim plus what configuration adds; no longer `claimed` once confirmed.
        named: All whose configuration names the queue; several if the message fits each of them.
        refuted: The configuration was read, and does not name the queue.
        note: Why it is not confirmed; empty when it is.
    """

    origin: Origin
    named: tuple[Origin, ...] = ()
    refuted: bool = False
    note: str = ""


Confirmations = Mapping[Origin, Confirmation]
Then = Callable[[Confirmations], tuple[Look, ...]]


def look(
    context: ProbeContext, letters: Sequence[DecodedMessage], sources: tuple[str, ...] | Missing, then: Then
) -> Finding:
    """What follows a sample.

    Args:
        then: The looks that need to know who fails.
    """
    claims = _claims(letters) or _guess(context, sources)
    answers = {claim: _answer(context, claim) for claim in claims}
    # Without a new sample the earlier one's answer stays.
    stands = not letters and _known(context)
    found: Fields = {} if stands else {"feeders": feeders(context, letters, answers, sources)}
    return Finding(found, onto_sample=_told(context, letters, answers), follow_ups=then(answers))


def _claims(letters: Iterable[DecodedMessage]) -> list[Origin]:
    counted = Counter(each.read.origin for each in letters)
    return [claim for claim, _ in counted.most_common(MOST_CLAIMS)]


def _known(context: ProbeContext) -> bool:
    before = context.before.feeders if context.before else ()
    return not isinstance(before, Missing) and any(each.messages for each in before)


def _guess(context: ProbeContext, sources: tuple[str, ...] | Missing) -> list[Origin]:
    """Without a sample: configuration alone finds a function's own dead-letter queue."""
    return [] if sources or _known(context) else [_SOME_FUNCTION]


def _answer(context: ProbeContext, claim: Origin) -> Confirmation:
    if claim.kind and not claim.claimed:
        return Confirmation(claim, (claim,))
    answer = context.feeders.confirm(context.resource.arn, claim)
    if isinstance(answer, Missing):
        return Confirmation(claim, note=answer.reason)
    match answer.named:
        case ():
            return Confirmation(claim, refuted=bool(claim.kind), note=_not_named(context, claim, answer))
        case (writer,):
            return Confirmation(writer, answer.named)
        case several:
            return Confirmation(claim, several, note=_any_of(several))


def _not_named(context: ProbeContext, claim: Origin, answer: Writers) -> str:
    if not claim.kind:
        return answer.why or "nothing in the message says who wrote it"
    if not (claim.arn or claim.through):
        return f"it looks like a {claim.kind}'s, but no {claim.kind}'s configuration names this queue"
    who = safe(context, claim)
    why = f" ({answer.why})" if answer.why else ""
    return (
        f"it claims to come from {who.arn or who.through}, whose configuration does not name this queue{why}"
    )


def _any_of(writers: Sequence[Origin]) -> str:
    names = ", ".join(name_of(each.arn) for each in writers[:_MOST_NAMED])
    more = f" and {len(writers) - _MOST_NAMED} more" if len(writers) > _MOST_NAMED else ""
    return f"any of {names}{more} may have written it: the configuration of each names this queue"


def feeders(
    context: ProbeContext,
    letters: Sequence[DecodedMessage],
    answers: Confirmations,
    sources: tuple[str, ...] | Missing,
) -> tuple[Feeder, ...]:
    """One per origin and format, most messages first, then sources that wrote none of these."""
    unasked = Confirmation(Origin(), note="the sample has more kinds of origin than were checked")
    counted: Counter[tuple[Origin, str, str]] = Counter()
    records: Counter[tuple[Origin, str, str]] = Counter()
    for each in letters:
        answer = answers.get(each.read.origin, unasked._replace(origin=each.read.origin))
        key = (safe(context, answer.origin), each.read.format, answer.note)
        counted[key] += 1
        records[key] += 0 if each.read.succeeded else each.read.records
    told = tuple(
        Feeder(
            kind=origin.kind,
            arn=origin.arn,
            format=form,
            through=origin.through,
            confirmed=bool(origin.kind) and not origin.claimed,
            messages=count,
            records=records[origin, form, note],
            note=note,
        )
        for (origin, form, note), count in counted.most_common()
    )
    silent = _silent(sources, answers if not letters else {})
    return (*told, *(each for each in silent if each.arn not in {one.arn for one in told}))


def _silent(sources: tuple[str, ...] | Missing, answers: Confirmations) -> Iterable[Feeder]:
    """Those whose configuration names the queue but that wrote none of the messages seen."""
    for answer in answers.values():
        for each in answer.named:
            yield Feeder(each.kind, each.arn, "lambda_async", confirmed=True)
    if not isinstance(sources, Missing):
        for source in sources:
            yield Feeder(OriginKind.QUEUE, source, "sqs_source", confirmed=True)


def _told(
    context: ProbeContext, letters: Sequence[DecodedMessage], answers: Confirmations
) -> Callable[[SampledMessage], SampledMessage]:
    by_message = {each.message.message_id: answers.get(each.read.origin) for each in letters}

    def told(message: SampledMessage) -> SampledMessage:
        answer = by_message.get(message.message_id)
        if answer is None:
            return message
        return message._replace(origin=safe(context, answer.origin), origin_note=answer.note)

    return told
