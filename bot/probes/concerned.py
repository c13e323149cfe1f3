"""Looks at the functions that a dead-letter queue's sample leads to, once it is known who fails."""

from collections.abc import Sequence

from bot.domain.evidence import Evidence, Missing
from bot.probes import deployment, event_sources, function_health, pool, who_fails
from bot.probes.feeders import Answers
from bot.probes.probe import Finding, Look, ProbeContext


def look_at(context: ProbeContext, answers: Answers, sources: tuple[str, ...] | Missing) -> Look:
    """First which functions, which takes a read of its own; then all about them, side by side."""

    def looked() -> Finding:
        functions = who_fails.of_sample(context, answers, sources)
        return Finding(lambda evidence: evidence, follow_ups=_looks(context, functions, sources))

    return Look("concerned", looked, missing)


def _looks(
    context: ProbeContext, functions: Sequence[str] | Missing, sources: tuple[str, ...] | Missing
) -> tuple[Look, ...]:
    if isinstance(functions, Missing):
        # That nobody runs this is told once, by the errors that could not be read.
        return ()
    return (
        function_health.look_at(context, functions),
        event_sources.look_at(context, functions, () if isinstance(sources, Missing) else sources),
        deployment.look_at(context, functions),
        pool.look_at(context),
    )


def missing(why: Missing) -> Finding:
    def add(evidence: Evidence) -> Evidence:
        for each in (function_health, event_sources, deployment, pool):
            evidence = each.missing(why).add(evidence)
        return evidence

    return Finding(add)
