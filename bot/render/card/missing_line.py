"""What could not be looked at: in one short line on the card, however much it is, and whole in Inspect."""

import re
from collections.abc import Sequence

from bot.domain.evidence.evidence import Evidence
from bot.render.graphemes import cut

# Of `bot.aws.denial`: what was denied, and by which policy where that is not Lastcall's own.
_DENIED = re.compile(r"denied: (?:allow )?(?P<action>[\w-]{1,60}:\S{1,200}) ")
_POLICY = re.compile(
    r", with an explicit deny in [\w -]{3,60}\b|, because no [\w -]{3,60} allows it"
    r"|; AWS does not say by which policy"
)
_LONGEST, _MOST_ACTIONS, _MOST_SERVICES = 110, 2, 4
_LONGEST_ACTION, _OTHER = 40, 70


def unread(evidence: Evidence) -> tuple[str, ...]:
    """Every reason, each once."""
    return tuple(
        dict.fromkeys([*evidence.missing, *([evidence.sample_note] if evidence.sample_note else [])])
    )


def in_short(reasons: Sequence[str]) -> str:
    """The reasons as they are where they are short; else what was denied, of many only the services."""
    told = "; ".join(reasons)
    if len(told) <= _LONGEST:
        return told
    denied: dict[str, dict[str, None]] = {}
    others = []
    for reason in reasons:
        if found := _DENIED.match(reason):
            policy = _POLICY.search(reason)
            denied.setdefault(policy[0] if policy else "", {})[found["action"]] = None
        else:
            others.append(reason)
    refused = (f"{_denied(list(actions))}{policy}" for policy, actions in denied.items())
    return "; ".join(part for part in (*refused, _others(others)) if part)


def _denied(actions: Sequence[str]) -> str:
    if len(actions) <= _MOST_ACTIONS:
        return "denied: " + ", ".join(cut(action, _LONGEST_ACTION) for action in actions)
    services = list(dict.fromkeys(action.partition(":")[0] for action in actions))
    named = ", ".join(cut(service, _LONGEST_ACTION) for service in services[:_MOST_SERVICES])
    more = ", …" if len(services) > _MOST_SERVICES else ""
    return f"{len(actions)} reads denied ({named}{more})"


def _others(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"{cut(reasons[0], _OTHER)}{more}"
