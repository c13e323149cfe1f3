"""Secrets that are shown and harmless lines that are masked, of the corpus in tests/masking_corpus."""

from tests.benchmarks.claim import Claim, Workbench
from tests.masking_corpus import harmless_lines, secret_lines


def masking(_: Workbench) -> list[Claim]:
    secrets, harmless = secret_lines(), harmless_lines()
    missed = sum(bool(line.missed) for line in secrets)
    false = sum(line.falsely_masked for line in (*secrets, *harmless))
    return [
        Claim(
            what="secrets shown, of lines that hold one",
            ours=f"{missed}",
            peer=f"{len(secrets)} lines",
            ratio=missed / len(secrets),
            limit=0.0,
        ),
        Claim(
            what="lines masked that hold none",
            ours=f"{false}",
            peer=f"{len(harmless)} lines",
            ratio=false / len(harmless),
            limit=0.01,
        ),
    ]
