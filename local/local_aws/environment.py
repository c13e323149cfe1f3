"""The emulator's own Python environment, under `.cache/` of the repository, made once for each set of pins.

It is apart because the emulator pins another botocore than ours, and functions see what it has installed.
It is built beside its place and renamed into it, under a lock, so that it is there whole or not at all.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from local.local_aws.child import ChildFailed, run_to_its_end
from local.local_aws.failures import Failed
from local.local_aws.interpreters import VERSION, best_interpreter, installer
from local.local_aws.stopping import Stop

PINS = ("ministack==1.5.33", "aws-sam-translator==1.115.0")
REPOSITORY = Path(__file__).resolve().parents[2]
# As uv does it: what is never imported is not compiled, and that is most of it.
QUIETLY = ("--quiet", "--disable-pip-version-check", "--no-compile")
Say = Callable[[str], None]


class NoEnvironment(Failed):
    """The environment could not be made; the text says what to do."""


def private_python(*, stop: Stop, say: Say, cache: Path = REPOSITORY / ".cache") -> Path:
    """The interpreter of the private environment, which is made first where it is missing."""
    interpreter = best_interpreter()
    place = cache / f"local-aws-{pin_hash(interpreter)}"
    if not place.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with alone(place.with_suffix(".lock"), stop, say):
            if not place.is_dir():
                say("installing the local AWS (once; this needs the network) ...")
                build(place, interpreter, stop)
    return place / "bin" / "python"


def pin_hash(interpreter: str) -> str:
    return hashlib.sha256("\n".join([*PINS, interpreter]).encode()).hexdigest()[:12]


@contextmanager
def alone(lock: Path, stop: Stop, say: Say) -> Iterator[None]:
    """Hold the lock. The file stays: removing it would let two hold locks of the same name."""
    with lock.open("a") as held:
        if not taken(held):
            say("another process is installing the local AWS: waiting for it ...")
            while not taken(held):
                stop.wait(timedelta(milliseconds=200))
        yield


def taken(held: IO[str]) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def build(place: Path, interpreter: str, stop: Stop) -> None:
    """Only whoever holds the lock is here, so an aside folder that is there already is of one who died."""
    aside = place.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        install(aside / "environment", interpreter, aside / "log", stop)
        (aside / "environment").rename(place)
    except ChildFailed as failed:
        raise NoEnvironment(
            f"the local AWS could not be installed: {failed}. The first run needs the network and "
            f"Python {VERSION} or the one that runs this, with venv and pip."
        ) from failed
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def install(environment: Path, interpreter: str, log: Path, stop: Stop) -> None:
    """The environment is only ever used by its interpreter's path, so moving it later does no harm."""
    python = environment / "bin" / "python"
    uv = installer(REPOSITORY)
    if uv:
        making = [
            uv,
            "venv",
            "--quiet",
            "--no-project",
            "--no-config",
            "--python",
            interpreter,
            str(environment),
        ]
        adding = [uv, "pip", "install", "--quiet", "--python", str(python), *PINS]
    else:
        making = [interpreter, "-I", "-m", "venv", str(environment)]
        adding = [str(python), "-I", "-m", "pip", "install", *QUIETLY, *PINS]
    for command in (making, adding):
        run_to_its_end(command, log=log, stop=stop)
