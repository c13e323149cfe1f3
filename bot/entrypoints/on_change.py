"""The table's stream and CardQueue: make Slack look like what is stored; turn the heartbeat into a metric."""

import json
import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.domain.errors import UnreadableError
from bot.entrypoints import metric_line, started
from bot.entrypoints.batch import Failures
from bot.use_cases.after_card import ShownCard
from bot.wiring.on_change import ChangeWiring, wired
from bot.wiring.runtime import lambda_runtime

log = logging.getLogger("lastcall")

_GROUP, _HEARTBEAT = "GROUP#", "HEARTBEAT"


class _Group(NamedTuple):
    """A group whose card may lag behind."""

    group: str


class _Turn(NamedTuple):
    """The next turn of a line."""

    line: str
    ticket: str


class _Beat(NamedTuple):
    """The heartbeat."""


class _Unreadable(NamedTuple):
    """A record that is not ours: it alone is redelivered, and ends up in the failure queue."""

    why: str
    record: str


_Asked = _Group | _Turn | _Beat | _Unreadable


class _Done(NamedTuple):
    """Attributes: shown is the card that may be followed by what comes after it."""

    shown: ShownCard | None = None
    failed: bool = False


class OnChange:
    def __init__(self, wired: ChangeWiring) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], _context: Any) -> Failures:
        """A group that changed several times in a batch is projected once, and fails or succeeds as one."""
        began = self._wired.clock()
        records = [(_record_id(record), _asked(record)) for record in event.get("Records", [])]
        done = {asked: self._done(asked) for asked in dict.fromkeys(asked for _, asked in records)}
        # After every card of the batch: none waits for what comes after another.
        shown = {each.shown.incident.group: each.shown for each in done.values() if each.shown}
        self._wired.after(shown.values(), began)
        failed = [record for record, asked in records if done[asked].failed]
        return {"batchItemFailures": [{"itemIdentifier": record} for record in failed]}

    def _done(self, asked: _Asked) -> _Done:
        try:
            match asked:
                case _Group(group):
                    return _Done(self._wired.project(group))
                case _Turn(line, ticket):
                    return _Done(self._wired.project.turn(line, ticket))
                case _Beat():
                    self._beat()
                case _Unreadable(why):
                    log.error("a record cannot be read", extra={"why": why})
                    return _Done(failed=True)
        except UnreadableError as fault:
            # Redelivered it would be just as unreadable, and hold up everything after it in the stream.
            log.error("left alone", extra={"asked": str(asked), "why": str(fault)})  # noqa: TRY400 - the text says it all
        except Exception:  # a handler's last resort: whatever it was, the others must not suffer
            log.exception("not projected", extra={"asked": str(asked)})
            return _Done(failed=True)
        return _Done()

    def _beat(self) -> None:
        """CloudWatch reads the embedded metric from the log: no call that could fail."""
        beat = self._wired.incidents.last_beat()
        if beat is None:
            return
        at = self._wired.clock()
        metric_line.put(self._wired.stack, at, {"Heartbeat": 1}, beat_at=beat.isoformat())


def _record_id(record: Any) -> str:
    """A whole batch of a stream is retried from the first failed record on, so its number is the id."""
    known = record if isinstance(record, Mapping) else {}
    stream = known.get("dynamodb")
    number = stream.get("SequenceNumber", "") if isinstance(stream, Mapping) else ""
    return str(number or known.get("messageId", ""))


def _asked(record: Any) -> _Asked:
    try:
        if record.get("eventSource") == "aws:sqs":
            return _of_message(json.loads(record["body"]))
        return _of_item(str(record["dynamodb"]["Keys"]["pk"]["S"]))
    except (ValueError, TypeError, LookupError, AttributeError) as fault:
        return _Unreadable(repr(fault), _record_id(record))


def _of_item(key: str) -> _Asked:
    if key.startswith(_GROUP):
        return _Group(key.removeprefix(_GROUP))
    if key == _HEARTBEAT:
        return _Beat()
    raise ValueError("the stream brought an item of no known kind")


def _of_message(document: Any) -> _Asked:
    match document:
        case {"card": {"group": str(group)}}:
            return _Group(group)
        case {"turn": {"line": str(line), "ticket": str(ticket)}}:
            return _Turn(line, ticket)
        case _:
            raise ValueError("CardQueue holds a message of no known kind")


handler = started(OnChange(wired(lambda_runtime())))
