"""What Lastcall shows of a world: the alarm taken in, one look, card and Inspect as a person reads them."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from bot.alarm_kinds import kind_named
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Bounds, Policy, Route
from bot.domain.urgency.decision import decide
from bot.parsing.alarm_event import parse_alarm_message, parse_direct
from bot.probes.parts.lag_inspection import inspect_lag
from bot.probes.run.ports import ProbePorts
from bot.render.card.incident_card import incident_card
from bot.render.modals import inspect_lag_modal, inspect_modal
from bot.slack.markup.block_kit import card_message, modal_view
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.inspect_samples import ABOUT_MESSAGES
from bot.use_cases.take_in_alarm import Delivery, TakeInAlarm
from bot.use_cases.write_incident import IncidentWriter
from bot.wiring.probe_ports import probe_ports
from bot.wiring.runtime import Runtime
from tests.deadbench.aws import operations
from tests.deadbench.world import World
from tests.fakes import FakeIncidents, FakeOutbox, Store
from tests.fakes.clock import HandClock
from tests.scenario.diagnosis.account.boundary import Boundary, clients
from tests.scenario.harness.places import SETTINGS, queue_arn

# Nothing here waits: who is slower than this hangs.
_BUDGET = timedelta(seconds=30)
_STACK = SETTINGS.stack
_POLICY = Policy(routes=(Route(name="everything", channel="C0INCIDENT"),))
_DATE = re.compile(r"<!date\^(\d+)\^[^>]*>")
# An alarm was published a moment before it is looked at.
_ON_ITS_WAY = timedelta(seconds=10)


class Shown(NamedTuple):
    """Attributes:
    card: The lines of the card, times as ISO 8601 in UTC.
    inspect: Those of Inspect, all pages.
    calls: Requests to AWS.
    """

    card: tuple[str, ...]
    inspect: tuple[str, ...]
    calls: int
    seconds: float


class FaultyWorldError(Exception):
    """A world that AWS would not be: the message says what it was asked or answered."""


def lastcall(world: World) -> Shown:
    began = time.perf_counter()
    boundary = Boundary(operations(world))
    clock = HandClock(world.about.now)
    store = Store()
    incidents = FakeIncidents(store, clock)
    keep = IncidentWriter(incidents, FakeOutbox(), lambda: _POLICY)
    look = probe_ports(Runtime(SETTINGS, clients(), clock, _POLICY))
    with boundary.answering():
        _take_in(world, TakeInAlarm(incidents, keep, lambda: _POLICY))
        (group,) = store.incidents
        incident = GatherEvidence(incidents, look, keep, clock, _BUDGET)(group)
        assert incident is not None
        card = card_message(_card(incident, clock()))
        windows = _windows(incident, incidents, look, clock())
    if boundary.faults:
        raise FaultyWorldError("; ".join(boundary.faults))
    return Shown(
        card=tuple(_texts(card["attachments"])),
        inspect=tuple(text for window in windows for text in _texts(window)),
        calls=boundary.calls,
        seconds=time.perf_counter() - began,
    )


def _take_in(world: World, take_in: TakeInAlarm) -> None:
    now, alarm = world.about.now, world.alarm
    if world.about.path == "lambda":
        parsed = parse_direct(alarm, received_at=now - _ON_ITS_WAY, stack=_STACK)
    else:
        topic = f"arn:aws:sns:{world.about.region}:{world.about.account}:alarms"
        envelope = {"Type": "Notification", "TopicArn": topic, "Message": json.dumps(alarm)}
        body = envelope if world.about.path == "sns" else alarm
        parsed = parse_alarm_message(
            json.dumps(body),
            message_id="1",
            received_at=now - _ON_ITS_WAY,
            source_arn=queue_arn("AlarmQueue"),
            stack=_STACK,
        )
    failed = take_in((Delivery("1", each) for each in parsed), now)  # type: ignore[arg-type]  # no heartbeat
    assert not failed


def _card(incident: Incident, now: datetime) -> Any:
    route = _POLICY.routes[0]
    decision = decide(incident, route, now)
    return incident_card(incident, None, route, kind_named(incident.kind), decision, now, bounds=Bounds())


def _windows(incident: Incident, incidents: FakeIncidents, look: ProbePorts, now: datetime) -> list[Any]:
    """Each page of Inspect."""
    number = incident.evidence.sample_number if incident.evidence else 0
    samples = incidents.sample(incident.group, number) if number else ()
    kind = kind_named(incident.kind)
    if incident.kind in ABOUT_MESSAGES:
        pages = range(1, max(len(samples), 1) + 1)
        return [modal_view(inspect_modal(incident, kind, samples, page)) for page in pages]
    lag = inspect_lag(look.context_for(incident, now, asked=True), incident.evidence)
    return [modal_view(inspect_lag_modal(incident, lag, samples))]


def _texts(value: Any) -> Iterator[str]:
    """Every text in blocks, in order; what a control is called is no statement."""
    match value:
        case {"type": "button" | "overflow" | "static_select"}:
            return
        case {"type": "mrkdwn" | "plain_text", "text": str(text)}:
            yield from _lines(text)
        case {"type": "rich_text", "elements": list(elements)}:
            yield from _lines(_rich(elements))
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
        case _:
            return


def _rich(elements: Sequence[Any]) -> str:
    return "".join(
        str(each.get("text", "")) if "elements" not in each else _rich(each["elements"]) for each in elements
    )


def _lines(text: str) -> Iterator[str]:
    plain = _DATE.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%Y-%m-%dT%H:%M:%SZ}", text)
    yield from (line for line in plain.split("\n") if line.strip())
