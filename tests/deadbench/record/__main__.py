"""Record worlds of class c anew."""

import argparse
import json
import random
import shutil
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from local.local_aws.emulator import LocalAws
from tests.deadbench.record.account import Account
from tests.deadbench.record.faults import Fault, faults
from tests.deadbench.record.payments import PaymentService
from tests.deadbench.record.session import Recorded, record

HERE = Path(__file__).resolve().parents[1]
NOUNS = (
    *("orders", "invoices", "parcels", "tickets", "claims", "bookings", "readings", "refunds", "reports"),
    *("quotes", "returns", "visits", "badges", "ledgers"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.deadbench.record", description=__doc__)
    parser.add_argument("names", nargs="*", help="worlds (default: all; they share the account)")
    parser.add_argument("--seed", type=int, default=1, help="draws the names (default 1)")
    parser.add_argument("--to", type=Path, default=HERE, help="folder for worlds/ and answers/")
    chosen = parser.parse_args()
    failed: list[str] = []
    with ExitStack() as running:
        known = faults(*(running.enter_context(PaymentService()) for _ in range(4)))
        if unknown := set(chosen.names) - set(known):
            parser.error(f"no fault of that name: {', '.join(sorted(unknown))}")
        aws = running.enter_context(LocalAws(say=_say))
        called = nouns(chosen.seed, known)
        threads = []
        for name in chosen.names or known:
            at = Account(aws, called[name], _now, chosen.seed)
            threads.append(
                threading.Thread(target=_record, args=(name, known[name], at, chosen.seed, chosen.to, failed))
            )
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    return 1 if failed else 0


def nouns(seed: int, known: Mapping[str, Fault]) -> dict[str, str]:
    """What names each world's resources: no two the same, since they may share an account."""
    drawn = random.Random(seed).sample(NOUNS, len(NOUNS))  # noqa: S311 - names, no secrets
    return dict(zip(known, drawn, strict=False))


def _record(name: str, fault: Fault, at: Account, seed: int, to: Path, failed: list[str]) -> None:
    try:
        write(name, fault, record(name, fault, at, seed, _say), to, seed)
        _say(f"{name}: recorded")
    except Exception as error:  # noqa: BLE001 - one that fails stops no other
        failed.append(name)
        _say(f"{name}: {error!r}")


def write(name: str, fault: Fault, recorded: Recorded, to: Path, seed: int = 1) -> None:
    world = name if seed == 1 else f"{name}-{seed}"
    folder = to / "worlds" / world
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in recorded.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    answers = to / "answers"
    answers.mkdir(parents=True, exist_ok=True)
    (answers / f"{world}.json").write_text(json.dumps(recorded.answer, indent=1) + "\n")
    (answers / f"{world}.md").write_text(provenance(name, fault, recorded, seed))


def provenance(name: str, fault: Fault, recorded: Recorded, seed: int = 1) -> str:
    then = "when it was over" if fault.mend else "with the fault still there"
    redriven = (
        f"Of {recorded.redriven} dead letters that were redriven {then}, "
        f"{recorded.returned} came back within four minutes."
        if recorded.redriven
        else "There were no dead letters to redrive."
    )
    return (
        f"Recorded: `python -m tests.deadbench.record {name} --seed {seed}` ({recorded.day})\n\n"
        f"States: {fault.states} {redriven}\n\n"
        "Filled in: R1 to R7 of tests/deadbench/record; the rest is what the local AWS answered.\n"
    )


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    raise SystemExit(main())
