"""How reading grows: four times the text may take at most five times the time, whatever the text is made of.

Every pattern of the product on texts made against it, and every reader of foreign text on those made against
any: all of them small, and the worst of them large.
"""

import base64
import gzip
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from bot.domain.alarm.alarm import Path
from bot.domain.evidence.error_shape import error_shape
from bot.domain.evidence.payload_keys import key_paths
from bot.domain.redaction.sample_text import masked, sample_text
from bot.parsing.alarm_event import parse_alarm_message
from bot.parsing.body import decode
from bot.parsing.dead_letters import read_dead_letter
from bot.parsing.log_lines import read_log_lines
from bot.parsing.received_message import bare, read_messages
from bot.parsing.region_names import region_named
from bot.parsing.rule_name import rule_of_stack
from bot.parsing.transport import Transport
from bot.parsing.untrusted import parsed
from bot.render.graphemes import one_line
from bot.render.links.web_address import web_address
from bot.render.runbooks.markdown import first_item, markdown_parts
from bot.render.runbooks.runbook import read_runbook, runbook_url
from bot.slack.markup.mrkdwn import literal
from tests.attacks import GENERIC, Attack, attacks
from tests.benchmarks.claim import Claim, Workbench
from tests.patterns_of_the_product import Used, patterns

GROWN = 4
ALLOWED = 5.0
_LARGEST = 1024 * 1024
_LARGEST_OF_A_PATTERN = 64 * 1024
_SMALL, _WORST = 4 * 1024, 5
_TRIES = 2
# What takes less than this at its largest grows within the noise of the clock.
_LEAST = 0.02
_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

Reader = Callable[[str], object]


def _in_a_field(text: str) -> str:
    return json.dumps({"id": 4711, "note": text, text[:100]: text[:1000]})


def _alarm(body: str) -> object:
    return parse_alarm_message(
        body, message_id="m", received_at=_NOW, source_arn="arn:aws:sqs:eu-west-1:1:q", stack="stack"
    )


def _watching(expression: str) -> object:
    return {
        "AlarmName": "orders",
        "AWSAccountId": "111122223333",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders",
        "NewStateValue": "ALARM",
        "StateChangeTime": "2026-03-02T09:00:00.000+0000",
        "Trigger": {"Metrics": [{"Id": "q", "Expression": expression, "ReturnData": True}]},
    }


def _logged(text: str) -> object:
    told = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "/aws/lambda/orders",
        "logEvents": [{"timestamp": 1, "message": text}],
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(told).encode(), 1)).decode()}}


READERS: dict[str, Reader] = {
    "a dead letter": lambda text: read_dead_letter(bare(text)),
    "a dead letter in JSON": lambda text: read_dead_letter(bare(_in_a_field(text))),
    "a dead letter in SNS": lambda text: read_dead_letter(
        bare(json.dumps({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": text}))
    ),
    "a body in base64": lambda text: decode(base64.b64encode(text.encode()).decode()),
    "bytes": lambda text: decode(text.encode("utf-16")),
    "a file of messages": lambda text: read_messages(parsed(text)),
    "an alarm": _alarm,
    "an alarm's text in JSON": lambda text: _alarm(_in_a_field(text)),
    "log lines": lambda text: read_log_lines(
        _logged(text), Transport(Path.DIRECT, _NOW, region="eu-west-1"), "stack"
    ),
    "a sample": lambda text: sample_text(text, "redacted"),
    "a sample in JSON": lambda text: sample_text(_in_a_field(text), "redacted"),
    "a sample's keys": lambda text: sample_text(text, "keys"),
    "the keys of a payload": lambda text: key_paths(parsed(json.dumps({text: {text: [text]}}))),
    "masks, uncut": lambda text: masked(text, most=len(text)),
    "an error": error_shape,
    "an error in JSON": lambda text: error_shape(json.dumps({"errorMessage": text, "errorType": text})),
    "an alarm's expression": lambda text: _alarm(json.dumps(_watching(text))),
    "a region": region_named,
    "a rule's name": lambda text: rule_of_stack(text, "orders", "Rule"),
    "markup": literal,
    "one line": one_line,
    "a link": web_address,
    "a runbook's file": lambda text: read_runbook("r", f"---\nkind: generic\ntitle: t\n---\n{text}"),
    "a runbook's Markdown": lambda text: (markdown_parts(text), first_item(text)),
    "a runbook's address": lambda text: runbook_url(text, {}),
}


class Grown(NamedTuple):
    """Attributes: seconds at the largest size; ratio is these over those of a quarter of it."""

    ratio: float
    seconds: float
    what: str


def growth(_bench: Workbench) -> list[Claim]:
    used = [each for each in patterns() if isinstance(each, Used)]
    by_pattern = [
        grown(
            each.place,
            _search(each),
            (made.text(_LARGEST_OF_A_PATTERN) for made in dict.fromkeys(attacks(each.pattern, each.flags))),
        )
        for each in used
    ]
    everything = _against(used)
    by_reader = [grown(name, read, _worst(read, everything)) for name, read in READERS.items()]
    return [
        _claim(f"{len(used)} patterns, 64 KiB over 16 KiB", by_pattern),
        _claim(f"{len(READERS)} readers, 1 MiB over 256 KiB", by_reader),
    ]


def _worst(read: Reader, made: list[Attack]) -> Iterator[str]:
    """Those that took longest when small, large."""
    slow = sorted(made, key=lambda attack: _seconds(read, attack.text(_SMALL)))[-_WORST:]
    return (attack.text(_LARGEST) for attack in slow)


def grown(what: str, read: Reader, texts: Iterable[str]) -> Grown:
    """The worst growth over the texts; of several measurements the best, since noise only adds."""
    worst = Grown(0.0, 0.0, what)
    for text in texts:
        seconds = _seconds(read, text)
        if seconds < _LEAST:
            worst = worst._replace(seconds=max(worst.seconds, seconds))
            continue
        quarter = text[: len(text) // GROWN - 1] + text[-1]
        before = max(_seconds(read, quarter), 1e-6)
        ratio = seconds / before
        for _ in range(_TRIES):
            if ratio > GROWN:
                ratio = min(ratio, _seconds(read, text) / max(_seconds(read, quarter), 1e-6))
        worst = Grown(max(worst.ratio, ratio), max(worst.seconds, seconds), what)
    return worst


def _against(used: Iterable[Used]) -> list[Attack]:
    """Those of one kind once: many patterns are attacked alike."""
    made = (each for one in used for each in attacks(one.pattern, one.flags))
    return list(dict.fromkeys((*GENERIC, *made)))


def _search(used: Used) -> Reader:
    pattern = re.compile(used.pattern, used.flags)
    return lambda text: pattern.sub("", text)


def _seconds(read: Reader, text: str) -> float:
    before = time.process_time()
    read(text)
    return time.process_time() - before


def _claim(what: str, found: list[Grown]) -> Claim:
    worst, slowest = max(found), max(found, key=lambda each: each.seconds)
    return Claim(
        what=f"growth of {what}",
        ours=f"{worst.what}: {worst.ratio:.1f} times; slowest {slowest.what}: {slowest.seconds:.2f} s",
        peer=f"{GROWN} times the text",
        ratio=worst.ratio,
        limit=ALLOWED,
    )
