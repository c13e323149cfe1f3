"""How the last incident of this group ended: what helped then may help now. The incident itself knows."""

from dataclasses import replace

from bot.domain.answers import Missing
from bot.domain.evidence import Evidence, LastTime
from bot.probes.run.probe import Finding, Probe, ProbeContext


def look(context: ProbeContext) -> Finding:
    ended = context.last_resolution
    found = LastTime(ended.at, ended.how, ended.by.name or ended.by.user, ended.note) if ended else None

    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, last_time=found)

    return Finding(add)


def missing(_why: Missing) -> Finding:
    """Nothing is read for it, so nothing can be refused; what was known before stands."""
    return Finding(lambda evidence: evidence)


PROBE = Probe("last_time", look, missing)
