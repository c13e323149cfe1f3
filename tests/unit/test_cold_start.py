"""What a cold start must not load: it was checked and compiled when it was built."""

import subprocess
import sys

import pytest

COSTLY = ("tomllib", "difflib", "zoneinfo", "jinja2", "bot.config", "slack_sdk", "boto3")
# By its wiring, which is all that an entrypoint imports beside itself.
NOT_FOR = {
    "on_alarm": (
        *COSTLY,
        "bot.domain.evidence.evidence",
        "bot.domain.redaction",
        "bot.domain.redrive",
        "bot.aws.jobs",
        "bot.render",
        "bot.slack",
    ),
    "on_slack": (
        *COSTLY,
        "bot.domain.incident.incident",
        "bot.domain.policy.policy",
        "bot.render",
        "bot.aws.table",
    ),
    "on_job": ("tomllib", "jinja2", "bot.config", "slack_sdk", "boto3"),
    "on_change": ("tomllib", "bot.config", "boto3", "slack_bolt"),
    "on_command": ("tomllib", "bot.config", "boto3"),
    "on_clock": ("tomllib", "jinja2", "bot.config", "slack_sdk", "boto3", "bot.render"),
}


@pytest.mark.parametrize("module", ["bot.parsing.alarm_event", "bot.parsing.policy_document", "bot.settings"])
def test_reading_an_alarm_a_policy_and_the_environment_loads_nothing_costly(module: str) -> None:
    assert loaded(module, COSTLY) == []


@pytest.mark.parametrize("entrypoint", NOT_FOR)
def test_an_entrypoint_loads_only_what_its_first_event_needs(entrypoint: str) -> None:
    assert loaded(f"bot.wiring.{entrypoint}", NOT_FOR[entrypoint]) == []


def loaded(module: str, of: tuple[str, ...]) -> list[str]:
    code = f"import sys, {module}; print(*(name for name in {of!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.split()
