"""Slack is dead for an hour: every page leaves in its minute, and the operators hear of it once.

The alarm is played on the values that on_clock prints each minute, with the template's own threshold.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.demo.slack_workspace import Fault
from bot.demo.slack_workspace.faults import FaultKind
from bot.domain.calls import WITHIN
from bot.domain.policy import Escalation, Step, Target
from bot.domain.timeline import Event
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import EVERYTHING, ORDERS_ROUTE, PAGER, POLICY
from tests.unit.template.stack import properties

DLQ = Alarm("orders-dlq")
MINUTE = timedelta(minutes=1)
# The owner, the pager after a quarter of an hour, the channel and the pager after half an hour.
PLAN = Escalation(
    (
        Step(0 * MINUTE, (Target("owner"),)),
        Step(15 * MINUTE, (Target("topic", PAGER),)),
        Step(30 * MINUTE, (Target("channel"), Target("topic", PAGER))),
    ),
    reminders=2,
)
PAGING = POLICY._replace(routes=(ORDERS_ROUTE._replace(escalation=PLAN), EVERYTHING))
DEAD = {
    "the token is revoked": Fault(kind=FaultKind.ERROR, method="*", times=None, error="token_revoked"),
    "the channels are gone": Fault(kind=FaultKind.ERROR, method="*", times=None, error="channel_not_found"),
    "503": Fault(kind=FaultKind.STATUS, method="*", times=None, status=503),
    "no answer": Fault(kind=FaultKind.DROP, method="*", times=None),
}
Values = list[dict[str, float]]


class Minutes:
    """Time that passes minute by minute, and what on_clock printed in it."""

    def __init__(self, h: Harness, printed: pytest.CaptureFixture[str]) -> None:
        self._h, self._printed = h, printed
        self.values: Values = []

    def pass_by(self, count: int) -> None:
        for _ in range(count):
            self._h.fast_forward(minutes=1)
            self._h.tick()
        lines = (line for line in self._printed.readouterr().out.splitlines() if line.startswith('{"_aws"'))
        self.values += [line for line in map(json.loads, lines) if "OldestCardNotShown" in line]

    def rings(self, alarm: str) -> int:
        """How often the operators are told that it began."""
        rule = properties(alarm)
        states = [False, *(value[rule["MetricName"]] > rule["Threshold"] for value in self.values)]
        return sum(now and not before for before, now in pairwise(states))


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(PAGING, strict=False) as harness:
        harness.dead_letters("orders-dlq", '{"order": 1}')
        yield harness


@pytest.mark.parametrize("fault", DEAD.values(), ids=list(DEAD))
def test_slack_is_dead_for_an_hour(h: Harness, fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    minutes = Minutes(h, capsys)
    h.slack.fail(fault)
    begun = h.clock()
    h.deliver(DLQ.fires(h.clock()))
    minutes.pass_by(60)

    due = [entry.at for entry in h.story() if entry.event is Event.ESCALATED and entry.topics]
    paged = [entry.at for entry in h.story() if entry.event is Event.PAGED]
    assert paged[0] - begun <= 2 * WITHIN  # Slack took no call of the owner: the pager is next, at once
    assert len(due) == 2
    assert all(any(abs(at - step) <= MINUTE for at in paged) for step in due)
    assert "Slack does not show it" in h.services.pages[0].text
    assert len(h.services.pages) == len(paged)

    h.slack.faults.clear()
    minutes.pass_by(12)
    incident, card = h.incident(), h.table.cards()[h.incident().group]
    assert (card.shown, card.cursor) == (incident.card_version, incident.thread_version)
    assert h.slack.expect_message("orders-dlq").called
    assert minutes.rings("CardNotShown") == 1
    assert minutes.rings("CallNotDelivered") <= 1
    assert minutes.rings("SlackRefusesCards") == (fault.kind is FaultKind.ERROR)
    assert minutes.values[-1]["OldestCardNotShown"] <= properties("CardNotShown")["Threshold"]
    assert minutes.values[-1]["CardsRefused"] == 0


def test_nothing_rings_while_all_is_well(h: Harness, capsys: pytest.CaptureFixture[str]) -> None:
    minutes = Minutes(h, capsys)
    h.deliver(DLQ.fires(h.clock()))
    minutes.pass_by(45)
    for alarm in ("CardNotShown", "CallNotDelivered", "SlackRefusesCards"):
        assert minutes.rings(alarm) == 0
    assert max(value["OldestCardNotShown"] for value in minutes.values) <= 2 * WITHIN.total_seconds()


def test_a_token_that_is_refused_for_hours_is_told_once_and_asked_for_less_and_less(
    h: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes = Minutes(h, capsys)
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="*", times=None, error="invalid_auth"))
    h.deliver(DLQ.fires(h.clock()))
    minutes.pass_by(10)
    for _ in range(5):
        h.fast_forward(hours=1)
        minutes.pass_by(1)
    assert minutes.rings("CardNotShown") == 1
    assert minutes.rings("SlackRefusesCards") == 1
    assert minutes.values[-1]["OldestCardNotShown"] >= timedelta(hours=5).total_seconds()
    assert minutes.values[-1]["CardsRefused"] == 1
    written = h.incident().version
    h.fast_forward(hours=1)
    assert 6 <= h.incident().version - written <= 20
    assert h.queues.failures == []
