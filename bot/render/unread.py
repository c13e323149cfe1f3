"""What could not be looked at: in one short line on the card, however much it is, and whole in Inspect."""

import re
from collections.abc import Sequence

from bot.domain.evidence import Evidence
from bot.render.graphemes import cut

# Of `bot.aws.errors`: what to allow, and on what.
_DENIED = re.compile(r"denied: allow (?P<service>[\w-]+):(?P<action>\S+) ")
_LONGEST, _MOST_SERVICES = 150, 4
_OTHER = 70


def unread(evidence: Evidence) -> tuple[str, ...]:
    """Every reason, each once."""
    return tuple(
        dict.fromkeys([*evidence.missing, *([evidence.sample_note] if evidence.sample_note else [])])
    )


def in_short(reasons: Sequence[str]) -> str:
    """The reasons as they are where they are short; else how many reads of which services were denied."""
    told = "; ".join(reasons)
    if len(told) <= _LONGEST:
        return told
    denied = [found for reason in reasons if (found := _DENIED.match(reason))]
    others = [reason for reason in reasons if not _DENIED.match(reason)]
    return "; ".join(part for part in (_refused(denied), _others(others)) if part)


def _refused(denied: Sequence[re.Match[str]]) -> str:
    if not denied:
        return ""
    services = list(dict.fromkeys(found["service"] for found in denied))
    named = ", ".join(cut(service, 16) for service in services[:_MOST_SERVICES])
    more = ", …" if len(services) > _MOST_SERVICES else ""
    return f"{len(denied)} {'read' if len(denied) == 1 else 'reads'} denied ({named}{more})"


def _others(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"{cut(reasons[0], _OTHER)}{more}"
