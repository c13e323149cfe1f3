"""The table's stream and CardQueue: make Slack look like what is stored; turn the heartbeat into a metric."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bot.entrypoints.batch import Failures
from bot.wiring.on_change import Projection, wired
from bot.wiring.world import lambda_world

log = logging.getLogger("lastcall")

_GROUP = "GROUP#"


class _Changed(NamedTuple):
    """Attributes: group is empty for the heartbeat."""

    record: str
    group: str


class OnChange:
    def __init__(self, wired: Projection) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], _context: Any) -> Failures:
        """A group that changed several times in a batch is projected once, and fails or succeeds as one."""
        changes = list(_changes(event.get("Records", [])))
        groups = dict.fromkeys(change.group for change in changes)
        failed = {group for group in groups if not self._done(group)}
        records = [change.record for change in changes if change.group in failed]
        return {"batchItemFailures": [{"itemIdentifier": record} for record in records]}

    def _done(self, group: str) -> bool:
        try:
            if group:
                self._wired.project(group)
            else:
                self._beat()
        except Exception:  # a handler's last line: whatever it was, the other groups must not suffer
            log.exception("not projected", extra={"group": group})
            return False
        return True

    def _beat(self) -> None:
        """CloudWatch reads the embedded metric from the log: no call that could fail."""
        beat = self._wired.incidents.last_beat()
        if beat is None:
            return
        metric = {
            "_aws": {
                "Timestamp": int(self._wired.clock().timestamp() * 1000),
                "CloudWatchMetrics": [
                    {"Namespace": "Lastcall", "Dimensions": [["Stack"]], "Metrics": [{"Name": "Heartbeat"}]}
                ],
            },
            "Stack": self._wired.stack,
            "Heartbeat": 1,
            "beat_at": beat.isoformat(),
        }
        print(json.dumps(metric), flush=True)  # noqa: T201 - the embedded metric format is a line on stdout


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


handler = OnChange(wired(lambda_world()))
