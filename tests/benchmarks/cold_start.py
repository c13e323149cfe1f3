"""From the start of the process to the first answer, under the real runtime client, from the built package.

AWS and Slack answer at once on loopback, so what is measured is the imports, the clients and the first calls.
"""

import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.claim import Claim, Workbench
from tests.benchmarks.paired import Paired, paired
from tests.contract.package.function_process import (
    RUNTIME_VERSION,
    build_script,
    function_process,
    whole_dependencies,
    with_boto3,
)
from tests.contract.package.loopback_services import BOT_TOKEN, SIGNING_SECRET, loopback_services
from tests.contract.package.sample_events import environment, sample_event

PEERS = Path(__file__).parent / "peers"
ENTRYPOINTS = ("on_alarm", "on_slack", "on_command", "on_job", "on_change", "on_clock")


class Function(NamedTuple):
    """A handler and the folder it is deployed from."""

    folder: Path
    handler: str


def cold_starts(bench: Workbench) -> list[Claim]:
    with loopback_services() as services:
        given = environment(services.url) | {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        }
        floor = peer(bench, "say_ok", byte_code=True)
        intake = peer(bench, "smallest_intake", byte_code=True)
        stock = peer(bench, "stock_bolt", byte_code=False, dependencies=True)
        stock_with_boto3 = Function(with_boto3(copied(stock.folder)), stock.handler)
        versus = partial(compare, bench, given)
        return [
            *(versus(name, floor, "a handler that says ok") for name in ENTRYPOINTS),
            versus("on_slack", stock_with_boto3, "stock Bolt adapter and boto3, no byte code", limit=0.40),
            versus("on_slack", stock, "the same on the runtime's boto3"),
            versus("on_alarm", intake, "smallest honest intake", limit=1.3),
        ]


def compare(
    bench: Workbench,
    given: Mapping[str, str],
    entrypoint: str,
    against: Function,
    called: str,
    *,
    limit: float | None = None,
) -> Claim:
    ours = Function(bench.artefact, f"bot.entrypoints.{entrypoint}.handler")
    measured: Paired = paired(
        lambda: seconds_to_answer(ours, given, sample_event(entrypoint), bench.scratch),
        lambda: seconds_to_answer(against, given, sample_event(entrypoint), bench.scratch),
        bench.rounds,
    )
    return Claim(
        what=f"cold start of {entrypoint}",
        ours=f"{measured.ours * 1000:.0f} ms",
        peer=f"{called}: {measured.peers * 1000:.0f} ms",
        ratio=measured.ratio,
        limit=limit,
    )


def seconds_to_answer(function: Function, given: Mapping[str, str], event: Any, scratch: Path) -> float:
    log = scratch / "log"
    with function_process(function.folder, function.handler, environment=given, log=log) as process:
        answer = process.api.invoke(event)
    if answer.fault:
        raise RuntimeError(f"{function.handler} failed: {answer.fault}\n{log.read_text()}")
    return answer.at - process.started_at


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(f"{folder.name}_with_boto3")))


def peer(bench: Workbench, name: str, *, byte_code: bool, dependencies: bool = False) -> Function:
    """A peer's package, in the folder it would be deployed from."""
    folder = bench.scratch / name
    if dependencies:
        whole_dependencies(folder, byte_code=False)
    else:
        folder.mkdir()
    shutil.copy(PEERS / f"{name}.py", folder)
    if byte_code:
        script = build_script()
        for interpreter in script.interpreters(RUNTIME_VERSION):
            script.compile_all(folder, interpreter, folder)
            break
    return Function(folder, f"{name}.handler")
