"""A bare clone: the files of the repository as they are, and nothing that `make` or a build left beside."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.contract.package.function_process import ROOT, with_a_channel

# What README asks for, and what comes with every system; no uv, which a clone must get for itself.
NEEDED = (
    "make",
    "git",
    "bash",
    "sh",
    "env",
    "dirname",
    "mkdir",
    "mktemp",
    "mv",
    "realpath",
    "rm",
    "touch",
    "uname",
)


def clone(folder: Path) -> Path:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():  # else deleted, and not yet committed
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def edited_clone(folder: Path) -> Path:
    """After the first step of README's "Deploy it"."""
    with_a_channel(clone(folder) / "lastcall.toml")
    return folder


def bare_environment(folder: Path, **more: Path) -> dict[str, str]:
    """Only a Python and what README asks for on the path; `more` are programs by their names."""
    folder.mkdir()
    programs = {name: Path(str(shutil.which(name))) for name in NEEDED} | more
    for name, program in programs.items():
        (folder / name).write_text(f'#!/bin/sh\nexec {program} "$@"\n')
        (folder / name).chmod(0o755)
    if "python3" not in more:
        (folder / "python3").write_text(f'#!/bin/sh\nexec {outside_python()} "$@"\n')
        (folder / "python3").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "UV_"))}
    # What was downloaded before need not be downloaded again.
    kept.setdefault("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")))
    return kept | {"PATH": str(folder), "HOME": str(folder.parent), "SAM_CLI_TELEMETRY": "0"}


def outside_python() -> str:
    """The interpreter that this environment was made from: like a user's, it has none of our dependencies."""
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}")
