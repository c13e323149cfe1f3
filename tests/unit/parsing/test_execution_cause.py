"""What a failed task's service says of it, whatever it wraps it in."""

import json
from typing import Any

import pytest

from bot.parsing.execution_cause import cause_of

ECS = {"StopCode": "EssentialContainerExited", "StoppedReason": "Essential container in task exited"}
BATCH = {
    "StatusReason": "Essential container in task exited",
    "Attempts": [{"Container": {"ExitCode": 137, "Reason": "OutOfMemoryError: killed"}}],
}
CAUSES: dict[str, tuple[Any, str]] = {
    "Lambda": ({"errorType": "KeyError", "errorMessage": "'sku'"}, "'sku'"),
    "ECS": (
        {**ECS, "Containers": [{"Name": "app", "ExitCode": 1}, {"Name": "side", "ExitCode": 0}]},
        "Essential container in task exited, exit code 1 of app",
    ),
    "ECS that could not pull": (
        {
            "StoppedReason": "Task failed to start",
            "Containers": [{"Name": "a", "Reason": "CannotPullContainerError"}],
        },
        "Task failed to start, CannotPullContainerError",
    ),
    "SageMaker": ({"TrainingJobName": "x", "FailureReason": "ClientError: no data"}, "ClientError: no data"),
    "Batch": (BATCH, "Essential container in task exited, exit code 137: OutOfMemoryError: killed"),
    "Glue": ({"JobName": "x", "ErrorMessage": "no such table"}, "no such table"),
    "Athena": ({"QueryExecution": {"Status": {"StateChangeReason": "SYNTAX_ERROR"}}}, "SYNTAX_ERROR"),
    "EMR": ({"Step": {"Status": {"FailureDetails": {"Reason": "Unknown Error"}}}}, "Unknown Error"),
    "an execution within": ({"Error": "Boom", "Cause": "it broke", "Status": "FAILED"}, "Boom: it broke"),
    "two executions within": (
        {"Error": "States.TaskFailed", "Cause": json.dumps({"Error": "A", "Cause": json.dumps(ECS)})},
        "Essential container in task exited",
    ),
    "plain words": ("it broke", "it broke"),
    "JSON that tells no reason": ({"a": 1}, '{"a": 1}'),
    "a list": ([1], "[1]"),
    "an odd container": ({**ECS, "Containers": [7, {"ExitCode": "1"}]}, "Essential container in task exited"),
}


@pytest.mark.parametrize(("cause", "said"), CAUSES.values(), ids=list(CAUSES))
def test_the_reason_of_a_failed_task_is_its_services_own(cause: Any, said: str) -> None:
    assert cause_of(cause if isinstance(cause, str) else json.dumps(cause)) == said


@pytest.mark.parametrize("cause", [None, 7, [], {"errorMessage": "x"}])
def test_a_cause_that_is_no_text_says_nothing(cause: Any) -> None:
    assert cause_of(cause) == ""


def test_executions_within_executions_come_to_an_end() -> None:
    cause = "the end"
    for _ in range(12):
        cause = json.dumps({"Cause": cause})
    assert "the end" in cause_of(cause)
