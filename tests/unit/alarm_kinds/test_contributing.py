"""CONTRIBUTING's "Add an alarm kind", followed to the letter in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
DECIDED = "tests/unit/test_kinds_are_decided.py"
COPIED = (
    "bot",
    "runbooks",
    "tests/events",
    "tests/unit/alarm_kinds",
    DECIDED,
    "README.md",
    "pyproject.toml",
    "Makefile",
)
BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KIND, RESOURCE = "delivery_stream_age", "delivery_stream"
# What each block of the section is, in their order.
STEPS = (
    *(
        "the kind itself",
        "its name",
        "its line",
        "its import",
        "its verdict",
        "the runbook",
        "the sample event",
    ),
    *("its metric", "what else is about it", "its ARN", "its page"),
)
# Where a line goes: before which words of which file.
PLACES = {
    "its name": ("bot/domain/alarm/alarm_kind.py", '    FAILED_INVOCATIONS = "'),
    "its line": ("bot/alarm_kinds/__init__.py", "    generic.KIND,\n"),
    "its import": ("bot/alarm_kinds/__init__.py", "\nKINDS"),
    "its verdict": ("bot/domain/diagnosis/__init__.py", "    KindName.GENERIC: "),
    "its metric": ("bot/alarm_kinds/resources/__init__.py", "\n# The resources that the generic kind"),
    "what else is about it": ("bot/alarm_kinds/resources/__init__.py", "    TABLE,\n"),
    "its ARN": ("bot/domain/resource/grouping.py", "    ResourceKind.TOPIC: "),
    "its page": ("bot/render/links/console.py", "    ResourceKind.TOPIC: "),
}
FILES = {
    "the kind itself": f"bot/alarm_kinds/{KIND}.py",
    "the runbook": f"runbooks/{KIND}.md",
    "the sample event": f"tests/events/kinds/{KIND}.json",
}


def steps() -> dict[str, str]:
    """The code blocks of the section."""
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## Add an alarm kind")[1].split("\n## ")[0]
    return dict(zip(STEPS, BLOCK.findall(section), strict=True))


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


def follow(tree: Path, forgotten: str = "") -> None:
    for step, block in steps().items():
        if step == forgotten:
            continue
        if step in FILES:
            (tree / FILES[step]).write_text(block)
            continue
        name, words = PLACES[step]
        file = tree / name
        before, found, behind = file.read_text().partition(words)
        assert found, f"{step}: {words!r} is not in {name}"
        file.write_text(f"{before}{block}{found}{behind}")
    listed = tree / DECIDED
    only_named = listed.read_text().replace(f" {RESOURCE} ", " ", 1)
    listed.write_text(only_named.replace('"account_pool alarm ', f'"account_pool alarm {RESOURCE} ', 1))
    if not forgotten:
        run(tree, "cogapp", "-r", "README.md")


def run(tree: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_the_steps_suffice_for_a_new_kind(tree: Path) -> None:
    follow(tree)
    quiet = ("-p", "no:cacheprovider")
    tested = run(tree, "pytest", "-v", *quiet, "-k", f"{KIND} or decided", "tests/unit/alarm_kinds", DECIDED)
    assert tested.returncode == 0, tested.stdout
    assert f"[{KIND}]" in tested.stdout


@pytest.mark.parametrize("forgotten", FILES)
def test_a_forgotten_file_is_found(tree: Path, forgotten: str) -> None:
    follow(tree, forgotten)
    tested = run(tree, "pytest", "-qx", "-k", KIND, "tests/unit/alarm_kinds")
    assert tested.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED), tested.stdout


@pytest.mark.parametrize("forgotten", ["its verdict", "what else is about it", "its ARN", "its page"])
def test_a_forgotten_line_is_found(tree: Path, forgotten: str) -> None:
    """Those without which all goes well, and the card says less."""
    follow(tree, forgotten)
    tested = run(tree, "pytest", "-qx", DECIDED)
    assert tested.returncode == pytest.ExitCode.TESTS_FAILED, tested.stdout
