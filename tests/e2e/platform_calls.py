"""What Lambda itself does with a function's role: its pollers and its failure destinations.

The emulator does all that and asks no role, so a stand-in that runs under the role asks in its place.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

import itertools
import json
import textwrap
from collections.abc import Mapping
from typing import NamedTuple

from tests.contract.local_aws.functions import create_function
from tests.e2e.local_process import RunningLocal
from tests.e2e.roles import physical_names

SOURCE = textwrap.dedent("""
    import boto3

    def handler(event, _):
        client = boto3.client("sqs")
        try:
            getattr(client, event["call"])(**event["given"])
        except client.exceptions.ClientError as refused:
            return str(refused)
        return "permitted"
""")
_numbers = itertools.count(1)


class Call(NamedTuple):
    """A call of SQS, by its name in boto3."""

    call: str
    queue: str
    given: Mapping[str, str]


def take_from(queue: str) -> Call:
    return Call("receive_message", queue, {})


def keep_in(queue: str) -> Call:
    return Call("send_message", queue, {"MessageBody": "{}"})


CALLS: Mapping[tuple[str, str], Call] = {
    ("OnAlarm", "TakeAlarms"): take_from("AlarmQueue"),
    ("OnCommand", "TakeCommands"): take_from("CommandQueue"),
    ("OnJob", "TakeJobs"): take_from("JobQueue"),
    ("OnChange", "TakeCards"): take_from("CardQueue"),
    ("OnAlarm", "KeepFailedInvocations"): keep_in("OnAlarmDeadLetters"),
    ("OnChange", "KeepFailedChanges"): keep_in("OnChangeDeadLetters"),
    ("OnClock", "KeepFailedTicks"): keep_in("OnClockDeadLetters"),
}


class StandIn:
    """In Lambda's place, for one call under the role of one function."""

    def __init__(self, local: RunningLocal, function: str, call: Call) -> None:
        names = physical_names(local)
        self._functions = local.client("lambda")
        self._event = {"call": call.call, "given": {"QueueUrl": names[call.queue], **call.given}}
        self._name = f"{function}-{next(_numbers)}"
        role = f"arn:aws:iam::{local['account']}:role/{names[f'{function}Role']}"
        create_function(local, self._name, SOURCE, role)

    def asks(self) -> str:
        """`permitted`, or what AWS says instead."""
        answer = self._functions.invoke(FunctionName=self._name, Payload=json.dumps(self._event))
        return str(json.load(answer["Payload"]))
