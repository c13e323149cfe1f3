"""CONTRIBUTING's "Add a timer", followed to the letter, beside the tree instead of in a copy of it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
LIFECYCLE, TESTS = ROOT / "bot" / "domain" / "lifecycle", Path(__file__).parent
TESTED = (TESTS / "test_timers.py", ROOT / "tests" / "unit" / "use_cases" / "test_advance_incident.py")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What each block of the section is, in their order; where a line goes: before which words of which file.
PLACES = {
    "its time": ("next_due.py", "class Due(NamedTuple)"),
    "its line": ("next_due.py", "    HEALTH_CHECK = "),
    "its file": ("timers/unhidden.py", ""),
    "its import": ("timers/__init__.py", ")\n\nACTIONS"),
    "its action": ("timers/__init__.py", ")\n_OF_TIMER"),
    "its example": ("played.py", "    Timer.CLOCK_WARNING: "),
}
ALONE = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
# The folder is searched first: what it holds takes the place of what the tree has.
PLAY = """
import sys, pytest
import bot.domain.lifecycle, tests.unit.domain.lifecycle

folder, *tested = sys.argv[1:]
bot.domain.lifecycle.__path__.insert(0, folder)
tests.unit.domain.lifecycle.__path__.insert(0, folder)
sys.exit(pytest.main(["-qx", "--noconftest", "-c", "/dev/null", f"--rootdir={folder}", *tested]))
"""


def follow(folder: Path, forgotten: str = "") -> subprocess.CompletedProcess[str]:
    shutil.copytree(LIFECYCLE / "timers", folder / "timers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(LIFECYCLE / "next_due.py", folder)
    shutil.copy(TESTS / "played.py", folder)
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## Add a timer")[1].split("\n## ")[0]
    for (step, (name, words)), block in zip(PLACES.items(), BLOCK.findall(section), strict=True):
        if step == forgotten:
            continue
        file = folder / name
        before, found, behind = (file.read_text() if words else "").partition(words or "\n")
        assert found or not words, f"{step}: {words!r} is not in {name}"
        file.write_text(f"{before}{block}{found}{behind}")
    command = [sys.executable, "-c", PLAY, str(folder), *map(str, TESTED)]
    return subprocess.run(command, cwd=ROOT, env=ALONE, capture_output=True, text=True, check=False)


def test_the_steps_suffice_for_a_new_timer(tmp_path: Path) -> None:
    played = follow(tmp_path)
    assert played.returncode == 0, played.stdout


@pytest.mark.parametrize("forgotten", ["its action", "its example"])
def test_a_forgotten_step_is_found(tmp_path: Path, forgotten: str) -> None:
    played = follow(tmp_path, forgotten)
    assert played.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED), played.stdout
    assert "UNHIDDEN" in played.stdout
