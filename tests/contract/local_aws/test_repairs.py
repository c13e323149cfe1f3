"""The repair commands of the stack's alarms, run against a stack that came up, as an operator runs them."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from local.local_aws.deployer import deploy
from local.local_aws.emulator import LocalAws
from local.local_aws.stopping import Stop
from tests.contract.local_aws import aws_cli
from tests.contract.local_aws.talkative import lastcall, package
from tests.contract.local_aws.waiting import NOW_AND_THEN, eventually
from tests.unit.template.stack import resources

pytestmark = [
    pytest.mark.xdist_group("local-aws"),
    pytest.mark.skipif(shutil.which("jq") is None, reason="NOT TESTED: the repair commands need jq"),
]
# What the emulator lacks (docs/local-stack.md); tests/unit/template reads it from botocore's models alone.
LACKING = ("sqs start-message-move-task",)
COMMAND = re.compile(r"aws (?:sqs|sns|logs|lambda|events|cloudwatch) [a-z-]+(?: (?:--[a-z-]+ )?[^\s;,]+)*")


class Operator:
    """A shell with the stand-in for the AWS CLI, and the texts of the mails."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self.aws = aws
        self._folder = folder
        program = folder / "aws"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {aws_cli.__file__} "$@"\n')
        program.chmod(0o755)
        described = aws.client("cloudwatch").describe_alarms(MaxRecords=100)["MetricAlarms"]
        self.texts = {
            re.sub(r"^lastcall-|-[^-]*$", "", each["AlarmName"]): each["AlarmDescription"]
            for each in described
        }

    def runs(self, script: str) -> str:
        environment = {
            "PATH": f"{self._folder}:/usr/bin:/bin",
            "AWS_ENDPOINT_URL": self.aws.endpoint,
            "AWS_DEFAULT_REGION": self.aws.region,
            "AWS_ACCESS_KEY_ID": self.aws.account,
            "AWS_SECRET_ACCESS_KEY": "local",
        }
        done = subprocess.run(
            [str(shutil.which("bash")), "-c", script],
            check=False, capture_output=True, text=True, env=environment, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, (script, done.stderr)
        return done.stdout


@pytest.fixture(scope="module")
def operator(running: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    deploy(running, lastcall(package(tmp_path_factory.mktemp("package"), "first")), stop=Stop())
    return Operator(running, tmp_path_factory.mktemp("bin"))


def queue_of(text: str) -> str:
    found = re.search(r"Q=(\S+);", text)
    assert found
    return found[1]


def test_the_texts_are_those_of_the_template(operator: Operator) -> None:
    assert len(operator.texts) == len(resources("AWS::CloudWatch::Alarm"))


@pytest.mark.parametrize("queue", ["AlarmTopicDeadLetters", "AlarmRuleDeadLetters"])
def test_what_could_not_be_delivered_is_delivered_by_its_loop(operator: Operator, queue: str) -> None:
    (text,) = (each for each in operator.texts.values() if f"{queue}" in each and "Q=" in each)
    sqs = operator.aws.client("sqs")
    for number in range(3):
        sqs.send_message(QueueUrl=queue_of(text), MessageBody=f"from {queue} {number}")
    operator.runs(text.partition("Repair: ")[2])
    assert left(operator, queue_of(text)) == "0"
    for number in range(3):
        eventually(partial(heard, operator, f"from {queue} {number}"), every=NOW_AND_THEN)


def test_direct_invocations_that_failed_are_repeated_by_their_loop(operator: Operator) -> None:
    (text,) = (each for each in operator.texts.values() if "requestPayload" in each)
    record = {
        "requestContext": {"condition": "RetriesExhausted"},
        "requestPayload": {"alarm": "of Lambda's record"},
    }
    operator.aws.client("sqs").send_message(QueueUrl=queue_of(text), MessageBody=json.dumps(record))
    loop = text[text.index("Q=") :]
    operator.runs(loop)
    assert left(operator, queue_of(text)) == "0"
    eventually(lambda: heard(operator, "of Lambda's record"), every=NOW_AND_THEN)


def left(operator: Operator, url: str) -> str:
    wanted = ["ApproximateNumberOfMessages"]
    found: Mapping[str, str] = operator.aws.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=wanted
    )["Attributes"]
    return found[wanted[0]]


def heard(operator: Operator, text: str) -> list[str]:
    found = operator.aws.client("logs").filter_log_events(
        logGroupName="/aws/lambda/lastcall-on-alarm", filterPattern=f'"{text}"'
    )
    return [each["message"] for each in found["events"]]


def test_every_other_command_of_every_text_does_what_it_says(operator: Operator) -> None:
    done = set()
    for text in operator.texts.values():
        if "Q=" not in text:
            done |= {each.rstrip(".") for each in commands(text)}
    assert len(done) > len(operator.texts) / 2
    for command in sorted(done):
        operator.runs(command)


def commands(text: str) -> Iterator[str]:
    """Each up to where the sentence goes on."""
    for found in COMMAND.findall(text):
        words = found.split()
        ends = next(
            (number for number, word in enumerate(words) if number > 2 and is_prose(words, number)), None
        )
        command = " ".join(words[:ends])
        if not any(each in command for each in LACKING):
            yield command


def is_prose(words: list[str], number: int) -> bool:
    """A word that is no option, no option's value and no argument of `logs tail`."""
    word, before = words[number], words[number - 1]
    return not (
        word.startswith("--") or before.startswith("--") or (number == 3 and words[1:3] == ["logs", "tail"])
    )
