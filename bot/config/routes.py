"""`[[routes]]`: which incidents a team's route matches, and everything it decides for them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

from bot.alarm_kinds import KINDS
from bot.config import aws_names, values
from bot.config.checks import covers_glob
from bot.config.escalations import ESCALATION, target
from bot.config.problem import WRONG, TomlPath, Unfit
from bot.config.table import TomlKey, TomlTable, distinct, each, named, plain
from bot.domain.policy.policy import Access, Hours, Match, Route

_DEFAULT = Route("", "")
_NOTHING, _WEEK = timedelta(0), timedelta(days=7)
_DAYS_OF_A_WEEK, _MINUTES_OF_A_DAY = 7, 24 * 60


def _part(name: str, read: Callable[[Any], Any], what: str, like: str) -> TomlKey:
    return TomlKey(name, distinct(each(plain(read), least=1), covers_glob), what, like, default="any")


def _tags(raw: Any, place: TomlPath) -> Any:
    read = named(plain(values.text))(raw, place)
    if not read or "" in read:
        raise Unfit("must name at least one tag, and every tag needs a key")
    for tag, value in read.items():
        if value is not WRONG and fnmatchcase("", value):
            raise Unfit(f'has {value!r} for "{tag}", which also matches alarms without that tag: write "?*"')
    return read


_KIND = values.one_of(*(kind.name for kind in KINDS))
MATCH = TomlTable(
    "[routes.match]",
    (
        _part("kinds", _KIND, "kinds of alarm", '["dead_letters"]'),
        _part(
            "resources",
            aws_names.resource,
            "names of queues and other resources, or of alarms about no resource; `*` matches anything",
            '["orders-*"]',
        ),
        _part("accounts", aws_names.account, "AWS accounts", '["123456789012"]'),
        _part("regions", aws_names.region, "AWS regions", '["eu-*"]'),
        TomlKey(
            "tags",
            _tags,
            "tags of the alarm, if it has any",
            '{ team = "orders" }',
            default="any",
        ),
    ),
    lambda read: Match(**read),
)


def _hours(read: Mapping[str, Any]) -> Hours:
    hours = Hours(read.get("timezone", ""), read["days"], *read["time"])
    if len(hours.days) == _DAYS_OF_A_WEEK and hours.ends - hours.begins == _MINUTES_OF_A_DAY:
        raise Unfit("cover all of every week, so nothing ever waits for them: remove them")
    return hours


HOURS = TomlTable(
    "[routes.hours]",
    (
        TomlKey("days", plain(values.days), "working days", '"mon-fri"', required=True),
        TomlKey("time", plain(values.times), "working hours", '"09:00-18:00"', required=True),
        TomlKey(
            "timezone",
            plain(values.timezone),
            "their time zone",
            '"Europe/Berlin"',
            default="the `timezone` of the file",
        ),
    ),
    _hours,
)


def _access(raw: Any) -> tuple[str, str]:
    """`everyone`, `user:ID` or `group:ID`."""
    if raw == "everyone":
        return "everyone", ""
    kind, _, value = values.text(raw).partition(":")
    if kind not in {"user", "group"}:
        raise Unfit(f'must be "everyone", "user:ID" or "group:ID", not {raw!r}')
    return kind, target(f"{kind}:{value}").value


def _accesses(raw: Any, place: TomlPath) -> Access:
    listed = distinct(each(plain(_access), least=1))(raw, place)
    given = [entry for entry in listed if entry is not WRONG]
    if ("everyone", "") in given and len(given) > 1:
        place.wrong('names others besides "everyone", which changes nothing: remove it, or them')
    return Access(
        users=tuple(value for kind, value in given if kind == "user"),
        groups=tuple(value for kind, value in given if kind == "group"),
        everyone=("everyone", "") in given,
    )


ROUTE = TomlTable(
    "[[routes]]",
    (
        TomlKey("name", plain(values.line), "what the route is called", '"orders"', required=True),
        TomlKey(
            "match",
            MATCH,
            "which incidents it matches: all parts must match; the entries of a part are alternatives",
            "a table, see below",
            default="everything",
        ),
        TomlKey("channel", plain(values.channel), "where its cards go", '"C0123456789"', required=True),
        TomlKey("owner", plain(values.user), "who owns it", '"U0123456789"'),
        TomlKey(
            "impact",
            plain(values.line),
            "what it means for people when this stops",
            '"Orders are paid and not shipped."',
        ),
        TomlKey("environment", plain(values.line), "shown on the card", '"production"'),
        TomlKey(
            "escalation",
            ESCALATION,
            "who is notified, and when",
            "a table, see below",
            default="the channel, at once",
        ),
        TomlKey(
            "settle",
            plain(values.duration(_NOTHING, timedelta(days=1))),
            "how long a recovered resource must stay healthy before the incident resolves",
            '"5m"',
            default=values.shown(_DEFAULT.settle),
        ),
        TomlKey(
            "reopen",
            plain(values.duration(_NOTHING, _WEEK)),
            "how long after that a new alarm continues the same thread",
            '"1h"',
            default=values.shown(_DEFAULT.reopen),
        ),
        TomlKey(
            "max_delay",
            plain(values.duration(timedelta(minutes=1))),
            "how long records, waiting messages and asynchronous events may wait before they are late; "
            "dead letters never are",
            '"15m"',
            default=values.shown(_DEFAULT.max_delay),
        ),
        TomlKey(
            "sample",
            plain(values.one_of("auto", "ask", "never")),
            "when messages may be received to look at them: automatically, when a person asks, or never",
            '"ask"',
            default=_DEFAULT.sample,
        ),
        TomlKey(
            "samples",
            plain(values.one_of("off", "shapes", "keys", "redacted")),
            "how much of them is shown: nothing, error shapes, field names, or masked text",
            '"keys"',
            default=_DEFAULT.samples,
        ),
        TomlKey(
            "keep",
            distinct(each(plain(values.kept))),
            "fields that stay readable in samples (business IDs), never credentials",
            '["order_id"]',
            default="only those of `[redaction]`",
            field="unmasked",
        ),
        TomlKey(
            "picture",
            plain(values.switch),
            "whether to post CloudWatch's graph of the alarm's metric in the thread, once per opening; "
            "needs the scope `files:write`",
            "true",
            default="false",
        ),
        TomlKey(
            "group_by",
            plain(values.one_of("resource", "alarm")),
            "one incident per resource, or per alarm",
            '"alarm"',
            default=_DEFAULT.group_by,
        ),
        TomlKey(
            "look",
            _accesses,
            "who may see messages: everyone, user:ID, group:ID",
            '["group:S0123456789"]',
            default="everyone",
        ),
        TomlKey(
            "act",
            _accesses,
            "who may acknowledge, snooze, resolve and redrive: everyone, user:ID, group:ID",
            '["user:U0123456789"]',
            default="everyone",
        ),
        TomlKey(
            "hours",
            HOURS,
            "when the owner works: what can wait, waits until then, and so do its notifications",
            "a table, see below",
            default="none: nothing waits",
        ),
        TomlKey(
            "runbook",
            plain(values.line),
            "name of a file in `runbooks/`, or the URL of the team's own page",
            '"https://wiki.example.com/orders"',
            default="the alarm kind's",
        ),
    ),
    lambda read: Route(**read),
)
