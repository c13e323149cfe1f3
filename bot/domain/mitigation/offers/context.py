"""What there is to go by when a mitigation is offered, and the change it becomes."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.alarm.alarm_kind import Action, AlarmKind
from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.evidence.consumer import ConsumerHealth, EventSource, FunctionFacts
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.incident.mitigation_record import Mitigation, MitigationKind, NotOffered, Values
from bot.domain.mitigation.words import by_hand, in_template
from bot.domain.policy.policy import Bounds
from bot.domain.resource.arn import as_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind

Offer = Mitigation | NotOffered


class Proof(NamedTuple):
    """A role and a destination it must be able to write to."""

    role: str
    destination: str


class OfferContext(NamedTuple):
    """What there is to go by.

    Attributes:
        live: The settings of each target as just read; what is not in it is taken from the evidence.
        unproven: Why a destination is not proven to be writable, empty for one that is; what was not asked
            is not proven.
    """

    evidence: Evidence
    resource: Resource
    kind: AlarmKind
    bounds: Bounds
    live: Mapping[str, Values | Missing] = {}
    unproven: Mapping[Proof, str] = {}


def holds_dead_letters(context: OfferContext) -> bool:
    return context.resource.kind == ResourceKind.QUEUE and Action.REDRIVE in context.kind.actions


def streams_of(context: OfferContext) -> tuple[str, ...]:
    """The stream that lags, and those that dead letters point into."""
    evidence = context.evidence
    own = [evidence.stream.arn] if isinstance(evidence.stream, StreamFacts) else []
    feeders = present_all(evidence.feeders)
    pointed = [
        each.arn for each in feeders if each.kind == OriginKind.STREAM and as_arn(each.arn).kind == "stream"
    ]
    return tuple(dict.fromkeys((*own, *pointed)))


def mappings_of(evidence: Evidence) -> tuple[EventSource, ...]:
    return present_all(evidence.mappings)


def consumers_of(evidence: Evidence) -> tuple[ConsumerHealth, ...]:
    return present_all(evidence.consumers)


def facts_of(evidence: Evidence, function: str) -> FunctionFacts | None:
    return next((each.facts for each in consumers_of(evidence) if each.facts.arn == function), None)


def mapping_arn(mapping: EventSource) -> str:
    """The ARN of an event source mapping: it lies where its function does."""
    return str(as_arn(mapping.function)._replace(resource=f"event-source-mapping:{mapping.uuid}"))


class Ceiling(NamedTuple):
    """How high a setting may go, and what forbids more."""

    name: str
    ceiling: int
    why: str


def raised(
    context: OfferContext,
    kind: MitigationKind,
    target: str,
    subject: str,
    live: Values,
    limit: Ceiling,
    costs: str,
) -> Offer:
    """A limit raised to what the verdict proposes, else doubled; never above the ceiling."""
    current, verdict = int(live[limit.name]), context.evidence.verdict
    if current >= limit.ceiling:
        return NotOffered(kind, subject, f"it is {current}, and {limit.why}")
    setting = verdict.setting if verdict else None
    proposed = setting.proposed if setting and setting.name == limit.name else ""
    wanted = int(proposed) if proposed.isdecimal() and int(proposed) > current else 2 * current
    return change(kind, target, subject, live, {limit.name: str(min(wanted, limit.ceiling))}, costs)


def change(
    kind: MitigationKind, target: str, subject: str, live: Values, after: Values, costs: str, role: str = ""
) -> Mitigation:
    before = {name: live[name] for name in after}
    return Mitigation(
        kind=kind,
        target=target,
        subject=subject,
        before=before,
        after=after,
        costs=costs,
        template=in_template(after),
        commands=by_hand(target, before, after, role),
    )


def or_none(number: int | None) -> str:
    return "" if number is None else str(number)
