"""Why an execution failed, out of the JSON that a task's service left as its cause.

    Lambda              {"errorType", "errorMessage", "stackTrace"}
    Step Functions      {"Error", "Cause", "Status", ...}      an execution within; its cause is one again
    ECS                 {"StopCode", "StoppedReason", "Containers": [{"Name", "ExitCode", "Reason"}], ...}
    SageMaker           {"FailureReason", ...}
    Batch               {"StatusReason", "Attempts": [{"StatusReason", "Container": {"Reason"}}], ...}
    CodeBuild           {"Build": {"BuildStatus", "Phases": [{"Contexts": [{"Message"}]}]}}
    Glue, Athena, EMR   {"ErrorMessage"}, {"QueryExecution": {"Status": {"StateChangeReason"}}},
                        {"Step": {"Status": {"FailureDetails": {"Message", "Reason"}}}}

Each is what the service's own Describe call answers (Step Functions developer guide, "Integrating services",
`.sync`). https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
"""

from typing import Any

from bot.parsing.untrusted import get, items, parsed, text

_DEEPEST = 5
_LONGEST = 32_768
# Most telling first; a path of several names is one within another.
_REASONS = (
    ("errorMessage",),
    ("StoppedReason",),
    ("FailureReason",),
    ("StatusReason",),
    ("QueryExecution", "Status", "StateChangeReason"),
    ("QueryExecution", "Status", "AthenaError", "ErrorMessage"),
    ("Step", "Status", "FailureDetails", "Message"),
    ("Step", "Status", "FailureDetails", "Reason"),
    ("Cluster", "Status", "StateChangeReason", "Message"),
    ("StateReason",),
    ("StateDetails",),
    ("message",),
    ("reason",),
)


def cause_of(cause: Any) -> str:
    """In the service's own words; a cause that is no JSON, or tells no reason, stays as it is."""
    said = text(cause, _LONGEST)
    for _ in range(_DEEPEST):
        document = parsed(said)
        inner = text(get(document, "Cause"), _LONGEST)
        if not inner:
            return _reason(document) or said
        error = text(get(document, "Error"), 255)
        if not isinstance(parsed(inner), dict):
            return f"{error}: {inner}" if error else inner
        said = inner
    return said


def _reason(document: Any) -> str:
    reasons = (text(get(document, *path), _LONGEST).strip() for path in _REASONS)
    reason = next((each for each in reasons if each), "") or _of_build(get(document, "Build"))
    return ", ".join(part for part in (reason, *_containers(document)) if part)


def _of_build(build: Any) -> str:
    """For CodeBuild: what its failed phase says, otherwise that it failed."""
    contexts = (
        each for phase in items(get(build, "Phases"), 20) for each in items(get(phase, "Contexts"), 5)
    )
    said = (text(get(each, "Message"), _LONGEST).strip() for each in contexts)
    return next((each for each in said if each), "") or text(get(build, "BuildStatus"), 100)


def _containers(document: Any) -> tuple[str, ...]:
    """For ECS and Batch: how each container ended that did not end well."""
    attempt = (items(get(document, "Attempts")) or [None])[-1]
    given = [*items(get(document, "Containers"), 10), get(attempt, "Container")]
    return tuple(said for each in given if (said := _ended(each)))


def _ended(container: Any) -> str:
    name, code = text(get(container, "Name"), 100), get(container, "ExitCode")
    ended = f"exit code {code}" if type(code) is int and 0 < code < 256 else ""  # noqa: PLR2004 - an exit code is a byte
    whose = f" of {name}" if ended and name else ""
    return ": ".join(part for part in (f"{ended}{whose}", text(get(container, "Reason"), 500)) if part)
