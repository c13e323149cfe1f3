"""`make bench`: what we claim of speed and size, as ratios of one run. Exits 1 when a claim is broken."""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from tests.benchmarks.alarm_cpu import alarm_cpu
from tests.benchmarks.calls import calls
from tests.benchmarks.claim import Benchmark, Claim, Workbench, table
from tests.benchmarks.cold_start import cold_starts
from tests.benchmarks.crowd import crowd
from tests.benchmarks.decode_rate import decode_rate
from tests.benchmarks.evidence import evidence
from tests.benchmarks.growth import growth
from tests.benchmarks.imports import imports
from tests.benchmarks.local_stack import local_stack
from tests.benchmarks.masking import masking
from tests.benchmarks.package_size import package_size
from tests.benchmarks.tls_call import tls_call
from tests.contract.package.function_process import RUNTIME_VERSION, build_script, built

BENCHMARKS: dict[str, Benchmark] = {
    "package-size": package_size,
    "imports": imports,
    "cold-start": cold_starts,
    "alarm-cpu": alarm_cpu,
    "tls-call": tls_call,
    "calls": calls,
    "crowd": crowd,
    "decode-rate": decode_rate,
    "growth": growth,
    "evidence": evidence,
    "masking": masking,
    "local-stack": local_stack,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *BENCHMARKS], help="these benchmarks only")
    parser.add_argument("--rounds", type=int, default=9, help="how often each pair is measured")
    arguments = parser.parse_args()
    claims = measure(arguments.only or list(BENCHMARKS), arguments.rounds)
    print(table(claims))
    broken = [claim for claim in claims if not claim.kept]
    return 1 if broken else 0


def measure(names: list[str], rounds: int) -> list[Claim]:
    if next(build_script().interpreters(RUNTIME_VERSION), None) is None:
        print(
            f"No Python {RUNTIME_VERSION} was found: without byte code the cold starts say little.",
            file=sys.stderr,
        )
    claims: list[Claim] = []
    with tempfile.TemporaryDirectory() as folder:
        artefact = built(Path(folder, "lambda"))
        for name in names:
            print(f"measuring {name} ...", file=sys.stderr)
            scratch = Path(folder, name)
            scratch.mkdir()
            claims += kept_going(name, Workbench(artefact, scratch, rounds))
    return claims


def kept_going(name: str, bench: Workbench) -> list[Claim]:
    """What fails is a broken claim; the others are still worth having."""
    try:
        return BENCHMARKS[name](bench)
    except Exception:  # noqa: BLE001 - whatever it is, it is shown and counts as broken
        traceback.print_exc()
        return [Claim(what=name, ours="failed, see above", limit=0.0)]


if __name__ == "__main__":
    sys.exit(main())
