"""Partners of a shared channel see the card and may do nothing with it, also where no workspace is named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.incident.incident import Status
from local.slack_workspace import Fault, FaultKind
from local.slack_workspace.people import OTHER_TEAM_ID, TEAM_ID
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ANA, BEN, GUS, ORDERS, POLICY
from tests.scenario.harness.slack import Shown

DLQ = Alarm("orders-dlq")


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(POLICY._replace(workspace="")) as harness:
        channel = harness.slack.workspace.channels[ORDERS]
        harness.slack.workspace.change_channel(replace(channel, members=channel.members | {GUS}))
        yield harness


@pytest.fixture
def card(h: Harness) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    return h.slack.expect_message("orders-dlq")


def test_whoever_is_of_the_tokens_workspace_may_act_and_it_is_asked_for_once(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    assert h.incident().status is Status.ACKNOWLEDGED
    h.fast_forward(minutes=1)
    card.button("Release").click(by="ben")
    assert len(h.calls("slack.auth.test")) == 1


def test_a_partner_may_neither_act_nor_look(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="gus")
    card.button("Inspect").click(by="gus")
    assert h.incident().status is Status.OPEN
    assert "Only members of the workspace Lastcall belongs to" in h.slack.told("gus")[0]
    assert "Only members of the workspace Lastcall belongs to" in h.slack.modal("gus").text


def test_a_command_that_names_our_workspace_does_not_make_a_partner_ours(h: Harness, card: Shown) -> None:
    h.slack.command("gus", "/lastcall ack orders-dlq")
    assert h.incident().status is Status.OPEN
    assert "Only members of the workspace Lastcall belongs to" in h.slack.told("gus")[-1]


def test_a_press_that_names_another_workspace_than_slack_does_is_refused(h: Harness, card: Shown) -> None:
    """Ana's press is signed for another workspace than users.info knows her in."""
    ana = h.slack.workspace.users[ANA]
    h.slack.workspace.change_user(replace(ana, team_id=OTHER_TEAM_ID))
    request = h.slack.request_of(card.button("Acknowledge"), by="ana")
    h.slack.workspace.change_user(ana)
    h.slack.send(request)
    assert h.incident().status is Status.OPEN


@pytest.mark.parametrize(
    ("teams", "status"), [((TEAM_ID, "T0GRID0002"), Status.ACKNOWLEDGED), (("T0GRID0002",), Status.OPEN)]
)
def test_on_the_grid_the_workspaces_of_a_person_decide(
    h: Harness, card: Shown, teams: tuple[str, ...], status: Status
) -> None:
    ben = h.slack.workspace.users[BEN]
    grid = replace(ben, team_id="T0GRID0002", enterprise_id="E0GRID", teams=teams)
    h.slack.workspace.change_user(grid)
    card.button("Acknowledge").click(by="ben")
    assert h.incident().status is status


@pytest.mark.parametrize("error", ["account_inactive", "access_denied"])
def test_while_the_own_workspace_is_not_known_nobody_may_do_anything(
    h: Harness, card: Shown, error: str
) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="auth.test", error=error, times=None))
    card.button("Acknowledge").click(by="ana")
    assert h.incident().status is Status.OPEN
    assert "which workspace Lastcall belongs to" in h.slack.told("ana")[0]
    h.slack.faults.clear()
    card.button("Acknowledge").click(by="ana")
    assert h.incident().status is Status.ACKNOWLEDGED


def test_while_slack_does_not_answer_it_is_tried_again(h: Harness, card: Shown) -> None:
    h.slack.fail(Fault(kind=FaultKind.STATUS, method="auth.test"))
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(minutes=7)
    assert h.incident().status is Status.ACKNOWLEDGED
    h.forgive_failures()
