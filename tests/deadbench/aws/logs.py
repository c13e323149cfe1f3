"""CloudWatch Logs: the lines of logs/ that have arrived."""

from collections.abc import Mapping
from itertools import groupby

from tests.deadbench.aws.refusals import absent
from tests.deadbench.world import Line, World
from tests.scenario.diagnosis.account.boundary import Json, Operation
from tests.scenario.diagnosis.account.logs import holds


def log_operations(world: World) -> Mapping[str, Operation]:
    def lines(group: str) -> list[Line]:
        found = world.log(group)
        if found is None:
            raise absent("logs", f"log group {group}")
        return found

    def filter_log_events(asked: Json) -> Json:
        chosen = [
            each
            for each in lines(asked["logGroupName"])
            if asked["startTime"] <= each.timestamp <= asked["endTime"]
            and holds(asked["filterPattern"], each.message)
        ]
        events = [
            {
                "logStreamName": each.stream,
                "timestamp": each.timestamp,
                "message": each.message,
                "ingestionTime": each.ingested,
                "eventId": f"{number:056}",
            }
            for number, each in enumerate(sorted(chosen))
        ]
        return {"events": events, "searchedLogStreams": []}

    def describe_log_streams(asked: Json) -> Json:
        by_stream = sorted(lines(asked["logGroupName"]), key=lambda each: each.stream)
        streams = [
            {
                "logStreamName": name,
                "firstEventTimestamp": min(each.timestamp for each in written),
                "lastEventTimestamp": max(each.timestamp for each in written),
                "lastIngestionTime": max(each.ingested for each in written),
            }
            for name, written in (
                (name, list(each)) for name, each in groupby(by_stream, lambda line: line.stream)
            )
        ]
        return {"logStreams": streams}

    return {"logs.FilterLogEvents": filter_log_events, "logs.DescribeLogStreams": describe_log_streams}
