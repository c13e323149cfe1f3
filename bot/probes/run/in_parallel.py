"""Run looks in parallel within a time budget, and the looks that their findings lead to."""

import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from datetime import timedelta

from bot.domain.evidence.missing import Missing
from bot.probes.run.in_threads import Threads
from bot.probes.run.probe import Finding, Look

log = logging.getLogger("lastcall")

# Threads that mostly wait for AWS; a kind has at most a dozen looks.
SIDE_BY_SIDE = 12


def run_probes(
    threads: Threads,
    looks: Iterable[Look],
    budget: timedelta,
    monotonic: Callable[[], float] = time.monotonic,
) -> list[Finding]:
    """One finding per look; Missing for what was not answered within the budget."""
    ends = monotonic() + budget.total_seconds()
    pool = threads(SIDE_BY_SIDE, "probe")
    running = {pool.submit(look.look): look for look in looks}
    findings: list[Finding] = []
    while running:
        wait_for(running, timeout=max(ends - monotonic(), 0), return_when=FIRST_COMPLETED)
        done = [future for future in running if future.done()]
        if not done:
            break
        for future in done:
            finding = _found(running.pop(future), future)
            findings.append(finding)
            running |= {pool.submit(look.look): look for look in finding.follow_ups}
    # A look that hangs is abandoned: its own time-outs end it, and nothing waits for it here.
    pool.shutdown(wait=False, cancel_futures=True)
    late = Missing(f"no answer within {budget.total_seconds():.0f} s")
    return findings + [look.share.missing(late) for look in running.values()]


def _found(look: Look, future: Future[Finding]) -> Finding:
    if fault := future.exception():
        log.error("probe failed", extra={"probe": look.share.name}, exc_info=fault)
        return look.share.missing(Missing(f"could not read: {type(fault).__name__} (see the log of on_job)"))
    return future.result()
