"""The table's stream and CardQueue: make Slack look like what is stored; turn the heartbeat into a metric."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bot import wiring
from bot.entrypoints.batch import Failures

log = logging.getLogger("lastcall")

_clock, _project, _incidents, _stack = wiring.for_on_change()

_GROUP = "GROUP#"


class _Changed(NamedTuple):
    """Attributes: group is empty for the heartbeat."""

    record: str
    group: str


def handler(event: Mapping[str, Any], _context: Any) -> Failures:
    """A group that changed several times in a batch is projected once, and fails or succeeds as one."""
    changes = list(_changes(event.get("Records", [])))
    failed: set[str] = set()
    for group in dict.fromkeys(change.group for change in changes):
        try:
            if group:
                _project(group)
            else:
                _beat()
        except Exception:  # a handler's last line: whatever it was, the other groups must not suffer
            log.exception("not projected", extra={"group": group})
            failed.add(group)
    records = [change.record for change in changes if change.group in failed]
    return {"batchItemFailures": [{"itemIdentifier": record} for record in records]}


def _changes(records: list[Mapping[str, Any]]) -> Iterator[_Changed]:
    for record in records:
        if record.get("eventSource") == "aws:sqs":
            body = json.loads(record["body"])
            yield _Changed(str(record["messageId"]), str(body["card"]["group"]))
            continue
        stream = record["dynamodb"]
        key = str(stream["Keys"]["pk"]["S"])
        # A whole batch of a stream is retried from the first failed record on, so its number is the id.
        yield _Changed(
            str(stream["SequenceNumber"]), key.removeprefix(_GROUP) if key.startswith(_GROUP) else ""
        )


def _beat() -> None:
    """CloudWatch reads the embedded metric from the log: no call that could fail."""
    beat = _incidents.last_beat()
    if beat is None:
        return
    metric = {
        "_aws": {
            "Timestamp": int(_clock().timestamp() * 1000),
            "CloudWatchMetrics": [
                {"Namespace": "Lastcall", "Dimensions": [["Stack"]], "Metrics": [{"Name": "Heartbeat"}]}
            ],
        },
        "Stack": _stack,
        "Heartbeat": 1,
        "beat_at": beat.isoformat(),
    }
    print(json.dumps(metric), flush=True)  # noqa: T201 - the embedded metric format is a line on stdout
