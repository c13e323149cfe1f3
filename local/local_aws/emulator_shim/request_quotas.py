"""How many requests a second AWS takes of an account and region: what comes on top is refused.

Lambda counts all of its control plane together, but for GetFunction and GetPolicy, which have quotas of their
own, and for invocations; what CloudFormation does inside counts nowhere, since it waits and tries again by
itself. FilterLogEvents has the least of any region (us-east-1 25, most others 10, eu-central-1 and some 5).
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
https://docs.aws.amazon.com/general/latest/gr/cwl_region.html
Bursts are in no source: none are granted, in any second, however it is cut.
"""

import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .borrowed import LOGS, account, borrow, region

CONTROL_PLANE, GET_FUNCTION, GET_POLICY = "lambda's control plane", "GetFunction", "GetPolicy"
LOOKUP_EVENTS, FILTER_LOG_EVENTS = "LookupEvents", "FilterLogEvents"
MOST = {CONTROL_PLANE: 15, GET_FUNCTION: 100, GET_POLICY: 15, LOOKUP_EVENTS: 2, FILTER_LOG_EVENTS: 5}
SECOND = 1.0
_INVOKED = re.compile(r"/functions/[^/]+/(invocations|response-streaming-invocations|invoke-async/?)$")
_FUNCTION = re.compile(r"/functions/[^/]+/?$")
_POLICY = re.compile(r"/functions/[^/]+/policy/?$")

Handle = Callable[..., Awaitable[Any]]
# When the requests came that were taken, by quota, account and region.
_taken: dict[tuple[str, str, str], deque[float]] = {}


def lambdas_quotas(handle: Handle) -> Handle:
    async def handled(method: str, path: str, *rest: Any) -> Any:
        quota = of_lambda(method, path)
        if quota and not taken(quota, time.monotonic()):
            reason = {"Reason": "CallerRateLimitExceeded"}
            return refused("TooManyRequestsException", "Rate exceeded", 429, reason)
        return await handle(method, path, *rest)

    return handled


def quotas_of(*actions: str) -> Callable[[Handle], Handle]:
    """Of a service whose requests name their action in a header; its other actions are not counted."""

    def counting(handle: Handle) -> Handle:
        async def handled(method: str, path: str, headers: Mapping[str, str], *rest: Any) -> Any:
            action = headers.get("x-amz-target", "").rpartition(".")[2]
            if action in actions and not taken(action, time.monotonic()):
                return refused("ThrottlingException", "Rate exceeded", 400)
            return await handle(method, path, headers, *rest)

        return handled

    return counting


def of_lambda(method: str, path: str) -> str:
    """The quota that a request counts for; empty for an invocation."""
    if _INVOKED.search(path):
        return ""
    if method == "GET" and _FUNCTION.search(path):
        return GET_FUNCTION
    return GET_POLICY if method == "GET" and _POLICY.search(path) else CONTROL_PLANE


def taken(quota: str, now: float) -> bool:
    return has_room(_taken.setdefault((quota, account(), region()), deque()), MOST[quota], now)


def has_room(last: deque[float], most: int, now: float) -> bool:
    """Whether one more is taken in the second that ends now, and noted; a refused one counts for nothing."""
    while last and last[0] <= now - SECOND:
        last.popleft()
    if len(last) >= most:
        return False
    last.append(now)
    return True


def refused(*what: Any) -> Any:
    return borrow(LOGS, "error_response_json")(*what)
