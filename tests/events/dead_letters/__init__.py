"""Dead letters as AWS writes them, by format and variation; README.md says where each is documented."""

import json
from pathlib import Path
from typing import Any

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.parsing.received_message import bare, read_messages

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def document(name: str) -> Any:
    return json.loads(text_of(name))


def message(name: str) -> ReceivedMessage:
    """The first message of a file; an S3 object is a body of which nothing else is known."""
    return next(iter(read_messages(document(name))), bare(text_of(name)))


def other_casing(given: dict[str, Any]) -> dict[str, Any]:
    """A message of ReceiveMessage as a function's SQS event has it."""
    attributes = {
        name: {key[0].lower() + key[1:]: value for key, value in each.items()}
        for name, each in given.get("MessageAttributes", {}).items()
    }
    made = {key[0].lower() + key[1:]: value for key, value in given.items() if key != "MD5OfBody"}
    return {**made, "messageAttributes": attributes, "eventSource": "aws:sqs", "awsRegion": "eu-west-1"}
