"""How an incident ends by itself, and in which words: a claim, a proof, or a loss."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.failure_bucket import place_name
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Resolution


def resolution_of(health: Health, evidence: Evidence | None, now: datetime) -> Resolution:
    """What a resource that stayed healthy, or could not be re-read, ends as."""
    how, emptied = _emptied(health)
    skipped, lost = _skipped(health)
    said = (health_words(health), emptied, skipped, _dropped(evidence))
    return Resolution(now, "lost" if lost else how, note="; ".join(part for part in said if part))


def skipped_or_dropped(health: Health | None, evidence: Evidence | None) -> Iterator[str]:
    """What was skipped on the way, as far as it was counted."""
    if health is not None and (skipped := _skipped(health)[0]):
        yield skipped
    if known := _dropped(evidence):
        yield known


def health_words(health: Health) -> str:
    match health:
        case Healthy(what) | Unhealthy(what):
            return what
        case Missing(reason):
            return f"the alarm says OK; unverified: {reason}"


def _emptied(health: Health) -> tuple[str, str]:
    """Empty is not healthy where what stood there expired, and not proven where that cannot be told."""
    if not isinstance(health, Healthy):
        return "unproven", ""
    gone = health.expired
    if isinstance(gone, Missing):
        return "unproven", f"cannot tell whether messages expired: {gone.reason}"
    if gone is None or not gone.possible:
        return "proven", ""
    if not gone.proven:
        return "unproven", f"{gone.possible:,} expired, were purged or moved by others: cannot tell which"
    return "lost", _lost(gone)


def _lost(gone: Expired) -> str:
    if gone.possible == gone.proven:
        return f"{gone.proven:,} expired and are lost"
    others = f"{gone.possible - gone.proven:,} more expired, were purged or moved by others"
    return f"{gone.proven:,} expired and are lost, {others}"


def _skipped(health: Health) -> tuple[str, bool]:
    """What a stream's mappings gave up on, and whether any of it is gone."""
    skipped = health.skipped if isinstance(health, Healthy) else ()
    if isinstance(skipped, Missing):
        return f"cannot tell whether records were skipped: {skipped.reason}", False
    return "; ".join(dict.fromkeys(each.told for each in skipped)), any(each.lost for each in skipped)


def _dropped(evidence: Evidence | None) -> str:
    """What was skipped on the way to health, by the last look that counted it."""
    losses = evidence.losses if evidence else None
    if not isinstance(losses, Losses):
        return ""
    if losses.lost:
        return f"{losses.lost:,} were skipped and are lost"
    if not (losses.dropped and losses.destination):
        return ""
    return f"{losses.dropped:,} were skipped and are kept in {place_name(losses.destination)}"
