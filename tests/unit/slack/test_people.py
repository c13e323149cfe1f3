"""Whose people are ours, as Slack's answers tell it."""

from typing import Any

import pytest

from bot.domain.lifecycle.access import Person, may_act, may_look
from bot.domain.policy.policy import Access, Policy, Route
from bot.slack.people import SlackPeople
from tests.fakes import HandClock

EVERYONE = Access(everyone=True)
ROUTE = Route("orders", "C1", look=EVERYONE, act=EVERYONE)
UNNAMED = Policy(())
# auth.test of a token for one workspace, and of one for a whole organisation, which names a workspace too.
OF_A_WORKSPACE = {"team_id": "T1", "is_enterprise_install": False}
ON_THE_GRID = OF_A_WORKSPACE | {"enterprise_id": "E1"}
ORG_WIDE = {"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": True}


class Client:
    def __init__(self, auth: dict[str, Any], **described: Any) -> None:
        self.answers = {"auth.test": auth, "users.info": {"user": {"name": "ana", **described}}}
        self.asked: list[str] = []

    def call(self, method: str, **_: Any) -> dict[str, Any]:
        self.asked.append(method)
        return self.answers[method]


def grid(organisation: str, *teams: str) -> dict[str, Any]:
    return {"enterprise_user": {"id": "W1", "enterprise_id": organisation, "teams": list(teams)}}


@pytest.mark.parametrize(
    ("auth", "described", "ours"),
    [
        (OF_A_WORKSPACE, {"team_id": "T1"}, True),
        (OF_A_WORKSPACE, {"team_id": "T2"}, False),
        (ON_THE_GRID, {"team_id": "T2"} | grid("E1", "T2", "T1"), True),
        (ON_THE_GRID, {"team_id": "T2"} | grid("E1", "T2"), False),
        (ORG_WIDE, {"team_id": "T2"} | grid("E1", "T2"), True),
        (ORG_WIDE, {"team_id": "E1", "enterprise_id": "E1"}, True),
        (ORG_WIDE, {"team_id": "T9"} | grid("E9", "T9"), False),
        (ORG_WIDE, {"team_id": "T1"}, False),
    ],
    ids=[
        *("of the workspace", "of another one", "on the grid, in ours too", "on the grid, not in ours"),
        *(
            "of the organisation",
            "of the organisation alone",
            "of another organisation",
            "of none that is told",
        ),
    ],
)
def test_who_may_look_and_act_where_no_workspace_is_named(
    auth: dict[str, Any], described: dict[str, Any], *, ours: bool
) -> None:
    people = SlackPeople(Client(auth, **described), lambda: UNNAMED, HandClock())  # type: ignore[arg-type]  # all it calls
    person = people.person("U1", ROUTE)
    assert (may_look(person, ROUTE, UNNAMED) is None) is ours
    assert (may_act(person, ROUTE, UNNAMED) is None) is ours


def test_whose_token_it_is_is_asked_for_once_and_not_where_the_policy_says_it() -> None:
    client = Client(OF_A_WORKSPACE, team_id="T1")
    people = SlackPeople(client, lambda: UNNAMED, HandClock())  # type: ignore[arg-type]  # the same
    named = SlackPeople(client, lambda: Policy((), workspace="T1"), HandClock())  # type: ignore[arg-type]  # the same
    for each in (people, people, named):
        each.person("U1", ROUTE)
    assert client.asked.count("auth.test") == 1


FLAGS = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")


@pytest.mark.parametrize("flag", ["", *FLAGS])
def test_whoever_has_any_of_these_flags_is_no_full_member(flag: str) -> None:
    described = dict.fromkeys(FLAGS, False) | {"team_id": "T1"} | ({flag: True} if flag else {})
    people = SlackPeople(Client(OF_A_WORKSPACE, **described), lambda: UNNAMED, HandClock())  # type: ignore[arg-type]  # as above
    person = people.person("U1", ROUTE)
    assert isinstance(person, Person)
    assert person.full_member is not bool(flag)
