"""The zip, against its own dependencies alone: how much of it is ours."""

import zipfile
from pathlib import Path

from tests.benchmarks.claim import Claim, Workbench

OURS = frozenset({"bot", "runbooks", "lastcall.toml"})


def package_size(bench: Workbench) -> list[Claim]:
    whole = zipped_size(bench, frozenset())
    dependencies = zipped_size(bench, OURS)
    return [
        Claim(
            what="package, zipped, with byte code",
            ours=f"{whole / 1024:.0f} KiB",
            peer=f"slack-bolt + slack-sdk + jinja2: {dependencies / 1024:.0f} KiB",
            ratio=whole / dependencies,
            limit=1.3,
        )
    ]


def zipped_size(bench: Workbench, without: frozenset[str]) -> int:
    packed = Path(bench.scratch, "package.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(bench.artefact.rglob("*")):
            inside = path.relative_to(bench.artefact)
            if path.is_file() and inside.parts[0] not in without:
                archive.write(path, inside)
    return packed.stat().st_size
