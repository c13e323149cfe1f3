"""The code that letters died in: another folder, or the same one as a commit of its repository has it."""

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoSuchCode(Exception):
    """One line that says why."""


@contextmanager
def code_of_then(named: str | None, folder: Path) -> Iterator[Path | None]:
    """Where it lies, as long as the block lasts; None where none is named.

    Raises:
        NoSuchCode: It is neither a folder nor a commit that has the folder.
    """
    if named is None or Path(named).is_dir():
        yield Path(named) if named else None
        return
    with tempfile.TemporaryDirectory(prefix="lastcall-rehearse-") as place:
        with tarfile.open(fileobj=io.BytesIO(_archived(named, folder))) as archive:
            archive.extractall(place, filter="data")
        yield Path(place)


def _archived(commit: str, folder: Path) -> bytes:
    git = shutil.which("git")
    if git is None or commit.startswith("-"):
        raise NoSuchCode(f"--before {commit}: is not a folder")
    done = subprocess.run(
        [git, "-C", folder, "archive", "--format=tar", commit, "."], capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        raise NoSuchCode(f"--before {commit}: is neither a folder nor a commit with {folder}: {said[-1]}")
    return done.stdout
