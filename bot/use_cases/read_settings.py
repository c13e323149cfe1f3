"""What stands in AWS now, at everything a mitigation may change."""

from collections.abc import Mapping

from bot.alarm_kinds import kind_of_incident
from bot.domain.errors import Transient
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Values
from bot.domain.mitigation.offers import Offer, OfferContext, Proof, offered, proofs_wanted, targets
from bot.domain.policy.policy import Bounds
from bot.ports.live_settings import LiveSettings

# One after the other, each at most a few seconds: on_command has a minute for all.
MOST_TARGETS = 8
MOST_PROOFS = 3

_NOT_READ = Missing("too much here to read in time: do it in the console")
_NOT_ASKED = "too much here to check in time: do it in the console"


def read_now(settings: LiveSettings, target: str) -> Values | Missing:
    """The settings of a target; what AWS does not answer is missing."""
    try:
        return settings.read(target)
    except Transient as fault:
        return Missing(str(fault))


def offers_for(incident: Incident, settings: LiveSettings, bounds: Bounds) -> tuple[Offer, ...]:
    """What may be done about an incident now, from its evidence and what AWS says at this moment."""
    if incident.evidence is None:
        return ()
    context = OfferContext(incident.evidence, incident.resource, kind_of_incident(incident), bounds)
    live: dict[str, Values | Missing] = {}
    for place, target in enumerate(targets(context)):
        live[target] = read_now(settings, target) if place < MOST_TARGETS else _NOT_READ
    context = context._replace(live=live)
    return offered(context._replace(unproven=_proven(context, settings)))


def _proven(context: OfferContext, settings: LiveSettings) -> Mapping[Proof, str]:
    asked: dict[Proof, str] = {}
    for place, proof in enumerate(proofs_wanted(context)):
        asked[proof] = _unproven(settings, proof) if place < MOST_PROOFS else _NOT_ASKED
    return asked


def _unproven(settings: LiveSettings, proof: Proof) -> str:
    try:
        return settings.unproven(*proof)
    except Transient as fault:
        return str(fault)
