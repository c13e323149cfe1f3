"""What a cold start must not load: it was checked and compiled when it was built."""

import subprocess
import sys

import pytest

COSTLY = ("tomllib", "difflib", "zoneinfo", "jinja2", "bot.config", "slack_sdk", "boto3")


@pytest.mark.parametrize("module", ["bot.parsing.alarm_event", "bot.parsing.policy_document", "bot.settings"])
def test_reading_an_alarm_a_policy_and_the_environment_loads_nothing_costly(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {COSTLY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
