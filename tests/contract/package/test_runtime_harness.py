"""The harness of the packaging test, proved on tiny handlers: it sees values, faults and missing modules."""

from pathlib import Path

import pytest

from tests.contract.package.function_process import function_process
from tests.contract.package.runtime_api import Answer


def answer_of(tmp_path: Path, source: str) -> Answer:
    (tmp_path / "tiny.py").write_text(source)
    with function_process(tmp_path, "tiny.handler", environment={}, log=tmp_path / "log") as function:
        return function.api.invoke({"n": 20})


def test_a_handler_is_given_the_event_and_its_value_comes_back(tmp_path: Path) -> None:
    answer = answer_of(tmp_path, "def handler(event, context):\n    return event['n'] + 1\n")
    assert (answer.value, answer.fault) == (21, None)


def test_an_exception_comes_back_as_lambda_reports_it(tmp_path: Path) -> None:
    answer = answer_of(tmp_path, "def handler(event, context):\n    return event['fullname']\n")
    assert answer.fault
    assert (answer.fault["errorType"], answer.fault["errorMessage"]) == ("KeyError", "'fullname'")


@pytest.mark.parametrize("module", ["slack_sdk", "jinja2", "bot", "pytest"])
def test_nothing_of_this_environment_stands_in_for_what_the_artefact_lacks(
    tmp_path: Path, module: str
) -> None:
    answer = answer_of(tmp_path, f"import {module}\ndef handler(event, context):\n    return 'ok'\n")
    assert answer.fault
    assert answer.fault["errorType"] == "Runtime.ImportModuleError"


def test_boto3_is_there_as_on_lambda(tmp_path: Path) -> None:
    answer = answer_of(tmp_path, "import boto3\ndef handler(event, context):\n    return boto3.__name__\n")
    assert answer.value == "boto3"
