"""What each message of a redrive leaves: what it was, where it went, and its end as far as it is known.

A message whose end changes leaves another receipt; its last one counts.
"""

import base64
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.way_back import NoWayBack, WayBack
from bot.domain.redrive.chain import Chain, hash_of, linked
from bot.domain.redrive.progress import BESIDE, RedriveProgress
from bot.domain.redrive.route import Going

if TYPE_CHECKING:
    from bot.domain.redrive.job import Job

# As long as hardly any reason is; bounds what is stored. A letter outside ASCII takes up to twelve bytes.
_MOST_WHY, _MOST_OTHER = 500, 80
_SENT = "sent, and not answered for"


class End(StrEnum):
    """What became of a message; written in files that people keep."""

    MOVED = "moved"
    BOTH = "in both places"
    PERHAPS = "in one place or both"
    KEPT = "kept"
    BESIDE = "not of this redrive"


class Receipt(NamedTuple):
    """Attributes:
    content: Hash of its body and attributes: see `content_of`.
    to: ARN of what it was handed to; empty of one that was not, or whose way is not known any more.
    copy: The id it has there, where that was told.
    why: Of every end but `moved`.
    """

    message: str
    content: str
    end: End
    at: datetime
    to: str = ""
    copy: str = ""
    why: str = ""


def content_of(message: ReceivedMessage) -> str:
    """The same for the same body and message attributes, whatever id and whichever queue it has."""
    attributes = {
        name: [each.data_type, each.string, None if each.binary is None else _text(each.binary)]
        for name, each in message.attributes.items()
    }
    told = json.dumps({"body": message.body, "attributes": attributes}, sort_keys=True, separators=(",", ":"))
    return hash_of(told.encode())


def _text(binary: bytes) -> str:
    return base64.b64encode(binary).decode()


class Ends(NamedTuple):
    """What became of messages between two moments.

    Attributes:
        moved: Ids of those deleted here after they were accepted.
        copies: The ids they got there, by message id.
    """

    before: RedriveProgress
    after: RedriveProgress
    moved: Collection[str]
    copies: Mapping[str, str]


def left_by(
    messages: Sequence[ReceivedMessage], ways: Mapping[str, WayBack], ends: Ends, at: datetime
) -> Iterator[Receipt]:
    """The receipts of messages whose end is another than it was."""
    for each in messages:
        key = each.message_id
        end = (End.MOVED, "") if key in ends.moved else _end(ends.after, key)
        if end is not None and end != _end(ends.before, key):
            went = end[0] not in {End.KEPT, End.BESIDE}
            yield _receipt(each, ways.get(key) if went else None, end, at, ends.copies.get(key, ""))


def sent_by(going: Sequence[Going], at: datetime) -> list[Receipt]:
    """Of messages that are about to be sent: whoever finds these knows no more than that."""
    return [_receipt(message, way, (End.PERHAPS, _SENT), at, "") for message, way in going]


def _receipt(
    message: ReceivedMessage, way: WayBack | None, end: tuple[End, str], at: datetime, copy: str
) -> Receipt:
    to = "" if way is None or isinstance(way, NoWayBack) else way.to
    return Receipt(message.message_id, content_of(message), end[0], at, to, copy, _cut(end[1]))


def _cut(why: str) -> str:
    return why[: _MOST_WHY if why.isascii() else _MOST_OTHER]


def _end(progress: RedriveProgress, message: str) -> tuple[End, str] | None:
    """What the progress knows of a message; None where it was not met."""
    if message in progress.both:
        return End.BOTH, progress.both[message].why
    if message in progress.perhaps:
        return End.PERHAPS, _SENT
    if message not in progress.kept:
        return None
    why = progress.kept[message]
    return (End.BESIDE if why in BESIDE else End.KEPT), why


def lines_of(job: "Job", receipts: Sequence[Receipt]) -> tuple[list[str], Chain]:
    """The receipts as they are kept, in the job's chain, and how far that goes then."""
    lines, chain = [], job.receipts
    for each in receipts:
        line, chain = linked(chain, job.id, _told(job, each))
        lines.append(line)
    return lines, chain


def _told(job: "Job", receipt: Receipt) -> Mapping[str, str]:
    return {
        "job": job.id,
        "message": receipt.message,
        "content": receipt.content,
        "from": job.queue,
        "to": receipt.to,
        "copy": receipt.copy,
        "end": receipt.end.value,
        "why": receipt.why,
        "at": receipt.at.isoformat(),
        "by": job.by.user,
        "name": job.by.name,
        "reason": job.reason,
    }
