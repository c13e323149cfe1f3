"""The last change to the functions concerned: the failures may have begun with it."""

from collections.abc import Sequence

from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.missing import Missing, all_known
from bot.probes.parts import failing_functions
from bot.probes.parts.failing_functions import MOST_FUNCTIONS
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    return _look(context, failing_functions.of_resource(context))


PROBE = Probe(Share("deployment", writes=("deployment",)), look)


def look_at(context: ProbeContext, functions: Sequence[str] | Missing) -> Look:
    """Follow-up, once the functions concerned are known."""
    return Look(PROBE.share, lambda: _look(context, functions))


def _look(context: ProbeContext, functions: Sequence[str] | Missing) -> Finding:
    found = functions if isinstance(functions, Missing) else _newest(context, functions[:MOST_FUNCTIONS])
    return Finding({"deployment": found})


def _newest(context: ProbeContext, functions: Sequence[str]) -> Deployment | Missing | None:
    """Missing if one is unread: it may be the newest. Only for the newest, who made it is asked too."""
    known = all_known([context.functions.deployment(each, context.now) for each in functions])
    if isinstance(known, Missing):
        return known
    newest = max(known, key=lambda each: each.at, default=None)
    return newest and newest._replace(by=context.functions.changed_by(newest))
