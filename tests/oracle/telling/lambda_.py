"""Lambda's own word: what a function is, what it reads, what it may run at once."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.oracle.functions import Function
from tests.oracle.world import World

Json = dict[str, Any]
Answer = tuple[int, str]
_ALL = 1000


def answers(world: World) -> Mapping[str, Callable[[str, bytes], Answer]]:
    return {
        "lambda.ListEventSourceMappings": lambda url, _body: _mappings(world, url),
        "lambda.GetFunctionConfiguration": lambda url, _body: _function(world, url),
        "lambda.ListVersionsByFunction": lambda url, _body: _versions(world, url),
        "lambda.ListFunctions": lambda _url, _body: _functions(world),
        "lambda.GetAccountSettings": lambda _url, _body: _limits(world),
    }


def _mappings(world: World, url: str) -> Answer:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    keys = {"EventSourceArn": "EventSourceArn", "FunctionName": "FunctionArn"}
    found = [
        each
        for each in world.h.services.settings.mappings.values()
        if all(each[key] == asked[name] for name, key in keys.items() if name in asked)
    ]
    return 200, json.dumps({"EventSourceMappings": found})


def _function(world: World, url: str) -> Answer:
    return 200, json.dumps(_configuration(_asked(world, url)))


def _versions(world: World, url: str) -> Answer:
    known = _configuration(_asked(world, url)) | {"Version": "$LATEST"}
    return 200, json.dumps({"Versions": [known]})


def _functions(world: World) -> Answer:
    return 200, json.dumps({"Functions": [_configuration(each) for each in world.functions.values()]})


def _limits(world: World) -> Answer:
    """What is reserved for one is none of the others'."""
    reserved = sum(world.h.services.settings.reserved.values())
    limit = {"ConcurrentExecutions": _ALL, "UnreservedConcurrentExecutions": _ALL - reserved}
    return 200, json.dumps({"AccountLimit": limit})


def _configuration(function: Function) -> Json:
    changed = function.deployments[-1]
    return {
        "FunctionName": function.name,
        "FunctionArn": function.arn,
        "Timeout": 30,
        "MemorySize": 512,
        "Role": f"arn:aws:iam::111122223333:role/{function.name}",
        "LastModified": f"{changed:%Y-%m-%dT%H:%M:%S}.000+0000",
        "CodeSha256": f"code-{len(function.deployments)}",
    }


def _asked(world: World, url: str) -> Function:
    """By name or by ARN."""
    name = unquote(urlsplit(url).path).partition("/functions/")[2].partition("/")[0]
    return world.functions[name.rpartition(":")[2]]
