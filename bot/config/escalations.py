"""`[routes.escalation]`: who is notified after how long."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.config import aws_names, values
from bot.config.problem import WRONG, TomlPath, Unfit
from bot.config.table import TomlKey, TomlTable, distinct, each, plain
from bot.domain.policy.policy import Escalation, Step, Target, TargetKind

_DEFAULT = Escalation()
_MINUTE = timedelta(minutes=1)
_VALUED: Mapping[str, Callable[[Any], Any]] = {
    TargetKind.ONCALL: values.text,
    TargetKind.USER: values.user,
    TargetKind.GROUP: values.group,
    TargetKind.TOPIC: aws_names.topic,
}
_ALONE = (TargetKind.OWNER, TargetKind.CHANNEL)


def target(raw: Any) -> Target:
    """`owner`, `channel`, or one of `oncall:`, `user:`, `group:`, `topic:` with what follows."""
    given = values.text(raw)
    if given in _ALONE:
        return Target(given)
    kind, colon, value = given.partition(":")
    if kind not in _VALUED or not colon:
        kinds = (*_ALONE, *(f"{known}:..." for known in _VALUED))
        raise Unfit(f"must be one of {', '.join(kinds)}, not {raw!r}")
    return Target(kind, _VALUED[kind](value))


STEP = TomlTable(
    "a step of an escalation",
    (
        TomlKey(
            "after",
            plain(values.duration(timedelta(0))),
            "how long after the opening",
            '"15m"',
            required=True,
        ),
        TomlKey(
            "tell",
            distinct(each(plain(target), least=1)),
            "who is notified: owner, channel (everyone in it), oncall:ROTATION, user:ID, group:ID, topic:ARN",
            '["owner", "oncall:orders"]',
            required=True,
        ),
    ),
    lambda read: Step(read["after"], read["tell"]),
)


def _steps(raw: Any, place: TomlPath) -> Any:
    steps = each(STEP, least=1)(raw, place)
    for number, (before, step) in enumerate(pairwise(steps), start=1):
        if before is not WRONG and step is not WRONG and step.after < before.after:
            place.at(number, "after").wrong(
                "a step cannot come before the one above it: sort the steps by time"
            )
    return steps


def _escalation(read: Mapping[str, Any]) -> Escalation:
    if read.get("reminders") == 0 and "remind_every" in read:
        raise Unfit('has "remind_every", but "reminders" is 0: remove one of them')
    return Escalation(**read)


ESCALATION = TomlTable(
    "[routes.escalation]",
    (
        TomlKey(
            "steps",
            _steps,
            "who is notified while no one has acknowledged",
            "a list, see below",
            default="the channel, at once",
        ),
        TomlKey(
            "remind_every",
            plain(values.duration(_MINUTE, timedelta(days=7))),
            "how long after the last step the first reminder comes; each later one waits twice as long",
            '"30m"',
            default=values.shown(_DEFAULT.remind_every),
        ),
        TomlKey(
            "reminders",
            plain(values.whole_number(0, 12)),
            "maximum number of reminders",
            "8",
            default=str(_DEFAULT.reminders),
        ),
        TomlKey(
            "ask_after",
            plain(values.duration(_MINUTE)),
            'how long after an acknowledgement "still on it?" is asked',
            '"2h"',
            default=values.shown(_DEFAULT.ask_after),
        ),
        TomlKey(
            "answer_within",
            plain(values.duration(_MINUTE)),
            "how long that question waits for an answer before the incident reopens",
            '"30m"',
            default=values.shown(_DEFAULT.answer_within),
        ),
    ),
    _escalation,
)
