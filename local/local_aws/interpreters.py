"""Which Python runs the emulator: of the functions' own version where one is found; none is downloaded."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

RUNTIME = (3, 13)  # of template.yaml; a test compares them
VERSION = ".".join(map(str, RUNTIME))


def best_interpreter() -> str:
    """One of the runtime's minor version, else the one that runs this."""
    return runtime_interpreter() or sys.executable


def runtime_interpreter() -> str | None:
    """One of the runtime's minor version, if there is one."""
    return next((each for each in candidates() if answers(each)), None)


def candidates() -> Iterator[str]:
    """Where one may be; a name that is found may still run nothing, as version managers' stand-ins do."""
    yield sys.executable
    for folder in os.get_exec_path():
        if Path(folder, f"python{VERSION}").is_file():
            yield str(Path(folder, f"python{VERSION}"))
    for pattern in (f".pyenv/versions/{VERSION}*", f".local/share/uv/python/cpython-{VERSION}*"):
        for folder_found in sorted(Path.home().glob(pattern), reverse=True):
            yield str(folder_found / "bin" / f"python{VERSION}")


def answers(candidate: str) -> bool:
    """Whether it runs, is of the runtime's minor version, and can make an environment."""
    asking = f"import sys, ensurepip, venv; sys.exit(sys.version_info[:2] != {RUNTIME!r})"
    try:
        asked = subprocess.run([candidate, "-I", "-c", asking], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def installer(repository: Path) -> str | None:
    """uv, if there is one: on the path, or where `make` puts it."""
    own = repository / ".cache" / "uv" / "bin" / "uv"
    return shutil.which("uv") or (str(own) if own.is_file() else None)
