"""A sampled message, decoded: unredacted for the looks that follow, redacted for everyone else."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from bot.domain.dead_letters.dead_letter import DeadLetter, MessageAttribute, Origin, Payload, ReceivedMessage
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.dead_letters.way_back import SourceQueue, in_words
from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import Redaction, Route
from bot.domain.redaction.sample_text import SHOWN, SampleText, masked, sample_text
from bot.parsing.dead_letters import read_dead_letter

_LONGEST_VALUE = 200
_LONGEST_FAILURE = 500
_LONGEST_NAME = 100
_ID = re.compile(r"[\w.:-]{8,128}")
# Where a line of a hex dump shows the bytes as letters.
_LETTERS_AT = 55


class Shows(Protocol):
    """The rules by which a letter is shown; every probe context has them."""

    @property
    def route(self) -> Route: ...
    @property
    def redaction(self) -> Redaction: ...


class DecodedMessage(NamedTuple):
    """It leaves the probes only through `shown`."""

    message: ReceivedMessage
    read: DeadLetter

    @property
    def id(self) -> str:
        """The id that finds the consumer's log lines: of the failed request, else of the message."""
        told = self.read.failure.request_id or self.message.message_id
        return told if _ID.fullmatch(told) else ""


def decoded(message: ReceivedMessage) -> DecodedMessage:
    return DecodedMessage(message, read_dead_letter(message))


def causes(messages: Iterable[SampledMessage]) -> tuple[tuple[str, int], ...]:
    """AWS's words for why, most frequent first; successes do not count."""
    counted = Counter(each.cause for each in messages if each.cause and not each.succeeded)
    return tuple(counted.most_common())


def shown(context: Shows, given: DecodedMessage) -> SampledMessage:
    """The message as it may be shown and stored."""
    message, read, rules = given.message, given.read, context.redaction
    text = _body(context, message, read.payload)
    failure = read.failure.line
    return SampledMessage(
        message_id=message.message_id,
        sent_at=message.sent_at,
        receive_count=message.receive_count,
        source=message.source,
        body=text.text,
        cut=text.cut,
        format=read.format,
        group_id=masked(message.system.get("MessageGroupId", ""), rules),
        attributes=_attributes(context, message),
        records=read.records,
        origin=safe(context, read.origin),
        cause=masked(read.cause.code, rules)[:_LONGEST_NAME],
        attempts=read.cause.attempts,
        failure=masked(failure, rules)[:_LONGEST_FAILURE] if context.route.samples == "redacted" else "",
        shape=error_shape(failure, rules) if failure and context.route.samples != "off" else "",
        request_id=given.id if read.failure.request_id else "",
        encoding=read.payload.encoding,
        wrappings=read.payload.wrappings,
        succeeded=read.succeeded,
        way_back=_way_back(context, read),
        pointer=read.pointer,
    )


def _way_back(context: Shows, read: DeadLetter) -> str:
    if isinstance(read.way_back, SourceQueue) or read.succeeded:
        return ""
    return masked(in_words(read.way_back), context.redaction)[:_LONGEST_FAILURE]


def safe(context: Shows, origin: Origin) -> Origin:
    """An ARN is only a claim and may be any text."""
    return origin._replace(
        arn=masked(origin.arn, context.redaction), through=masked(origin.through, context.redaction)
    )


def _body(context: Shows, message: ReceivedMessage, payload: Payload) -> SampleText:
    """The payload if there is one: the content, not its wrapping."""
    if not payload.encoding:
        return sample_text(message.body, context.route.samples, context.redaction)
    return payload_text(context, payload)


def payload_text(context: Shows, payload: Payload, most: int = SHOWN) -> SampleText:
    """A payload's text, as far as the route allows showing it."""
    if "binary" in payload.encoding or (payload.encoding.startswith("gzip") and _is_dump(payload.text)):
        return _dump(context, payload)
    text = sample_text(payload.text, context.route.samples, context.redaction, most)
    return text if payload.whole or text.cut else text._replace(cut=1)


def _is_dump(text: str) -> bool:
    return text.startswith("0000  ")


def _dump(context: Shows, payload: Payload) -> SampleText:
    """Hex digits hide a secret from the patterns, so the dump's letters are checked in one piece."""
    letters = "".join(line[_LETTERS_AT:] for line in payload.text.splitlines())
    if context.route.samples != "redacted":
        return SampleText("", payload.size)
    if masked(letters, context.redaction) != letters:
        told = f"({payload.encoding}, {payload.size:,} bytes, not shown: it holds what looks like a secret)"
        return SampleText(told, payload.size)
    return SampleText(payload.text, 0 if payload.whole else payload.size)


def _attributes(context: Shows, message: ReceivedMessage) -> dict[str, str] | None:
    if context.route.samples not in {"redacted", "keys"}:
        return None
    return {
        masked(name, context.redaction): _value(context, name, value)
        for name, value in message.attributes.items()
    }


def _value(context: Shows, name: str, attribute: MessageAttribute) -> str:
    """An attribute's name may say that its value is a secret, so both are redacted together."""
    if attribute.binary is not None:
        return f"{attribute.data_type}, {len(attribute.binary)} bytes"
    pair = json.dumps({name: attribute.string or ""})
    text = sample_text(pair, context.route.samples, context.redaction).text
    return text.partition('": ')[2].removesuffix("\n}").strip('"')[:_LONGEST_VALUE]
