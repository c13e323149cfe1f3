"""Invoke a function once with the bytes of an event, and with the trace that its dead letter carries."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from bot.aws.errors import Client
from bot.aws.session import SEND_ONCE, Clients
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.resource.arn import as_arn

EVENT = "Event"
_HEADER = "X-Amzn-Trace-Id"
_trace = ContextVar("trace of the message that goes back", default="")


class Invoking:
    """Of one function, or of one version or alias of it."""

    action = "lambda:InvokeFunction"

    def __init__(self, clients: Clients, function: str) -> None:
        self._clients = clients
        self.function = function

    def ask(self, how: str, payload: str, message: ReceivedMessage) -> Mapping[str, Any]:
        """Raises what botocore raises, and Permanent where that account cannot be asked."""
        token = _trace.set(message.system.get("AWSTraceHeader", ""))
        try:
            answer: Mapping[str, Any] = self._client().invoke(
                FunctionName=self.function, InvocationType=how, Payload=payload.encode()
            )
            return answer
        finally:
            _trace.reset(token)

    def _client(self) -> Client:
        arn = as_arn(self.function)
        client = self._clients.for_place(arn.account, arn.region).client("lambda", SEND_ONCE)
        client.meta.events.register("before-call.lambda.Invoke", _carry_trace, unique_id=_HEADER)
        return client


def _carry_trace(params: dict[str, Any], **_: Any) -> None:
    """The message's own trace, and with it Lambda's count of a loop, instead of that of this function."""
    if trace := _trace.get():
        params["headers"][_HEADER] = trace
