"""How long a person waits, on the local AWS and the local Slack: for the first card, and for a click to show.

Wall clock, for orientation only. The first of each is cold: no function has run before. Slack takes one post
a second for each channel, and the thread of an incident has some: the next one fires when its channel is
quiet.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any

import botocore.session

from local.slack_workspace.client import WorkspaceClient
from tests.benchmarks.claim import Claim, Workbench
from tests.contract.package.function_process import ROOT
from tests.contract.package.sample_events import alarm_notification

AFTERWARDS = 3
PATIENCE = 60.0
QUIET = 4.0
ACKNOWLEDGE = "acknowledge"


def local_stack(bench: Workbench) -> list[Claim]:
    with running(bench) as stack:
        measured = [card_and_click(stack, f"orders-{number}-dlq") for number in range(1 + AFTERWARDS)]
    cards, clicks = ([pair[column] for pair in measured] for column in (0, 1))
    return [
        waited("publish to first card", cards, aim=2),
        waited("click on Acknowledge to card", clicks, aim=3),
    ]


def waited(what: str, seconds: list[float], *, aim: float) -> Claim:
    first, later = seconds[0], median(seconds[1:])
    return Claim(what=what, ours=f"{first:.2f} s cold, {later:.2f} s warm", peer=f"the aim: {aim:.0f} s")


@contextmanager
def running(bench: Workbench) -> Iterator[dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "local", "--package", bench.artefact],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("`lastcall local` ended before it was ready (see above)")
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def card_and_click(stack: dict[str, Any], queue: str) -> tuple[float, float]:
    slack, channel = WorkspaceClient(stack["page"]), stack["channel"]
    published = time.perf_counter()
    publish(stack, queue)
    card = wait_for(
        lambda: next((each for each in slack.messages(channel) if queue in json.dumps(each)), None)
    )
    shown = time.perf_counter()
    slack.click(next(iter(stack["users"].values())), button_of(card), channel=channel, ts=card["ts"])
    wait_for(lambda: next((each for each in slack.messages(channel) if acknowledged(each, card)), None))
    done = time.perf_counter()
    time.sleep(QUIET)
    return shown - published, done - shown


def publish(stack: dict[str, Any], queue: str) -> None:
    sns: Any = botocore.session.get_session().create_client(
        "sns",
        endpoint_url=stack["aws"],
        region_name=stack["region"],
        aws_access_key_id=stack["access_key_id"],
        aws_secret_access_key=stack["secret_access_key"],
    )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    sns.publish(TopicArn=stack["alarm_topic_arn"], Message=alarm_notification(at=now, queue=queue)["Message"])


def buttons(message: dict[str, Any]) -> list[str]:
    return [
        element["action_id"]
        for attachment in message.get("attachments", [])
        for block in attachment.get("blocks", [])
        for element in block.get("elements", [])
        if "action_id" in element
    ]


def button_of(card: dict[str, Any]) -> str:
    return next(each for each in buttons(card) if ACKNOWLEDGE in each)


def acknowledged(message: dict[str, Any], card: dict[str, Any]) -> bool:
    return message["ts"] == card["ts"] and not [each for each in buttons(message) if ACKNOWLEDGE in each]


def wait_for(look: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.01)
    raise RuntimeError(f"nothing was shown within {PATIENCE:.0f} s")
