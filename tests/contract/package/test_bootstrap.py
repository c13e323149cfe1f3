"""`bin/bootstrap` in a bare clone, run side by side as `sam build` with `parallel = true` runs it."""

import subprocess
import tomllib
import venv
from pathlib import Path

from tests.contract.package.clone import bare_environment, clone, outside_python
from tests.contract.package.function_process import ROOT

# Stands for pip's install of uv and for uv: each says that it began, and does as little as it can.
PYTHON = """#!/bin/sh
[ "$1 $2 $3" = "-m pip install" ] || exec {python} "$@"
echo pip >> {calls}
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/bin"
cp {uv} "$2/bin/uv"
"""
UV = """#!/bin/sh
echo uv >> {calls}
mkdir -p .venv
"""


def test_sam_builds_the_functions_side_by_side() -> None:
    assert tomllib.loads((ROOT / "samconfig.toml").read_text())["default"]["build"]["parameters"]["parallel"]


def test_of_many_bootstraps_side_by_side_one_works_and_the_others_wait_for_it(tmp_path: Path) -> None:
    calls, uv = tmp_path / "calls", tmp_path / "uv"
    uv.write_text(UV.format(calls=calls))
    uv.chmod(0o755)
    python = tmp_path / "python3"
    python.write_text(PYTHON.format(calls=calls, uv=uv, python=outside_python()))
    python.chmod(0o755)
    folder = clone(tmp_path / "clone")
    environment = bare_environment(tmp_path / "bin", python3=python, cp=Path("/bin/cp"))
    side_by_side = [
        subprocess.Popen([folder / "bin" / "bootstrap"], env=environment, cwd=tmp_path) for _ in range(6)
    ]
    assert [each.wait(timeout=60) for each in side_by_side] == [0] * 6
    assert calls.read_text().split() == ["pip", "uv"]
    assert (folder / ".venv" / "ready").exists()


def test_the_python_of_an_environment_will_do_though_nothing_else_is_on_the_path(tmp_path: Path) -> None:
    """As where SAM was installed into an environment made by a Python of its own folder."""
    path, uv = tmp_path / "path", tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\necho "$PATH" > {path}\nmkdir -p .venv\n')
    uv.chmod(0o755)
    venv.create(tmp_path / "of-sam", symlinks=True)
    python = tmp_path / "of-sam" / "bin" / "python3"
    folder = clone(tmp_path / "clone")
    environment = bare_environment(tmp_path / "bin", python3=python, uv=uv)
    subprocess.run([folder / "bin" / "bootstrap"], env=environment, check=True)
    assert str(Path(outside_python()).parent) in path.read_text().strip().split(":")


def test_a_bootstrap_that_was_cut_off_is_done_anew(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    python = tmp_path / "python3"
    python.write_text(PYTHON.format(calls=calls, uv="/nonexistent", python=outside_python()))
    python.chmod(0o755)
    folder = clone(tmp_path / "clone")
    environment = bare_environment(tmp_path / "bin", python3=python, cp=Path("/bin/cp"))
    for _ in range(2):
        done = subprocess.run(
            [folder / "bin" / "bootstrap"], env=environment, check=False, capture_output=True
        )
        assert done.returncode
    assert calls.read_text().split() == ["pip", "pip"]
    assert not (folder / ".cache" / "uv").exists()
