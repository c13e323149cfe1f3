"""AWS at botocore's boundary: a request as its caller wrote it comes in, a parsed answer goes out.

botocore checks every request against its model; every answer is checked here against the same model, so that
a shape AWS would not give cannot prove anything. Clients are made once: one costs more than a scenario.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import cache
from threading import RLock
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import HTTPClientError
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator

from bot.aws.session import Clients
from tests.fakes.denials import not_authorized
from tests.scenario.harness.places import ACCOUNT, REGION

Json = dict[str, Any]
Operation = Callable[[Json], Json]
Answer = tuple[AWSResponse, Json]

# botocore gives times in the zone of its machine, whichever that is.
_ELSEWHERE = timezone(timedelta(hours=5, minutes=30))
_answering: list["Boundary"] = []


class RefusedError(Exception):
    """An error of AWS's own, by its code."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(message or code)
        self.code = code
        self.status = status


class Boundary:
    """Attributes:
    faults: What no scenario may contain: a request nobody answers, a shape AWS has not.
    on_the_way: What happens before each answer; nothing unless somebody measures how long a look takes.
    calls: How many requests were answered, refusals included.
    """

    def __init__(self, operations: Mapping[str, Operation]) -> None:
        self._operations = operations
        self._denied: set[str] = set()
        self._lock = RLock()
        self.faults: list[str] = []
        self.calls = 0
        self.on_the_way: Callable[[], object] = lambda: None

    def deny(self, *operations: str) -> None:
        """IAM allows none of these from now on; each as `service.Operation`."""
        unknown = set(operations) - set(self._operations)
        assert not unknown, f"nobody answers {unknown}, so denying it shows nothing"
        self._denied |= set(operations)

    @contextmanager
    def answering(self) -> Iterator[None]:
        _answering.append(self)
        try:
            yield
        finally:
            _answering.remove(self)

    def answer(self, model: OperationModel, asked: Json) -> Answer:
        name = f"{model.service_model.service_name}.{model.name}"
        self.on_the_way()
        with self._lock:
            self.calls += 1
            try:
                return _status(200), self._answered(name, model, asked)
            except RefusedError as refused:
                return _status(refused.status), _refusal(refused)
            except HTTPClientError:
                raise
            except Exception as fault:
                self.faults.append(f"{name}: {fault!r}")
                raise

    def _answered(self, name: str, model: OperationModel, asked: Json) -> Json:
        if name in self._denied:
            said = not_authorized(model.service_model.signing_name, model.name)
            raise RefusedError("AccessDeniedException", said, 403)
        answer: Json = _elsewhere(self._operations[name](asked))
        assert model.output_shape is not None
        wrong = _wrong(answer, model.output_shape)
        assert not wrong, wrong
        return answer | {"ResponseMetadata": {"HTTPStatusCode": 200}}


@cache
def clients() -> Clients:
    session = botocore.session.Session()
    session.set_credentials("testing", "testing")
    session.register("before-parameter-build", _remember)
    session.register("before-call", _answer)
    return Clients(REGION, ACCOUNT, session)


def _remember(**sent: Any) -> None:
    sent["context"]["asked"] = sent["params"]


def _answer(**sent: Any) -> Any:
    return _answering[-1].answer(sent["model"], sent["context"]["asked"])


def _wrong(answer: Json, shape: Shape) -> list[Any]:
    """What the model does not know; that a list may not be empty is a rule for requests alone."""
    found = ParamValidator().validate(answer, shape)._errors
    return [error for error in found if (error[0], error[2].get("param")) != ("invalid length", 0)]


def _status(code: int) -> AWSResponse:
    return AWSResponse("https://aws.test", code, HTTPHeaders(), None)


def _refusal(refused: RefusedError) -> Json:
    return {
        "Error": {"Code": refused.code, "Message": str(refused)},
        "ResponseMetadata": {"HTTPStatusCode": refused.status},
    }


def _elsewhere(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(_ELSEWHERE)
        case dict():
            return {key: _elsewhere(each) for key, each in value.items()}
        case list():
            return [_elsewhere(each) for each in value]
        case _:
            return value
