"""What Lambda is told about each function."""

import re
from typing import Any

import pytest

from bot.domain.evidence.look.begun import LONGEST
from bot.domain.incident.mitigation_record import Grant
from bot.settings import Settings
from tests.unit.template.stack import FUNCTIONS, WORK_QUEUES, arn_of, properties, resources, template

TIMEOUTS = {"OnSlack": 10, "OnAlarm": 30, "OnCommand": 60, "OnJob": 120, "OnChange": 60, "OnClock": 30}
each_function = pytest.mark.parametrize("function", FUNCTIONS)

TABLE = {"LASTCALL_INCIDENT_TABLE": {"Ref": "IncidentTable"}}
SLACK = {
    "LASTCALL_BOT_TOKEN_ID": {"Fn::GetAtt": ["BotToken", "Id"]},
    "LASTCALL_SLACK_API_URL": {"Ref": "SlackApiUrl"},
}


NAMED = {"LASTCALL_SLASH_COMMAND": {"Ref": "SlashCommand"}}
# Which mitigations are granted: each setting says what its parameter says.
MITIGATIONS = {f"LASTCALL_{grant.value.upper()}": {"Ref": grant.parameter} for grant in Grant}


def queue_url(*names: str) -> dict[str, dict[str, str]]:
    return {f"LASTCALL_{name.upper()}_QUEUE_URL": {"Ref": f"{name}Queue"} for name in names}


REDRIVES = {"LASTCALL_REDRIVES_TO_FUNCTIONS": {"Fn::If": ["RedrivesToFunctions", "true", "false"]}}
ENVIRONMENTS: dict[str, dict[str, Any]] = {
    "OnAlarm": TABLE | queue_url("Command", "Job"),
    "OnSlack": SLACK
    | queue_url("Command")
    | {"LASTCALL_SIGNING_SECRET_ID": {"Fn::GetAtt": ["SigningSecret", "Id"]}},
    "OnCommand": TABLE | SLACK | NAMED | queue_url("Command", "Job") | MITIGATIONS | REDRIVES,
    "OnJob": TABLE | queue_url("Command", "Job"),
    "OnChange": TABLE | SLACK | NAMED | queue_url("Card"),
    "OnClock": TABLE | queue_url("Command", "Job", "Card"),
}


def sends_to(function: str) -> set[str]:
    """The functions that get what this one sends to its queues."""
    variables = properties(function)["Environment"]["Variables"]
    urls = [value["Ref"] for name, value in variables.items() if name.endswith("_QUEUE_URL")]
    return {WORK_QUEUES[queue] for queue in urls}


def comes_back(function: str) -> bool:
    """Whether what a function sends may, by others or at once, bring itself to run again."""
    seen: set[str] = set()
    ahead = sends_to(function)
    while ahead - seen:
        seen |= ahead
        ahead = {each for reached in seen for each in sends_to(reached)}
    return function in seen


@each_function
def test_loops_of_our_own_are_allowed_and_no_others(function: str) -> None:
    """Lambda drops the seventeenth turn of any other."""
    assert properties(function).get("RecursiveLoop") == ("Allow" if comes_back(function) else None)


def test_there_are_six_functions() -> None:
    assert set(resources("AWS::Serverless::Function")) == set(FUNCTIONS)


def test_all_run_on_python_3_13_on_arm64() -> None:
    shared = template()["Globals"]["Function"]
    assert (shared["Runtime"], shared["Architectures"]) == ("python3.13", ["arm64"])


@each_function
def test_a_functions_handler_is_the_entrypoint_of_its_name(function: str) -> None:
    assert properties(function)["Handler"] == f"bot.entrypoints.on_{function[2:].lower()}.handler"


@each_function
def test_a_function_is_built_by_make(function: str) -> None:
    assert template()["Resources"][function]["Metadata"] == {"BuildMethod": "makefile"}


@each_function
def test_a_function_has_a_timeout_of_its_own(function: str) -> None:
    assert properties(function)["Timeout"] == TIMEOUTS[function]


def test_whoever_began_a_look_is_taken_for_dead_when_lambda_has_killed_it() -> None:
    assert properties("OnJob")["Timeout"] == LONGEST.total_seconds()


@each_function
def test_a_function_is_given_what_it_needs_and_no_more(function: str) -> None:
    shared = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert shared == {"LASTCALL_STACK": {"Ref": "AWS::StackName"}}
    assert properties(function)["Environment"]["Variables"] == ENVIRONMENTS[function]


@each_function
def test_what_a_function_is_given_is_enough_for_it_to_start(function: str) -> None:
    given = dict.fromkeys((*ENVIRONMENTS[function], "LASTCALL_STACK"), "https://given/")
    Settings.from_env(given | {"_HANDLER": properties(function)["Handler"]})


@each_function
def test_a_function_logs_json_into_a_group_of_its_own_that_forgets(function: str) -> None:
    assert properties(function)["LoggingConfig"] == {
        "LogFormat": "JSON",
        "LogGroup": {"Ref": f"{function}Logs"},
    }
    assert properties(f"{function}Logs")["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@each_function
def test_reserved_concurrency_is_a_parameter_and_zero_is_none(function: str) -> None:
    parameter = f"{function}ReservedConcurrency"
    default = template()["Parameters"][parameter]["Default"]
    assert int(default) == 0
    assert properties(function)["ReservedConcurrentExecutions"] == {
        "Fn::If": [f"Reserves{function}", {"Ref": parameter}, {"Ref": "AWS::NoValue"}]
    }
    assert template()["Conditions"][f"Reserves{function}"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, default]}]
    }


def at_once(function: str, reserved: str) -> int:
    """How many a function's queue may run at once with that much reserved."""
    (mapping,) = (
        each["Properties"] for each in properties(function)["Events"].values() if each["Type"] == "SQS"
    )
    limit = mapping["ScalingConfig"]["MaximumConcurrency"]
    if isinstance(limit, dict):
        condition, with_some, with_none = limit["Fn::If"]
        assert (condition, with_some) == (f"Reserves{function}", {"Ref": f"{function}ReservedConcurrency"})
        limit = with_none if reserved == "0" else reserved
    return int(limit)


@pytest.mark.parametrize(
    "reserved", ["0", "1", "2", "3", "9", "10", "99", "100", "1000", "1001", "01", "-1", "2.5", ""]
)
@pytest.mark.parametrize("function", WORK_QUEUES.values())
def test_a_queue_never_runs_more_at_once_than_its_function_keeps_free(function: str, reserved: str) -> None:
    """Lambda throttles what is above, and a message throttled five times is a dead letter; 2 is the least
    ("Configuring scaling behavior for SQS event source mappings").
    """
    allowed = template()["Parameters"][f"{function}ReservedConcurrency"]["AllowedPattern"]
    if re.search(allowed, reserved) is None:
        assert reserved not in {"0", "10", "100", "1000"}
        return
    assert 2 <= at_once(function, reserved) <= 1000
    assert reserved == "0" or at_once(function, reserved) <= int(reserved)


def test_only_the_door_has_a_url_and_it_is_public() -> None:
    urls = {name: properties(name).get("FunctionUrlConfig") for name in FUNCTIONS}
    assert {name: url for name, url in urls.items() if url} == {"OnSlack": {"AuthType": "NONE"}}


def test_alarms_of_this_account_may_invoke_on_alarm_themselves() -> None:
    permission = properties("OnAlarmInvokedByAlarms")
    assert permission["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com"
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_the_clock_is_invoked_by_its_rule_only() -> None:
    assert properties("OnClockInvokedByRule")["SourceArn"] == arn_of("ClockRule")
