"""CONTRIBUTING's "Add an alarm kind", followed to the letter in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
COPIED = (
    "bot",
    "runbooks",
    "tests/events",
    "tests/unit/alarm_kinds",
    "README.md",
    "pyproject.toml",
    "Makefile",
)
BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KIND = "executions_failed"


def steps() -> list[str]:
    """The code blocks of the section, in order: kind, line, import, runbook, sample event."""
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## Add an alarm kind")[1].split("\n## ")[0]
    return BLOCK.findall(section)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    (tmp_path / "tests" / "unit" / "alarm_kinds" / "test_contributing.py").unlink()
    for folder in ("tests", "tests/unit"):
        (tmp_path / folder / "__init__.py").touch()
    return tmp_path


def follow(tree: Path) -> None:
    kind, line, imported, runbook, event = steps()
    (tree / "bot" / "alarm_kinds" / f"{KIND}.py").write_text(kind)
    catalogue = tree / "bot" / "alarm_kinds" / "__init__.py"
    text = catalogue.read_text().replace("    generic.KIND,\n", f"{line}    generic.KIND,\n")
    catalogue.write_text(text.replace("\nKINDS", f"{imported}\nKINDS", 1))
    (tree / "runbooks" / f"{KIND}.md").write_text(runbook)
    (tree / "tests" / "events" / "kinds" / f"{KIND}.json").write_text(event)
    run(tree, "cogapp", "-r", "README.md")


def run(tree: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_the_steps_suffice_for_a_new_kind(tree: Path) -> None:
    follow(tree)
    tested = run(tree, "pytest", "-v", "-p", "no:cacheprovider", "-k", KIND, "tests/unit/alarm_kinds")
    assert tested.returncode == 0, tested.stdout
    assert f"[{KIND}]" in tested.stdout


@pytest.mark.parametrize(
    "forgotten",
    [f"runbooks/{KIND}.md", f"tests/events/kinds/{KIND}.json", f"bot/alarm_kinds/{KIND}.py"],
    ids=["the runbook", "the sample event", "the kind itself"],
)
def test_a_forgotten_step_is_found(tree: Path, forgotten: str) -> None:
    follow(tree)
    (tree / forgotten).unlink()
    tested = run(tree, "pytest", "-qx", "-k", KIND, "tests/unit/alarm_kinds")
    assert tested.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED), tested.stdout
