"""CloudWatch Logs: FilterLogEvents over what the functions logged (API reference, filter pattern syntax)."""

import re
from collections.abc import Callable, Iterable, Mapping

from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError
from tests.scenario.diagnosis.account.functions import Function

# `?word ?"several words"`: a line that holds any of these.
_ANY_OF = re.compile(r'\?(?:"([^"]*)"|(\S+))')


def holds(pattern: str, line: str) -> bool:
    return any((quoted or plain) in line for quoted, plain in _ANY_OF.findall(pattern))


def operations(functions: Callable[[], Iterable[Function]]) -> Mapping[str, Operation]:
    def filter_log_events(asked: Json) -> Json:
        name = asked["logGroupName"]
        writers = [each for each in functions() if name == each.configuration()["LoggingConfig"]["LogGroup"]]
        if not writers:
            raise RefusedError("ResourceNotFoundException", "The specified log group does not exist.")
        lines = sorted(
            (int(at.timestamp() * 1000), text)
            for writer in writers
            for at, text in writer.log
            if holds(asked["filterPattern"], text)
        )
        events = [
            {
                "logStreamName": "2026/03/02/[$LATEST]0",
                "timestamp": at,
                "message": text,
                "ingestionTime": at + 900,
                "eventId": f"{at:056}",
            }
            for at, text in lines
            if asked["startTime"] <= at <= asked["endTime"]
        ]
        return {"events": events, "searchedLogStreams": []}

    return {"logs.FilterLogEvents": filter_log_events}
