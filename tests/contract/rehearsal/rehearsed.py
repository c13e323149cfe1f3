"""A function that does what its event names: run by rehearsals, never imported by the project."""

import _socket
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")
OUTSIDE = "198.51.100.7"  # of nobody (RFC 5737)


def put(**given: Any) -> Any:
    return dynamodb.put_item(TableName="orders", Item={"id": {"S": "17"}}, **given)


def get() -> Any:
    return dynamodb.get_item(TableName="customers", Key={"id": {"S": "17"}})["Item"]


def swallowed() -> str:
    try:
        put()
    except Exception as refused:  # noqa: BLE001 - as handlers do
        return str(refused)
    raise AssertionError("it was written")


def in_other_words() -> None:
    try:
        put()
    except Exception as error:
        raise RuntimeError("could not save the order") from error


def swallowed_and_died() -> None:
    swallowed()
    raise KeyError("fullname")


def in_part(work: Callable[[], Any]) -> Any:
    try:
        work()
    except Exception:  # noqa: BLE001 - as handlers do
        return {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    return {"batchItemFailures": []}


def died() -> None:
    raise KeyError("fullname")


def connects() -> None:
    socket.create_connection((OUTSIDE, 443), 2)


def sends() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as given:
        given.sendto(b"order", (OUTSIDE, 53))


def goes_below() -> None:
    given = _socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    given.connect((OUTSIDE, 443))


def into_a_tunnel() -> None:
    socket.create_connection(("127.0.0.1", 5432), 2)


def by_a_file() -> None:
    with socket.socket(socket.AF_UNIX) as given:
        given.connect("/var/run/docker.sock")


def by_another_python() -> None:
    asking = f"import socket; socket.create_connection(('{OUTSIDE}', 443), 2)"
    subprocess.run([sys.executable, "-c", asking], check=True, capture_output=True)


def by_a_python_of_its_own() -> str:
    """Without what guards the others: only the kernel is left."""
    asking = f"import socket; print(socket.socket().connect_ex(('{OUTSIDE}', 443)))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", asking], check=True, capture_output=True, env={})
    return os.strerror(int(done.stdout))


def other_credentials() -> Any:
    return {
        "keys": boto3.Session().get_credentials().access_key,
        "profiles": boto3.Session().available_profiles,
        "aws": sorted(name for name in os.environ if "REAL" in name),
    }


def writes_a_file() -> None:
    with open(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "written.txt"), "w") as file:  # noqa: PTH118, PTH123
        file.write("order")


def writes_to_tmp() -> str:
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("order")
    return "ok"


class SilentError(Exception):
    def __str__(self) -> str:
        raise ValueError("it says nothing")


def raises_what_says_nothing() -> None:
    raise SilentError


WAYS: dict[str, Callable[[], Any]] = {
    "returns": lambda: "ok",
    "put": put,
    "put_if_new": lambda: put(ConditionExpression="attribute_not_exists(id)"),
    "get": get,
    "get_and_put": lambda: (get(), put()),
    "swallowed": swallowed,
    "in_other_words": in_other_words,
    "swallowed_and_died": swallowed_and_died,
    "part_of_put": lambda: in_part(put),
    "part_of_death": lambda: in_part(died),
    "part_of_swallowed": lambda: in_part(swallowed_and_died),
    "died": died,
    "variable": lambda: os.environ["NOT_SET_HERE"],
    "connects": connects,
    "sends": sends,
    "goes_below": goes_below,
    "into_a_tunnel": into_a_tunnel,
    "by_a_file": by_a_file,
    "resolves": lambda: socket.getaddrinfo("api.example.com", 443),
    "by_http": lambda: urllib.request.urlopen("http://api.example.com/orders?card=4111", timeout=5),
    "by_https": lambda: urllib.request.urlopen("https://api.example.com/orders", timeout=5),
    "by_another_python": by_another_python,
    "by_a_python_of_its_own": by_a_python_of_its_own,
    "elsewhere": lambda: boto3.client(
        "sqs", endpoint_url="https://sqs.eu-west-1.amazonaws.com"
    ).list_queues(),
    "other_credentials": other_credentials,
    "writes_a_file": writes_a_file,
    "writes_to_tmp": writes_to_tmp,
    "removes_a_file": lambda: os.remove(__file__),  # noqa: PTH107 - as handlers do
    "raises_what_says_nothing": raises_what_says_nothing,
    "hangs": lambda: time.sleep(60),
    "exits": lambda: os._exit(3),
}


def handler(event: Any, context: Any) -> Any:
    assert context.get_remaining_time_in_millis() > 0
    return WAYS[event["way"]]()
