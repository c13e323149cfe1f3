"""The main program of a rehearsed function: Lambda's own runtime client, where the team's Python has it.

    python -m lastcall_rehearsed module.function

Else a loop that does what the client does, as far as a handler can see it:
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
It imports the standard library alone, and nothing of ours but the guard beside it.
"""

import http.client
import importlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sitecustomize import tell  # type: ignore[import-not-found]  # beside this file, at the top of the path

_MARK = "lastcall rehearse"
_MOST_CAUSES, _LONGEST = 50, 4096
_FOLDER = f"{Path.cwd()}/"
_API = "/2018-06-01/runtime"
Handler = Callable[[Any, Any], Any]


def main(handler: str) -> None:
    """Whether an exception comes of a refusal is asked where it is raised: what is posted has no causes."""
    os.environ["AWS_EXECUTION_ENV"] = "AWS_Lambda_python{}.{}".format(*sys.version_info)
    try:
        import awslambdaric  # type: ignore[import-untyped]  # noqa: PLC0415 - the team's Python may have none
        import runtime_client  # type: ignore[import-not-found]  # noqa: F401, PLC0415 - its native part
        from awslambdaric import __main__ as client  # noqa: PLC0415
        from awslambdaric import bootstrap  # noqa: PLC0415
    except ImportError:
        tell("", "client")
        _loop(handler)
        return
    tell(f"awslambdaric {awslambdaric.__version__}", "client")
    find = bootstrap._get_handler  # noqa: SLF001 - causes are seen nowhere else
    bootstrap._get_handler = lambda name: _watched(_watched_import(find, name))  # noqa: SLF001
    client.main(["awslambdaric", handler])


def _watched(handler: Handler) -> Handler:
    """The handler, with every exception of the team's own code noted, also where it is caught again.

    A function that reports single items as failed returns, and only these say what they failed of.
    """

    def watched(event: Any, context: Any) -> Any:
        seen = _Seen()
        threading.settrace(seen.called)
        sys.settrace(seen.called)
        try:
            return handler(event, context)
        except BaseException as error:
            seen.add(error)
            seen.variable = _unset_variable(error)
            raise
        finally:
            sys.settrace(None)
            threading.settrace(None)
            tell({"caught": seen.told, "variable": seen.variable}, "raised")

    return watched


def _watched_import(find: Callable[[str], Handler], name: str) -> Handler:
    try:
        return find(name)
    except BaseException as error:
        seen = _Seen()
        seen.add(error)
        tell({"caught": seen.told, "variable": _unset_variable(error)}, "raised")
        raise


class _Seen:
    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.variable = ""
        self._last: BaseException | None = None

    def called(self, frame: Any, _event: str, _given: Any) -> Any:
        """Only what lies in the team's folder and is no library is looked into."""
        file = frame.f_code.co_filename
        return self._inside if file.startswith(_FOLDER) and "site-packages" not in file else None

    def _inside(self, frame: Any, event: str, given: Any) -> Any:
        frame.f_trace_lines = False
        if event == "exception":
            self.add(given[1])
        return self._inside

    def add(self, error: BaseException) -> None:
        if error is self._last or isinstance(error, StopIteration | GeneratorExit):
            return
        self._last = error
        told = {"errorType": type(error).__name__, "errorMessage": _said(error)[:_LONGEST]}
        self.told = [*self.told, told | {"refused": _comes_of_a_refusal(error)}][-_MOST_CAUSES:]


def _comes_of_a_refusal(error: BaseException) -> bool:
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_CAUSES:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if _MARK in _said(each):
            return True
        waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]
    return False


def _said(error: BaseException) -> str:
    """An exception of the team's may fail to say what it is."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever that raises
        return ""


def _unset_variable(error: BaseException) -> str:
    """Of `os.environ["TABLE"]`, which this shell has not, and Lambda may have."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    of_os = where is not None and where.tb_frame.f_globals.get("__name__") == "os"
    return str(error.args[0]) if of_os and isinstance(error, KeyError) and error.args else ""


# -- in the place of the client


class _Context:
    def __init__(self, request_id: str, function_arn: str, deadline: int) -> None:
        self.aws_request_id, self.invoked_function_arn, self._deadline = request_id, function_arn, deadline
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", "")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.client_context = self.identity = None

    def get_remaining_time_in_millis(self) -> int:
        return max(self._deadline - int(time.time() * 1000), 0)


def _loop(name: str) -> None:
    try:
        handler = _watched(_watched_import(_found, name))
    except Exception as error:  # noqa: BLE001 - whatever the module raises
        _ask("POST", "/init/error", _told(error))
        sys.exit(1)
    while True:
        headers, body = _ask("GET", "/invocation/next")
        request = headers["Lambda-Runtime-Aws-Request-Id"]
        context = _Context(
            request,
            headers["Lambda-Runtime-Invoked-Function-Arn"],
            int(headers["Lambda-Runtime-Deadline-Ms"]),
        )
        try:
            answer = json.dumps(handler(json.loads(body), context))
        except Exception as error:  # noqa: BLE001 - whatever the handler raises
            _ask("POST", f"/invocation/{request}/error", _told(error))
        else:
            _ask("POST", f"/invocation/{request}/response", answer)


class _NoHandlerError(Exception):
    """In the words of Lambda's client, whose own name for it comes first in the message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def _found(name: str) -> Handler:
    module, _, function = name.rpartition(".")
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        said = f"Unable to import module '{module}': {error}"
        raise _NoHandlerError("Runtime.ImportModuleError", said) from error
    except SyntaxError as error:
        said = f"Syntax error in module '{module}': {error}"
        raise _NoHandlerError("Runtime.UserCodeSyntaxError", said) from error
    if not hasattr(loaded, function):
        said = f"Handler '{function}' missing on module '{module}'"
        raise _NoHandlerError("Runtime.HandlerNotFound", said)
    found: Handler = getattr(loaded, function)
    return found


def _told(error: Exception) -> str:
    kind = error.kind if isinstance(error, _NoHandlerError) else type(error).__name__
    trace = traceback.format_tb(error.__traceback__)
    return json.dumps({"errorType": kind, "errorMessage": str(error), "stackTrace": trace})


def _ask(method: str, path: str, body: str | None = None) -> tuple[Any, bytes]:
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    connection.request(method, _API + path, body)
    answer = connection.getresponse()
    return answer.headers, answer.read()


if __name__ == "__main__":
    main(sys.argv[1])
