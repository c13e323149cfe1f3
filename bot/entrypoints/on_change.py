"""The table's stream and CardQueue: make Slack look like what is stored; turn the heartbeat into a metric."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from bot.entrypoints.batch import Failures
from bot.wiring.on_change import Projection, wired
from bot.wiring.world import lambda_world

log = logging.getLogger("lastcall")

_GROUP = "GROUP#"
# A picture takes 40 s at the most, each of its four calls at the end of its patience; Lambda gives us 60 s.
PICTURES_BEGIN_WITHIN = timedelta(seconds=15)


class _Outcome(StrEnum):
    SHOWN = "shown"
    LACKS_PICTURE = "lacks its picture"
    FAILED = "failed"


class _Changed(NamedTuple):
    """Attributes: group is empty for the heartbeat."""

    record: str
    group: str


class OnChange:
    def __init__(self, wired: Projection) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], _context: Any) -> Failures:
        """A group that changed several times in a batch is projected once, and fails or succeeds as one."""
        began = self._wired.clock()
        changes = list(_changes(event.get("Records", [])))
        outcomes = {group: self._outcome(group) for group in dict.fromkeys(each.group for each in changes)}
        for group, outcome in outcomes.items():
            if outcome is _Outcome.LACKS_PICTURE:
                self._picture(group, self._wired.clock() - began)
        failed = [each.record for each in changes if outcomes[each.group] is _Outcome.FAILED]
        return {"batchItemFailures": [{"itemIdentifier": record} for record in failed]}

    def _outcome(self, group: str) -> _Outcome:
        try:
            if not group:
                self._beat()
            elif self._wired.project(group):
                return _Outcome.LACKS_PICTURE
        except Exception:  # a handler's last line: whatever it was, the other groups must not suffer
            log.exception("not projected", extra={"group": group})
            return _Outcome.FAILED
        return _Outcome.SHOWN

    def _picture(self, group: str, passed: timedelta) -> None:
        """After every card of the batch: none waits for a picture, nor is shown again for want of one."""
        try:
            if passed <= PICTURES_BEGIN_WITHIN:
                self._wired.picture(group)
            else:
                self._wired.project.again(group, timedelta(seconds=1))
        except Exception:  # as above
            log.exception("picture left out", extra={"group": group})

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
