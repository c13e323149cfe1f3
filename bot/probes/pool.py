"""The concurrency that all functions of an account and region share, and which use most of it."""

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.consumer import PoolUse
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.missing import Missing
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.async_lag import none_waits
from bot.probes.parts.metrics import MINUTE, PROOF, Span, greatest, lately, of_function, read_metrics, total
from bot.probes.run.in_threads import SideBySide
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share

MOST_FUNCTIONS = 5
# Below this share of the limit the account has concurrency to spare.
_FREE = 0.8
_CLAIMED = Metric("AWS/Lambda", "ClaimedAccountConcurrency", {}, "Maximum")


def look(context: ProbeContext) -> Finding:
    return Finding({"pool": _pool(context)})


def _pool(context: ProbeContext) -> PoolUse | Missing:
    at, span = context.resource, lately(context.now)
    with SideBySide(context.threads) as reads:
        limited = reads.begin(lambda: context.functions.limits(at.account, at.region))
        used = reads.begin(lambda: read_metrics(context, at, (_CLAIMED,), span))
        by_whom = reads.begin(lambda: context.telemetry.busiest(at, span.since, span.until, MOST_FUNCTIONS))
        limits, claimed, busiest = limited.result(), used.result(), by_whom.result()
    if isinstance(limits, Missing):
        return limits
    if isinstance(claimed, Missing):
        return claimed
    if isinstance(busiest, Missing):
        return busiest
    return PoolUse(limits, greatest(claimed[0]), tuple(busiest))


def health(context: ProbeContext) -> Health:
    """For a function: it is no longer throttled. For the account: it has concurrency to spare."""
    span = lately(context.now, PROOF)
    return _let_run(context, span) if context.resource.kind == ResourceKind.FUNCTION else _free(context, span)


def _let_run(context: ProbeContext, span: Span) -> Health:
    name = context.resource.name
    metrics = [of_function(name, each, "Sum") for each in ("Invocations", "Throttles")]
    read = read_metrics(context, context.resource, metrics, span)
    if isinstance(read, Missing):
        return read
    called, throttled = ([at for at, count in each.points if count] for each in read)
    if throttled and (not called or max(called) <= max(throttled)):
        count = total(read[1])
        return Unhealthy(f"{count:,} calls of {name} were throttled in {lasting(PROOF)}, and none ran since")
    if not called or not read[1].present:
        return Missing(f"{name} was not called in {lasting(PROOF)}, so nothing proves that it may run")
    since = read[0].since(max(throttled) + MINUTE) if throttled else read[0]
    told = "since the last throttle" if throttled else f"and 0 throttles in {lasting(PROOF)}"
    # Running again proves nothing about throttled events that wait for their next attempt.
    events = none_waits(context)
    return (
        Healthy(f"{total(since):,} calls of {name} {told}")
        if events is None or isinstance(events, Healthy)
        else events
    )


def _free(context: ProbeContext, span: Span) -> Health:
    limits = context.functions.limits(context.resource.account, context.resource.region)
    if isinstance(limits, Missing):
        return limits
    read = read_metrics(context, context.resource, (_CLAIMED,), span)
    if isinstance(read, Missing):
        return read
    claimed = greatest(read[0])
    if claimed is None:
        return Missing(f"ClaimedAccountConcurrency has no datapoint in {lasting(PROOF)}")
    said = f"{claimed:,} of the account's {limits.concurrency:,} claimed"
    return Healthy(said) if claimed < _FREE * limits.concurrency else Unhealthy(said)


PROBE = Probe(Share("pool", writes=("pool",)), look, health)
