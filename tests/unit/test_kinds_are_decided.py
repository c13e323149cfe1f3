"""A kind more is decided everywhere: each place that goes by kinds says something of every one of them, or is
listed here with those it says nothing of. The places that fail are those to decide.
"""

import inspect
import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import bot
import bot.alarm_kinds
from bot.alarm_kinds import KINDS, resources
from bot.alarm_kinds.resources import others
from bot.aws import feeders, handovers
from bot.config import escalations
from bot.domain import diagnosis
from bot.domain.alarm.alarm_kind import KindName
from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.incident import notifications as calls
from bot.domain.lifecycle.escalation import next_notification
from bot.domain.policy.policy import Policy, Route, Target, TargetKind
from bot.domain.policy.rotation import Rotation
from bot.domain.resource import grouping
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes import losses, obstacles
from bot.probes.parts import failing_functions
from bot.render.links import console as console_links

BOT = Path(bot.__file__).parent


def kinds(words: str) -> set[str]:
    return {ResourceKind(word) for word in words.split()}


# Called by its name on the card, and that is all: of these no ARN, no page and no number is known.
ONLY_NAMED = kinds(
    "activity api broker bucket build_project cache canary delivery_stream distribution ecs_cluster "
    "ecs_service endpoint event_source file_system glue_job instance iot_rule kafka_cluster "
    "load_balancer pipe platform_application scaling_group schedule_group search_domain "
    "service_integration states_api target_group user_pool warehouse"
)
# They have a page, and nothing of theirs is counted as lost or handed over.
QUIET = kinds(
    "account_pool alarm database database_cluster edge_function log_group mapping queue state_machine "
    "stream table"
)

# Those each place says something of, and those it says nothing of.
RESOURCES: dict[str, tuple[Collection[str], set[str]]] = {
    "the ARN that follows from its name, domain/resource/grouping.py": (
        grouping._IN_ARNS,
        ONLY_NAMED | kinds("alarm edge_function account_pool mapping database database_cluster"),
    ),
    "its page of the console, render/links/console.py": (console_links._PAGES, ONLY_NAMED),
    "the metrics that count what it loses, probes/losses.py": (losses._METRICS, ONLY_NAMED | QUIET),
    "what it hands over to, aws/handovers": (handovers._KINDS, ONLY_NAMED | QUIET | kinds("bus")),
    "the dimension of its metrics, alarm_kinds/resources": (
        {each.kind for each in (*resources._ANY, resources.ACCOUNT_POOL)}
        | {kind for rows in others._NAMED.values() for kind, _ in rows},
        kinds("alarm"),
    ),
}
ORIGINS: dict[str, tuple[Collection[str], set[OriginKind]]] = {
    "what confirms it, aws/feeders": (feeders._KINDS, set()),
    "whose log tells why, probes/parts/failing_functions.py": (
        failing_functions._RUN | failing_functions._DELIVERIES,
        {OriginKind.UNKNOWN, OriginKind.QUEUE},
    ),
    "what stood between, probes/obstacles.py": (
        obstacles._DELIVER,
        {OriginKind(word) for word in ("", "queue", "function", "schedule", "stream", "pipe")},
    ),
}
ALARMS: dict[str, tuple[Collection[str], set[str]]] = {
    "its file, alarm_kinds": ([kind.name for kind in KINDS], set()),
    "what proves its cause, domain/diagnosis: no rule where nothing does": (diagnosis.RULES, set()),
}


@pytest.mark.parametrize("place", RESOURCES)
def test_of_every_kind_of_resource_it_is_decided(place: str) -> None:
    decided, nothing = RESOURCES[place]
    assert (sorted(set(ResourceKind) - {*decided, *nothing}), sorted({*decided} & nothing)) == ([], [])
    assert {*decided} <= set(ResourceKind)


@pytest.mark.parametrize("place", ORIGINS)
def test_of_every_kind_of_origin_it_is_decided(place: str) -> None:
    decided, nothing = ORIGINS[place]
    assert (sorted(set(OriginKind) - {*decided, *nothing}), sorted({*decided} & nothing)) == ([], [])
    assert {*decided} <= set(OriginKind)


@pytest.mark.parametrize("place", ALARMS)
def test_of_every_kind_of_alarm_it_is_decided(place: str) -> None:
    decided, _ = ALARMS[place]
    assert sorted(decided) == sorted(KindName)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("asked", ["counts", "health", "loses"])
def test_a_kind_says_itself_what_is_counted_what_proves_it_and_what_is_lost(kind: object, asked: str) -> None:
    """A default would decide for whoever did not think of it."""
    name = kind.name  # type: ignore[attr-defined]  # an AlarmKind
    said = (BOT / "alarm_kinds" / f"{name}.py").read_text()
    assert re.search(rf"^    {asked}=", said, re.MULTILINE)


def test_what_one_kind_of_alarm_finds_the_generic_one_names_too() -> None:
    sources = {each for _, each in inspect.getmembers(resources) if isinstance(each, resources.MetricSource)}
    # A metric without any dimension: every namespace has some.
    assert sources - set(resources._ANY) == {resources.ACCOUNT_POOL}


def test_a_link_of_every_kind_is_one_of_its_region() -> None:
    for kind in ResourceKind:
        name = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x" if kind == ResourceKind.ALARM else "x"
        link = console_links.resource_link(Resource(kind, name, "111122223333", "eu-west-1"))
        assert (not link) is (kind in ONLY_NAMED)
        assert not link or "eu-west-1" in link


def test_every_kind_of_target_can_be_written_in_lastcall_toml() -> None:
    assert sorted([*escalations._VALUED, *escalations._ALONE]) == sorted(TargetKind)


def test_every_kind_of_target_has_words_of_its_own() -> None:
    assert len({calls.named(Target(kind, "x")) for kind in TargetKind}) == len(TargetKind)


@pytest.mark.parametrize("kind", TargetKind)
def test_every_kind_of_target_is_called_or_paged(kind: TargetKind) -> None:
    now, route = datetime(2026, 3, 2, 3, tzinfo=UTC), Route("orders", "C1", owner="U1")
    policy = Policy((route,), rotations=(Rotation("x", ("U2",), now, timedelta(days=7)),))
    told = [Target(kind, "x")]
    reached = (*next_notification.mentions(told, route, policy, now), *next_notification.topics(told))
    assert len(reached) == 1


SPELLED = re.compile(
    r'\b(?:Resource|GaveUp|Feeder|Source|AlarmKind)\(\s*(?:name=)?"'
    r'|resource\.kind (?:[!=]=|(?:not )?in) [({]?\s*"'
)


@pytest.mark.parametrize(
    "folder", ["alarm_kinds", "aws", "domain", "parsing", "probes", "render", "use_cases"]
)
def test_a_kind_is_never_spelled_out(folder: str) -> None:
    """A word that is no member would be of no kind, and nobody would say so."""
    told = {str(path): SPELLED.findall(path.read_text()) for path in sorted((BOT / folder).rglob("*.py"))}
    assert {path: found for path, found in told.items() if found} == {}
