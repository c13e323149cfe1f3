"""Slack is dead for an hour: every page leaves in its minute, and the operators hear of it once.

The two alarms are played on the values that on_clock prints each minute, with the template's own thresholds.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest

from bot.aws.session import STORE
from bot.aws.table import Table
from bot.domain.incident.notifications import WITHIN
from bot.domain.incident.timeline import Event
from bot.domain.policy.policy import Escalation, Step, Target
from bot.explain.why import told
from bot.slack.client import TIMEOUT_SECONDS
from local.slack_workspace import Fault
from local.slack_workspace.faults import FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.aws import clients
from tests.scenario.harness.places import EVERYTHING, ORDERS, ORDERS_ROUTE, PAGER, POLICY, TABLE
from tests.unit.template.stack import properties

DLQ = Alarm("orders-dlq")
MINUTE = timedelta(minutes=1)
ALARMS = ("NotDelivered", "SlackRefusesCards")
BOTH = ["ana", "ben"]
MANY = 8
THROTTLED = "<ErrorResponse><Error><Code>KMSThrottling</Code><Message>later</Message></Error></ErrorResponse>"
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
EVERYTHING_FAILS = partial(Fault, method="*", times=None)
DEAD = {
    "the token is revoked": EVERYTHING_FAILS(kind=FaultKind.ERROR, error="token_revoked"),
    "the channels are gone": EVERYTHING_FAILS(kind=FaultKind.ERROR, error="channel_not_found"),
    "503": EVERYTHING_FAILS(kind=FaultKind.STATUS, status=503),
    "the connection is closed": EVERYTHING_FAILS(kind=FaultKind.DROP),
    "time-outs": EVERYTHING_FAILS(kind=FaultKind.SLOW, seconds=TIMEOUT_SECONDS + 1),
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
        self.values += [line for line in map(json.loads, lines) if "OldestNotDelivered" in line]

    def told(self) -> list[str]:
        """Each time that one of the two alarms told the operators that something began, by its name."""
        rules = {name: properties(name) for name in ALARMS}
        states = [
            {name for name, rule in rules.items() if value[rule["MetricName"]] > rule["Threshold"]}
            for value in self.values
        ]
        return [name for before, now in pairwise([set(), *states]) for name in sorted(now - before)]


def why(h: Harness) -> list[str]:
    """What `lastcall why` prints of the incident."""
    return told(Table(clients().client("dynamodb", STORE), TABLE), h.incident().id, h.clock())


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
    h.deliver(DLQ.fires(begun))
    minutes.pass_by(60)

    paged = [entry.at - begun for entry in h.story() if entry.event is Event.PAGED]
    # Slack took no call of the owner within the minute: the pager is next, at once. Then by the plan.
    due = [WITHIN, 30 * MINUTE, 60 * MINUTE]
    assert len(h.services.pages) == len(paged) == len(due)
    assert all(timedelta(0) <= at - step <= MINUTE for at, step in zip(paged, due, strict=True)), paged
    assert "Slack does not show it" in h.services.pages[0].text
    dead = why(h)
    assert h.queues.failures == []

    h.slack.faults.clear()
    minutes.pass_by(12)
    incident, card = h.incident(), h.table.cards()[h.incident().group]
    assert (card.shown, card.cursor) == (incident.card_version, incident.thread_version)
    shown = h.slack.expect_message("orders-dlq")
    assert (shown.channel, shown.called) == (ORDERS, [["ana"], BOTH, BOTH])
    shown.expect_update("notified: pager")
    shown.expect_reply("the previous step reached no one: the owner (Slack has not accepted the mention)")
    assert any(
        "call 1, " in line and "the owner" in line and "counts as not reached" in line for line in dead
    )
    assert any("paged: Page to pager sent" in line for line in dead)
    assert "Slack does not show it: " in dead[0]
    assert f"its card is in {ORDERS}" in why(h)[0]
    assert minutes.told() == ["SlackRefusesCards" if fault.kind is FaultKind.ERROR else "NotDelivered"]
    assert not any(minutes.values[-1][properties(name)["MetricName"]] for name in ALARMS)


@pytest.mark.parametrize("typed", ["K7Q2-M9TD", "orders-dlq", ""])
def test_why_tells_nothing_of_what_is_no_incident(h: Harness, typed: str) -> None:
    assert told(Table(clients().client("dynamodb", STORE), TABLE), typed, h.clock()) == []


def test_nothing_rings_while_all_is_well(h: Harness, capsys: pytest.CaptureFixture[str]) -> None:
    minutes = Minutes(h, capsys)
    h.deliver(DLQ.fires(h.clock()))
    minutes.pass_by(45)
    assert minutes.told() == []
    assert max(value["OldestNotDelivered"] for value in minutes.values) <= 2 * WITHIN.total_seconds()


def test_a_token_that_is_refused_for_hours_is_told_once_and_asked_for_less_and_less(
    h: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes = Minutes(h, capsys)
    h.slack.fail(EVERYTHING_FAILS(kind=FaultKind.ERROR, error="invalid_auth"))
    h.deliver(DLQ.fires(h.clock()))
    minutes.pass_by(10)
    for _ in range(5):
        h.fast_forward(hours=1)
        minutes.pass_by(1)
    assert minutes.told() == ["SlackRefusesCards"]
    assert minutes.values[-1]["CardsRefused"] == 1
    written = h.incident().version
    h.fast_forward(hours=1)
    assert 6 <= h.incident().version - written <= 20
    assert h.queues.failures == []


def test_a_crowd_that_waits_for_a_refused_token_is_one_fault_until_the_last_is_shown(
    h: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes = Minutes(h, capsys)
    h.slack.fail(EVERYTHING_FAILS(kind=FaultKind.ERROR, error="token_revoked"))
    h.deliver(*(Alarm(f"quiet-{n}-dlq").fires(h.clock()) for n in range(MANY)))
    minutes.pass_by(10)
    assert minutes.values[-1]["CardsRefused"] == MANY
    h.slack.faults.clear()
    minutes.pass_by(8)
    assert len(h.slack.messages()) == MANY
    assert minutes.told() == ["SlackRefusesCards"]
    assert minutes.values[-1]["CardsRefused"] == 0


def test_a_page_that_sns_does_not_take_is_told_whatever_slack_does(
    h: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes = Minutes(h, capsys)
    h.slack.fail(EVERYTHING_FAILS(kind=FaultKind.ERROR, error="token_revoked"))
    h.services.answers["sns.Publish"] = lambda _url, _body: (400, THROTTLED)
    h.deliver(DLQ.fires(h.clock()))
    minutes.pass_by(12)
    assert minutes.told() == ["SlackRefusesCards", "NotDelivered"]
