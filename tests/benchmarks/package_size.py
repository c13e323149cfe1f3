"""The zip, against that of its dependencies alone, with all they carry."""

import zipfile
from pathlib import Path

from tests.benchmarks.claim import Claim, Workbench
from tests.contract.package.function_process import whole_dependencies


def package_size(bench: Workbench) -> list[Claim]:
    whole = zipped_size(bench.artefact, bench.scratch)
    alone = whole_dependencies(bench.scratch / "dependencies", byte_code=True)
    dependencies = zipped_size(alone, bench.scratch)
    return [
        Claim(
            what="package, zipped, with byte code",
            ours=f"{whole / 1024:.0f} KiB",
            peer=f"slack-bolt + slack-sdk + jinja2: {dependencies / 1024:.0f} KiB",
            ratio=whole / dependencies,
            limit=1.3,
        )
    ]


def zipped_size(folder: Path, scratch: Path) -> int:
    packed = scratch / "package.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.stat().st_size
