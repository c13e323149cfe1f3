"""What `make build` leaves: exactly the code, its data and its dependencies, for the functions' platform."""

import ast
import hashlib
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.package.function_process import (
    ROOT,
    RUNTIME_VERSION,
    build_script,
    built,
    with_a_channel,
)

OURS = {"bot", "runbooks", "lastcall.toml"}
DEPENDENCIES = {"jinja2", "markupsafe", "slack_bolt", "slack_sdk"}
RUNTIME_PYTHON = next(build_script().interpreters(RUNTIME_VERSION), None)
ARM64 = 183  # EM_AARCH64 in an ELF header

needs_runtime_python = pytest.mark.skipif(
    RUNTIME_PYTHON is None, reason=f"NO BYTE CODE IS TESTED: no Python {RUNTIME_VERSION} was found here"
)


def digest(folder: Path) -> str:
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        content.update(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}".encode())
        content.update(path.read_bytes() if path.is_file() else b"")
    return content.hexdigest()


def test_the_artefact_holds_the_code_its_data_and_its_dependencies_and_nothing_else(artefact: Path) -> None:
    names = {path.name for path in artefact.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == OURS | DEPENDENCIES


def test_of_a_dependencys_metadata_only_its_licence_is_shipped(artefact: Path) -> None:
    kept = {
        path.name for folder in artefact.glob("*.dist-info") for path in folder.rglob("*") if path.is_file()
    }
    assert kept <= {"LICENSE", "LICENSE.txt", "LICENSE.rst"}
    assert len(list(artefact.glob("*.dist-info"))) == 4


def modules(folder: Path) -> set[str]:
    """By their sources or their byte code."""
    return {
        str(path.relative_to(folder).with_suffix(""))
        for suffix in ("py", "pyc")
        for path in folder.rglob(f"*.{suffix}")
        if path.parent.name != "__pycache__"
    }


def test_all_of_bot_but_the_commands_of_a_laptop_is_there(artefact: Path) -> None:
    ours = modules(ROOT / "bot")
    left_out = ours - modules(artefact / "bot")
    commands = tuple(each.removeprefix("bot/").removesuffix(".py") for each in build_script().COMMANDS)
    assert left_out == {each for each in ours if each.startswith(commands)}
    assert {each for each in commands if not any(name.startswith(each) for name in left_out)} == set()


def test_nothing_that_is_shipped_asks_for_what_is_not(artefact: Path) -> None:
    """Wherever the import stands: most are made at the first use."""
    left_out = tuple(each.removesuffix(".py").replace("/", ".") for each in build_script().COMMANDS)
    asking = {
        f"{module}: {name}"
        for module in modules(artefact / "bot")
        for name in imported(ROOT / "bot" / f"{module}.py")
        if name.startswith(left_out)
    }
    assert asking == set()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_runbooks_and_configuration_are_those_of_the_tree(artefact: Path) -> None:
    config = artefact.with_suffix(".toml")
    assert (artefact / "lastcall.toml").read_bytes() == config.read_bytes()
    assert {path.name for path in (artefact / "runbooks").iterdir()} == {
        path.name for path in (ROOT / "runbooks").iterdir()
    }


def test_the_configuration_is_compiled_into_json(artefact: Path) -> None:
    assert json.loads((artefact / "bot" / "policy.json").read_text())


def test_native_modules_are_the_functions_and_not_this_machines(artefact: Path) -> None:
    native = list(artefact.rglob("*.so"))
    assert native
    for path in native:
        assert int.from_bytes(path.read_bytes()[18:20], "little") == ARM64
        assert "cpython-313-aarch64" in path.name


def test_what_the_dependencies_carry_for_other_uses_is_left_out(artefact: Path) -> None:
    assert [path for unused in build_script().UNUSED for path in artefact.glob(unused)] == []


def test_two_builds_are_the_same_bytes(artefact: Path, tmp_path: Path) -> None:
    assert digest(built(tmp_path / "again")) == digest(artefact)


def test_a_configuration_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "bin" / "build", "--config", tmp_path / "none.toml", "--out", tmp_path / "out"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "none.toml is missing" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_configuration_with_errors_builds_nothing_and_each_is_named_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "lastcall.toml"
    broken.write_text("[[routes]]\nnmae = 'everything'\n")
    done = subprocess.run(
        [ROOT / "bin" / "build", "--config", broken, "--out", tmp_path / "out"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert f"{broken}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_channel_of_the_example_is_refused_with_its_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "bin" / "build", "--without-byte-code", "--out", tmp_path / "out"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert re.search(
        r"lastcall\.toml:\d+: is still the example's C0123456789: put in the ID of your own channel",
        done.stderr,
    )
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("four years")
    done = subprocess.run(
        [ROOT / "bin" / "build", "--out", tmp_path], check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "name an empty or a new folder with --out" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_without_an_interpreter_of_the_runtime_the_build_says_what_to_install_or_pass() -> None:
    script = build_script()
    with pytest.raises(script.Failure, match=r"install python3\.99, or pass --without-byte-code") as refused:
        script.compiler("3.99")
    assert "\n" not in str(refused.value)
    assert "WITHOUT_BYTE_CODE=1 sam build" in str(refused.value)


@pytest.mark.parametrize("target", ["build", "build-OnAlarm"])
def test_make_and_sam_pass_on_that_no_byte_code_is_wanted(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "WITHOUT_BYTE_CODE": "1", "ARTIFACTS_DIR": "out"},
    )
    assert "bin/build --without-byte-code" in done.stdout


def test_a_build_without_byte_code_says_so_and_holds_none(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(ROOT / "bin" / "build", "--without-byte-code", "--out", tmp_path / "out"),
            *("--config", with_a_channel(tmp_path / "lastcall.toml")),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "WITHOUT byte code" in done.stderr
    assert not list((tmp_path / "out").rglob("*.pyc"))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param("exit 127", "it runs nothing", id="a shim that exists and runs nothing"),
        pytest.param("echo 3.12", "it is another version", id="an interpreter of another version"),
    ],
)
def test_an_interpreter_is_not_believed_by_its_name(tmp_path: Path, source: str, why: str) -> None:
    shim = tmp_path / f"python{RUNTIME_VERSION}"
    shim.write_text(f"#!/bin/sh\n{source}\n")
    shim.chmod(0o755)
    assert not build_script().answers(str(shim), RUNTIME_VERSION), why


@needs_runtime_python
def test_no_byte_code_is_stale_after_zip_and_unzip_in_another_time_zone(
    artefact: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "lambda.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(artefact.rglob("*")):
            archive.write(path, path.relative_to(artefact))
    task = tmp_path / "task"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(task)
    loaded = subprocess.run(
        [str(RUNTIME_PYTHON), "-v", "-c", "import slack_sdk.web, slack_bolt, jinja2, bot.domain"],
        cwd=task, check=True, capture_output=True, text=True, env={"TZ": "Asia/Kolkata"},
    ).stderr  # fmt: skip
    assert "bytecode is stale" not in loaded
    came_from = {path for path in re.findall(r"code object from '([^']+)'", loaded) if str(task) in path}
    assert came_from
    assert not {path for path in came_from if not path.endswith(".pyc")}


@needs_runtime_python
def test_the_byte_code_is_shipped_without_its_sources(artefact: Path) -> None:
    assert list(artefact.rglob("*.pyc"))
    assert not [*artefact.rglob("*.py"), *artefact.rglob("__pycache__")]
