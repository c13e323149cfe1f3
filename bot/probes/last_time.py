"""How the last incident of this group ended: what helped then may help now. The incident itself knows."""

from bot.domain.evidence.evidence import LastTime
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    ended = context.last_resolution
    found = LastTime(ended.at, ended.how, ended.by.name or ended.by.user, ended.note) if ended else None
    return Finding({"last_time": found})


# Nothing is read for it, so nothing can be refused; what was known before stays.
PROBE = Probe(Share("last_time", keeps=("last_time",)), look)
