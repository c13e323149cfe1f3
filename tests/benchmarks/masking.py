"""Secrets that are shown and harmless lines that are masked, of the corpus in tests/masking_corpus."""

from collections.abc import Iterator

from tests.benchmarks.claim import Claim, Workbench
from tests.masking_corpus import SETS, harmless_lines, secret_lines


def masking(_: Workbench) -> list[Claim]:
    *before, last = SETS
    return [*_counted("", *before), *_counted(" drawn last", last)]


def _counted(which: str, *sets: str) -> Iterator[Claim]:
    secrets, harmless = secret_lines(*sets), harmless_lines(*sets)
    missed = sum(bool(line.missed) for line in secrets)
    false = sum(line.falsely_masked for line in (*secrets, *harmless))
    yield Claim(
        what=f"secrets shown, of lines{which} that hold one",
        ours=f"{missed}",
        peer=f"{len(secrets)} lines",
        ratio=missed / len(secrets),
        limit=0.0,
    )
    yield Claim(
        what=f"lines masked{which} that hold none",
        ours=f"{false}",
        peer=f"{len(harmless)} lines",
        ratio=false / len(harmless),
        limit=0.01,
    )
