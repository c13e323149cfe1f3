"""Once everything is installed, `make demo` needs no network: it runs where there is nothing but loopback."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.local_aws.environment import private_python
from local.local_aws.stopping import Stop
from tests.contract.local_aws.processes import mentioning, needs_proc
from tests.contract.package.function_process import built
from tests.e2e.local_process import PATIENCE, ROOT, Command, started
from tests.e2e.loopback_only import CUT_OFF

pytestmark = [needs_proc, pytest.mark.xdist_group("without-network")]
ALONE = ("unshare", "--map-root-user", "--net")


@pytest.fixture
def cut_off() -> tuple[str, ...]:
    """What to put before a command. Where namespaces are not to be had the test is skipped, never in CI."""
    if not shutil.which(ALONE[0]) or subprocess.run([*ALONE, "true"], check=False).returncode:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("NOT TESTED: `unshare --map-root-user --net` must be allowed to cut off a process")
    return (*ALONE, sys.executable, "-m", "tests.e2e.loopback_only")


@pytest.fixture
def installed(tmp_path: Path) -> None:
    """What the first run leaves behind: the environments, and the dependencies of the package."""
    subprocess.run(["make", ".venv/ready"], cwd=ROOT, check=True)
    private_python(stop=Stop(), say=print)
    built(tmp_path / "package")


@pytest.mark.usefixtures("installed")
def test_the_demo_needs_no_network_and_can_be_run_again(tmp_path: Path, cut_off: tuple[str, ...]) -> None:
    # The card takes its time and nothing new: the first run is left once its shop is broken.
    for number, last in enumerate(("12 orders placed", "The first card is in #incidents")):
        folder = tmp_path / str(number)
        folder.mkdir()
        with started(folder, *cut_off, "make", "demo") as running:
            running.until(CUT_OFF)
            running.until(last)
            os.kill(demo_of(running), signal.SIGINT)
            assert running.process.wait(PATIENCE) == 0
            assert running.leftovers() == []


def demo_of(running: Command) -> int:
    """`make` itself ends badly at a signal, so it is its child that is interrupted."""
    [demo] = {*mentioning("-m\0bot\0demo")} & {*mentioning(str(running.folder))}
    return demo
