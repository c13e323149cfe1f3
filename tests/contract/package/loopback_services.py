"""AWS and Slack on one loopback port, as simple as they can be: every call succeeds at once.

The table gives back what was put into it, whatever the condition; everything else is found empty. That
carries a function from its first import to its answer; what it decides is tested elsewhere.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from tests.contract.package.loopback_server import QuietHandler, serving

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT_TOKEN = "xoxb-loopback"

SLACK_FOUND = {
    "ok": True,
    "channel": "C1",
    "ts": "1700000000.000100",
    "view": {"id": "V1", "hash": "h"},
    "messages": [],
    "user": {"id": "U1", "team_id": "T1", "profile": {}},
    "users": [],
    "user_id": "U0",
    "bot_id": "B0",
    "team_id": "T1",
}


class Call(NamedTuple):
    """One request; its name is service.Action."""

    name: str
    body: bytes


@dataclass(slots=True)
class Services:
    """Where they listen, every call they answered, in order, and the items put into the table."""

    url: str
    calls: list[Call] = field(default_factory=list)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)


@contextmanager
def loopback_services() -> Iterator[Services]:
    services = Services(url="")
    with serving(handler_for(services)) as server:
        services.url = f"http://127.0.0.1:{server.server_port}"
        yield services


def handler_for(services: Services) -> type[QuietHandler]:
    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name is http.server's
            body = self.asked()
            name, found = answer(services, self.path, self.headers.get("X-Amz-Target"), body)
            services.calls.append(Call(name, body))
            self.say(200, json.dumps(found).encode())

        do_GET = do_POST  # noqa: N815 - the name is http.server's

    return Handler


def answer(services: Services, path: str, target: str | None, body: bytes) -> tuple[str, dict[str, Any]]:
    """A call's name, as Service.Action, and what is found."""
    if path.startswith("/api/"):
        return f"slack.{path.removeprefix('/api/').partition('?')[0]}", SLACK_FOUND
    if target is None:
        return f"aws.{parse_qs(body.decode(errors='replace')).get('Action', [path])[0]}", {}
    service, _, action = target.partition(".")
    if service.startswith("DynamoDB"):
        return f"dynamodb.{action}", table_answer(services.items, action, json.loads(body))
    if service == "secretsmanager":
        secret = SIGNING_SECRET if b"signing" in body else BOT_TOKEN
        return f"secretsmanager.{action}", {"SecretString": secret, "VersionId": "1"}
    return f"sqs.{action}", queue_answer(action, json.loads(body))


def table_answer(items: dict[str, dict[str, Any]], action: str, asked: dict[str, Any]) -> dict[str, Any]:
    for item in put_by(action, asked):
        items[key_of(item)] = item
    match action:
        case "UpdateItem":
            update(items.setdefault(key_of(asked["Key"]), dict(asked["Key"])), asked)
        case "GetItem":
            found = items.get(key_of(asked["Key"]))
            return {"Item": found} if found else {}
        case "BatchGetItem":
            ((table, wanted),) = asked["RequestItems"].items()
            several = [items[key_of(key)] for key in wanted["Keys"] if key_of(key) in items]
            return {"Responses": {table: several}, "UnprocessedKeys": {}}
        case "Query":
            return {"Items": [], "Count": 0, "ScannedCount": 0}
        case _:
            pass
    return {}


def put_by(action: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    if action == "TransactWriteItems":
        return [write["Put"]["Item"] for write in asked["TransactItems"] if "Put" in write]
    return [asked["Item"]] if action == "PutItem" else []


def update(item: dict[str, Any], asked: dict[str, Any]) -> None:
    """Plain ones only: SET a = :x, #b = :y ADD c :n REMOVE d."""
    names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
    for verb, parts in re.findall(
        r"(SET|ADD|REMOVE) (.*?)(?= (?:SET|ADD|REMOVE) |$)", asked["UpdateExpression"]
    ):
        for part in parts.split(","):
            given, _, value = part.replace("=", " ").strip().partition(" ")
            name, operand = names.get(given, given), values.get(value.strip())
            match verb, operand:
                case "REMOVE", _:
                    item.pop(name, None)
                case "ADD", {"N": added}:
                    item[name] = {"N": str(int(item.get(name, {"N": "0"})["N"]) + int(added))}
                case _, {}:
                    item[name] = operand
                case _:
                    raise ValueError(f"{part} is more than this table can do")


def key_of(item: dict[str, Any]) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


def queue_answer(action: str, asked: dict[str, Any]) -> dict[str, Any]:
    if action == "SendMessage":
        digest = hashlib.md5(asked["MessageBody"].encode(), usedforsecurity=False).hexdigest()
        return {"MessageId": "m1", "MD5OfMessageBody": digest}
    if action.endswith("Batch"):
        entries = asked["Entries"]
        return {
            "Successful": [{"Id": entry["Id"], "MessageId": entry["Id"]} for entry in entries],
            "Failed": [],
        }
    return {"Attributes": {}}
