"""Error lines through a CloudWatch Logs subscription: one value for each way of failing, with its count.

    {"awslogs": {"data": base64(gzip({"messageType": "DATA_MESSAGE", "owner", "logGroup", "logStream",
     "subscriptionFilters", "logEvents": [{"id", "timestamp": epoch ms, "message"}]}))}}

Everything that fits the subscription's filter comes; lines that say of themselves that nothing is wrong, and
an extension's, which are its own trouble, are left out. CONTROL_MESSAGE is CloudWatch's test whether it
reaches us. The region is not told: a function is subscribed in its own. CloudWatch Logs user guide, "Log
group-level subscription filters".
"""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Signal
from bot.domain.resource.arn import placed
from bot.domain.resource.edge import EDGE_REGION, edge_name
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.exclusions import of_stack
from bot.parsing.transport import Transport
from bot.parsing.untrusted import epoch, get, items, parsed, text, word

if TYPE_CHECKING:
    from bot.domain.log_lines.once import Logged

# What Lambda may be invoked with is 6 MB; log lines shrink about tenfold, and on_alarm has 512 MB.
_MOST_OUT = 16_000_000
_GZIP_WINDOW = 31  # zlib's number for "a gzip header, the largest window"
_MOST_EVENTS = 20_000
_MOST_SHAPES = 20
# A shape takes two microseconds a character, of which it reads so many; on_alarm has 30 s for all.
_LOOKED_AT_A_LINE = 2_000
_MOST_LOOKED_AT = 1_500_000
_LONGEST_LINE = 262_144
_OTHERS, _WORDLESS = "other errors", "an error without words"

_LAMBDA = "/aws/lambda/"
# A log group that several functions share names the function in its streams.
_STREAM = re.compile(r"\d{4}/\d\d/\d\d/([A-Za-z0-9_-]{1,64})\[(?:\$LATEST|\d+)\]\[?[0-9a-f]{32}")


class _Seen(NamedTuple):
    lines: int
    at: datetime


def read_log_lines(
    document: Any, transport: Transport, stack: str
) -> tuple[AlarmTransition, ...] | str | None:
    """The ways of failing; why there are none to be told; None for what is no message of a subscription."""
    told = _unpacked(text(get(document, "awslogs", "data"), 8_000_000))
    kind = word(get(told, "messageType"))
    group = text(get(told, "logGroup"), 512)
    if kind == "control_message":
        return "CloudWatch Logs asks whether it reaches us"
    if kind != "data_message" or not group:
        return None
    # What we log while we take it in would come back as the next message, for ever.
    if of_stack(group, stack):
        return "log lines of this stack itself: its operator topic tells its faults"
    owner = text(get(told, "owner"), 20) or transport.account
    about = _about(group, text(get(told, "logStream"), 512), owner, transport.region)
    arn = str(placed("logs", transport.region, owner, f"log-group:{group}"))
    seen = _shapes(items(get(told, "logEvents"), _MOST_EVENTS), transport.at)
    if not seen:
        return "log lines that tell of no error"
    return tuple(_transition(shape, each, arn, about, transport) for shape, each in seen.items())


def _unpacked(data: str) -> Any:
    try:
        stream = zlib.decompressobj(_GZIP_WINDOW)
        out = stream.decompress(base64.b64decode(data), _MOST_OUT)
        return parsed(out.decode("utf-8", "replace")) if stream.eof else None
    except (zlib.error, binascii.Error, ValueError):
        return None


def _about(group: str, stream: str, owner: str, region: str) -> Resource:
    if group.startswith(_LAMBDA):
        function = group.removeprefix(_LAMBDA)
        if name := edge_name(function):
            return Resource(ResourceKind.EDGE_FUNCTION, name, owner, EDGE_REGION)
        return Resource(ResourceKind.FUNCTION, function, owner, region)
    named = _STREAM.match(stream)
    return (
        Resource(ResourceKind.FUNCTION, named[1], owner, region)
        if named
        else Resource(ResourceKind.LOG_GROUP, group, owner, region)
    )


def _shapes(events: list[Any], sent_at: datetime) -> Mapping[str, _Seen]:
    """The most frequent first; what is beyond MOST_SHAPES, or too much to look at, is counted together."""
    from bot.domain.evidence.error_shape import shape_of  # noqa: PLC0415 - patterns that no alarm needs

    seen: dict[str, _Seen] = {}
    looked_at = 0
    for each in _failures(events, sent_at):
        looked_at += min(len(each.text), _LOOKED_AT_A_LINE)
        shape = (shape_of(each.line) or _WORDLESS) if looked_at <= _MOST_LOOKED_AT else _OTHERS
        known = seen.get(shape, _Seen(0, each.at))
        seen[shape] = _Seen(known.lines + 1, max(known.at, each.at))
    rest = [seen.pop(_OTHERS)] if _OTHERS in seen else []
    ranked = sorted(seen.items(), key=lambda each: -each[1].lines)
    kept, rest = dict(ranked[:_MOST_SHAPES]), rest + [each for _, each in ranked[_MOST_SHAPES:]]
    if rest:
        kept[_OTHERS] = _Seen(sum(each.lines for each in rest), max(each.at for each in rest))
    return kept


def _failures(events: list[Any], sent_at: datetime) -> "tuple[Logged, ...]":
    """Each once. A line that says neither passed the subscription's filter on purpose, and counts as one."""
    from bot.domain.log_lines.intake import counted  # noqa: PLC0415 - as above
    from bot.domain.log_lines.once import Logged, failures  # noqa: PLC0415 - as above

    told = []
    for event in events:
        line = text(get(event, "message"), _LONGEST_LINE).strip()
        if line and (read := counted(line)):
            told.append(Logged(epoch(get(event, "timestamp")) or sent_at, "", line, read))
    return failures(told)


def _transition(shape: str, seen: _Seen, arn: str, about: Resource, transport: Transport) -> AlarmTransition:
    return AlarmTransition(
        arn=arn,
        name=shape,
        account=about.account,
        region=about.region,
        state=AlarmState.ALARM,
        at=seen.at,
        path=transport.path,
        contributor=hashlib.sha256(shape.encode()).hexdigest()[:12],
        reason=shape,
        signal=Signal.LOG_LINES,
        about=about,
        count=seen.lines,
    )
