"""Every function answers from the built artefact alone, under the real runtime client."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.contract.package.function_process import ROOT, bare_python, function_process, lambda_environment
from tests.contract.package.loopback_services import Services
from tests.contract.package.runtime_api import Answer
from tests.contract.package.sample_events import environment, sample_event

ENTRYPOINTS = sorted(path.stem for path in (ROOT / "bot" / "entrypoints").glob("on_*.py"))
IMPORT_ALL = """
import importlib, pkgutil, bot
for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if module.name != "bot.__main__":
        importlib.import_module(module.name)
"""


def first_answer(artefact: Path, entrypoint: str, services: Services, log: Path) -> Answer:
    handler = f"bot.entrypoints.{entrypoint}.handler"
    with function_process(artefact, handler, environment=environment(services.url), log=log) as function:
        return function.api.invoke(sample_event(entrypoint))


def is_clean(answer: Answer) -> bool:
    """No exception, no record given back, and no refusal at the door."""
    if answer.fault:
        return False
    value = answer.value or {}
    return not value.get("batchItemFailures") and value.get("statusCode", 200) == 200


def without(package: str, artefact: Path, where: Path) -> Path:
    return Path(shutil.copytree(artefact, where, ignore=shutil.ignore_patterns(package, f"{package}-*")))


def test_there_are_six_entrypoints() -> None:
    assert ENTRYPOINTS == ["on_alarm", "on_change", "on_clock", "on_command", "on_job", "on_slack"]


@pytest.mark.parametrize("entrypoint", ENTRYPOINTS)
def test_an_entrypoint_answers_its_event_from_the_artefact_alone(
    entrypoint: str, artefact: Path, services: Services, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    answer = first_answer(artefact, entrypoint, services, log)
    assert is_clean(answer), (answer, log.read_text())


@pytest.mark.parametrize("entrypoint", sorted({*ENTRYPOINTS} - {"on_slack"}))
def test_a_function_logs_with_which_botocore_it_runs(
    entrypoint: str, artefact: Path, services: Services, tmp_path: Path
) -> None:
    """The runtime brings it. The door has no time for more than its answer."""
    first_answer(artefact, entrypoint, services, tmp_path / "log")
    assert re.search(r'"botocore \d+\.\d+\.\d+"', (tmp_path / "log").read_text())


@pytest.mark.parametrize("entrypoint", ENTRYPOINTS)
def test_a_started_function_collects_its_garbage_and_looks_at_nothing_that_was_imported(
    entrypoint: str, artefact: Path, services: Services
) -> None:
    """docs/adr/0017"""
    code = f"import gc, bot.entrypoints.{entrypoint}; print(gc.isenabled(), gc.get_freeze_count() > 10_000)"
    assert printed(code, artefact, services) == "True True"


@pytest.mark.parametrize("package", ["jinja2", "markupsafe", "slack_bolt", "slack_sdk"])
def test_a_missing_dependency_is_noticed(
    package: str, artefact: Path, services: Services, tmp_path: Path
) -> None:
    assert not imports_all(without(package, artefact, tmp_path / "lambda"), services)


@pytest.mark.parametrize(
    ("package", "entrypoint"), [("slack_bolt", "on_command"), ("slack_sdk", "on_change")]
)
def test_a_function_without_its_dependency_does_not_even_start(
    package: str, entrypoint: str, artefact: Path, services: Services, tmp_path: Path
) -> None:
    crippled = without(package, artefact, tmp_path / "lambda")
    answer = first_answer(crippled, entrypoint, services, tmp_path / "log")
    assert answer.fault
    assert answer.fault["errorType"] == "Runtime.ImportModuleError"


def test_every_module_of_the_artefact_can_be_imported_beside_boto3_only(
    artefact: Path, services: Services
) -> None:
    assert imports_all(artefact, services)


def imports_all(artefact: Path, services: Services) -> bool:
    """Entrypoints too, which look for their settings when they are imported."""
    return ran(IMPORT_ALL, artefact, services).returncode == 0


def printed(code: str, artefact: Path, services: Services) -> str:
    return ran(code, artefact, services).stdout.strip()


def ran(code: str, artefact: Path, services: Services) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [bare_python(), "-B", "-c", code],
        cwd=artefact,
        check=False,
        env=lambda_environment(artefact, "") | environment(services.url),
        stdout=subprocess.PIPE,
        text=True,
    )
