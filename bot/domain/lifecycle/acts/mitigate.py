"""Change a setting in AWS that buys time.

What is done is written down before it is done, with what stood there; then it is done and read back.
"""

from collections.abc import Collection
from typing import NamedTuple

from bot.domain.incident.change import Change
from bot.domain.incident.command import Done, Mitigate
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    GRANT_FOR,
    Grant,
    Mitigation,
    MitigationKind,
    MitigationRecord,
    newest_of_each,
)
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.act import Act, Right, Situation, Typed
from bot.domain.lifecycle.acts.command_rule import Asked, CommandRule
from bot.domain.mitigation.life import ask
from bot.domain.mitigation.offers import Offer, OfferContext, called_for, offered
from bot.domain.urgency.decision import healthy_so_far


def mitigable(now: Situation) -> bool:
    """Whether something is known that may be changed here, or was and is in force."""
    if newest_of_each(now.incident.mitigations):
        return True
    context = _offer_context(now)
    return context is not None and any(isinstance(each, Mitigation) for each in offered(context))


def wanted(now: Situation) -> bool:
    """Whether the cause calls for a change."""
    context = _offer_context(now)
    return context is not None and not healthy_so_far(now.incident) and called_for(context)


def _offer_context(now: Situation) -> OfferContext | None:
    evidence = now.incident.evidence
    return OfferContext(evidence, now.incident.resource, now.kind, now.bounds) if evidence else None


OPEN_MITIGATE = Act(
    "open:mitigate",
    Right.ACT,
    "Mitigate…",
    happens="Buys time where the stack's parameters allow it: longer retention, more concurrency, skip "
    "what keeps failing, stop or start a consumer. It is the first button once you have "
    "acknowledged, the cause calls for it and there is nothing to redrive; otherwise, where a setting can "
    "be changed, it is in the ⋯ menu. Shows the old and the new value, and what it skips or costs. Can be "
    "undone. If the stack does not allow it, you get the commands.",
    typed=Typed(
        "mitigate",
        "buy time: longer retention, more concurrency, skip what blocks, stop or start",
        mitigable,
        "No open incident has a setting to change.",
    ),
    offered=mitigable,
)
MITIGATE = Act("mitigate", Right.ACT)
ACTS = (OPEN_MITIGATE, MITIGATE)

# In the words of both commands that change a setting.
STALE = "That belongs to an earlier episode of this incident. Its card shows the current one."
UNSAID = "Say why you are changing this now: the reason is kept with the incident."
_CHANGED_SINCE = "This has changed since it was offered, so nothing was done. Choose again."
ASKED = Done("Requested. The thread will say what became of it.")


class OfferedNow(NamedTuple):
    """Attributes: offers are by what AWS says now; granted is what the stack's parameters allow."""

    offers: tuple[Offer, ...]
    granted: frozenset[Grant]


def mitigate(incident: Incident, command: Mitigate, read: OfferedNow, asked: Asked) -> Change | Refused:
    """What is done is what is offered at this moment under the very key that was chosen."""
    changes = (each for each in read.offers if isinstance(each, Mitigation))
    chosen = next((each for each in changes if each.key == command.choice), None)
    if chosen is None:
        return Refused(_CHANGED_SINCE, mendable=True)
    if refused := not_granted(chosen.kind, chosen.commands, read.granted):
        return refused
    return ask(incident, chosen, asked.by, command.reason.strip(), asked.click, asked.now)


def not_granted(
    kind: MitigationKind, commands: tuple[str, ...], granted: Collection[Grant]
) -> Refused | None:
    grant = GRANT_FOR[kind]
    if grant in granted:
        return None
    by_yourself = " && ".join(commands)
    return Refused(
        f"Lastcall is not allowed to do that: set {grant.parameter} of its stack, or run: {by_yourself}"
    )


def unproven(incident: Incident, click: str) -> MitigationRecord | None:
    """What a click asked for, until AWS was seen to have it: whoever took it first may have died before."""
    asked = (each for each in incident.mitigations if each.asked_by == click and each.unproven)
    return next(asked, None)


RULE = CommandRule(
    Mitigate,
    MITIGATE,
    mitigate,
    wants=OfferedNow,
    ended="This incident is resolved, so there is nothing to mitigate.",
    unsaid=UNSAID,
    stale=STALE,
    done=ASKED,
    effect=unproven,
)
