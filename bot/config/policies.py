"""The whole of lastcall.toml as tables, and the policy from it."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from bot.config import aws_names, values
from bot.config.checks import covers_glob
from bot.config.escalations import ESCALATION, STEP
from bot.config.problem import Unfit
from bot.config.routes import HOURS, MATCH, ROUTE
from bot.config.table import TomlKey, TomlTable, distinct, each, named, plain
from bot.domain.policy.policy import Bounds, EventFilter, Policy, Redaction, Route
from bot.domain.policy.rotation import Rotation

_DEFAULT = Policy(())

WATCH = TomlTable(
    "[watch]",
    (
        TomlKey(
            "alarms",
            distinct(each(plain(aws_names.alarm)), covers_glob),
            "alarms to take from the event bus although they are not sent to Lastcall; `*` matches anything",
            '["orders-*"]',
            default="none",
        ),
    ),
    lambda read: EventFilter(**read),
)

# on_command, which looks when a person asks, has 60 s, on_job 120: each must still write its findings.
_LONGEST_LOOK = timedelta(seconds=30)
EVIDENCE = TomlTable(
    "[evidence]",
    (
        TomlKey(
            "budget",
            plain(values.duration(timedelta(seconds=1), _LONGEST_LOOK)),
            "how long to look for evidence; anything that has not answered by then is shown as missing",
            '"8s"',
            default=values.shown(_DEFAULT.evidence_budget),
        ),
    ),
    lambda read: read,
)

# Kinesis keeps records for 24 hours to 365 days; longer than 7 days is charged as long-term retention.
_DAY, _YEAR = timedelta(days=1), timedelta(days=365)
# MaximumConcurrency of an SQS mapping: 2 to 1,000; MaximumRetryAttempts of a stream's: 0 to 10,000.
_MOST_AT_ONCE, _MOST_RETRIES = 1_000, 10_000
MITIGATION = TomlTable(
    "[mitigation]",
    (
        TomlKey(
            "stream_retention",
            plain(values.duration(_DAY, _YEAR)),
            "what the retention of a Kinesis stream may be extended to",
            '"7d"',
            default=values.shown(_DEFAULT.bounds.stream_retention),
        ),
        TomlKey(
            "max_concurrency",
            plain(values.whole_number(2, _MOST_AT_ONCE)),
            "what the maximum concurrency of an SQS mapping may be raised to",
            "50",
            default=str(_DEFAULT.bounds.max_concurrency),
        ),
        TomlKey(
            "reserved_concurrency",
            plain(values.whole_number(1, 100_000)),
            "what the reserved concurrency of a function may be raised to",
            "50",
            default=str(_DEFAULT.bounds.reserved_concurrency),
        ),
        TomlKey(
            "retries",
            plain(values.whole_number(0, _MOST_RETRIES)),
            "the retry limit given to a stream's mapping that retries without end",
            "3",
            default=str(_DEFAULT.bounds.retries),
        ),
        TomlKey(
            "failure_destination",
            plain(aws_names.destination),
            "where skipped records go if their mapping has no destination: a queue, topic or bucket",
            '"arn:aws:sqs:eu-west-1:123456789012:skipped"',
            default="the function's own dead-letter queue",
        ),
    ),
    lambda read: Bounds(**read),
)


def _redaction(read: Mapping[str, Any]) -> Redaction:
    both = sorted({*read.get("keys", ())} & {*read.get("unmasked", ())})
    if both:
        raise Unfit(f'both masks and keeps "{both[0]}": remove it from "keys" or from "keep"')
    return Redaction(**read)


REDACTION = TomlTable(
    "[redaction]",
    (
        TomlKey(
            "keys",
            distinct(each(plain(values.text))),
            "fields whose values are masked, besides the built-in ones",
            '["customer_no"]',
        ),
        TomlKey(
            "patterns",
            distinct(each(plain(values.pattern))),
            "regular expressions whose matches are masked; one that could be slow on some text is refused",
            '["CUST-[0-9]+"]',
        ),
        TomlKey(
            "keep",
            distinct(each(plain(values.kept))),
            "fields whose values may show personal data, never credentials",
            '["email"]',
            field="unmasked",
        ),
    ),
    _redaction,
)

ROTATION = TomlTable(
    "[rotations.NAME]",
    (
        TomlKey(
            "people",
            each(plain(values.user), least=1),
            "who takes turns, in order",
            '["U0123456789", "U0987654321"]',
            required=True,
        ),
        TomlKey(
            "since",
            plain(values.beginning),
            "when the first turn begins; later turns begin at the same time of day, in the file's `timezone`",
            "2026-01-05T09:00:00",
            required=True,
        ),
        TomlKey(
            "length",
            plain(values.duration(timedelta(hours=1))),
            "how long a turn lasts",
            '"7d"',
            required=True,
        ),
    ),
    lambda read: read,
)

POLICY = TomlTable(
    "lastcall.toml",
    (
        TomlKey(
            "workspace",
            plain(values.workspace),
            "ID of the Slack workspace, or of the Enterprise Grid organisation, whose members may act",
            '"T0123456789"',
            default="the workspace of the bot's token",
        ),
        TomlKey(
            "timezone",
            plain(values.timezone),
            "time zone of working hours without one of their own, and of all rotations",
            '"Europe/Berlin"',
            default="UTC",
        ),
        TomlKey("watch", WATCH, "alarms on the event bus", "a table, see below"),
        TomlKey("evidence", EVIDENCE, "looking at what is broken", "a table, see below"),
        TomlKey("mitigation", MITIGATION, "how far a mitigation may go", "a table, see below"),
        TomlKey("redaction", REDACTION, "what is masked in messages", "a table, see below"),
        TomlKey("rotations", named(ROTATION), "who is on call, by name of the rotation", "tables, see below"),
        TomlKey(
            "routes",
            each(ROUTE, least=1),
            "the first that matches an incident decides; the last must match everything",
            "[[routes]]",
            required=True,
        ),
    ),
    lambda read: read,
)

TABLES = (
    POLICY,
    *(WATCH, EVIDENCE, MITIGATION, REDACTION, ROTATION, ROUTE, MATCH, HOURS, ESCALATION, STEP),
)


def policy_of(read: Mapping[str, Any]) -> Policy:
    """The policy from values read without a problem."""
    zone = read.get("timezone", "UTC")
    rotations = read.get("rotations", MappingProxyType({}))
    return Policy(
        routes=tuple(_in_zone(route, zone) for route in read["routes"]),
        event_filter=read.get("watch", EventFilter()),
        rotations=tuple(
            Rotation(name, each["people"], values.at_once(each["since"], zone), each["length"], zone)
            for name, each in rotations.items()
        ),
        redaction=read.get("redaction", Redaction()),
        workspace=read.get("workspace", ""),
        timezone=zone,
        evidence_budget=read.get("evidence", {}).get("budget", _DEFAULT.evidence_budget),
        bounds=read.get("mitigation", Bounds()),
    )


def _in_zone(route: Route, zone: str) -> Route:
    if route.hours is None or route.hours.timezone:
        return route
    return route._replace(hours=route.hours._replace(timezone=zone))
