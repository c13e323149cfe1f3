"""CPU per repeated alarm: new transitions of live incidents, ten to a batch, as SQS hands them to on_alarm.

The peer writes each alarm by itself and reads nothing; ours reads the groups once and writes each group once.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks.claim import Claim, Workbench
from tests.benchmarks.cold_start import Function, peer
from tests.benchmarks.paired import paired
from tests.contract.package.function_process import FunctionProcess, function_process
from tests.contract.package.loopback_services import loopback_services
from tests.contract.package.sample_events import alarm_notification, environment, sqs_event

BATCH = 10
BATCHES = 50  # CPU is counted in ticks of 10 ms
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def alarm_cpu(bench: Workbench) -> list[Claim]:
    if not Path("/proc/self/stat").exists():
        return [Claim(what="CPU per repeated alarm", ours="not measured: this system has no /proc")]
    smallest = peer(bench, "smallest_intake", byte_code=True)
    return [repeats(bench, smallest, queues) for queues in (1, 10)]


def repeats(bench: Workbench, smallest: Function, queues: int) -> Claim:
    ours = Function(bench.artefact, "bot.entrypoints.on_alarm.handler")
    with (
        measuring(ours, bench.scratch / "ours", queues) as our_cpu,
        measuring(smallest, bench.scratch / "peer", queues) as peer_cpu,
    ):
        measured = paired(our_cpu, peer_cpu, bench.rounds)
    return Claim(
        what=f"CPU per repeated alarm, ten a batch, of {queues} queue{'s' if queues > 1 else ''}",
        ours=f"{measured.ours * 1000:.2f} ms",
        peer=f"one conditional write each: {measured.peers * 1000:.2f} ms",
        ratio=measured.ratio,
    )


@contextmanager
def measuring(function: Function, log: Path, queues: int) -> Iterator[Callable[[], float]]:
    """A warm function, and what measures its CPU seconds per alarm."""
    numbers = count()
    with (
        loopback_services() as services,
        function_process(
            function.folder, function.handler, environment=environment(services.url), log=log
        ) as process,
    ):

        def measure() -> float:
            before = cpu_seconds(process)
            for _ in range(BATCHES):
                answer = process.api.invoke(batch(numbers, queues))
                if answer.fault or answer.value["batchItemFailures"]:
                    raise RuntimeError(f"{function.handler} failed: {answer}\n{log.read_text()}")
            return (cpu_seconds(process) - before) / (BATCHES * BATCH)

        yield measure


def batch(numbers: Iterator[int], queues: int) -> dict[str, Any]:
    """Ten transitions, each newer than all before it."""
    return sqs_event(
        *(
            alarm_notification(
                at=at.isoformat(timespec="milliseconds"), queue=f"orders-{number % queues}-dlq"
            )
            for number in (next(numbers) for _ in range(BATCH))
            for at in [BEGIN + timedelta(seconds=number)]
        )
    )


def cpu_seconds(process: FunctionProcess) -> float:
    """User and system time, of proc(5)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
