"""Who may look and who may act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.missing import Missing
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.access import Person, may_act, may_look, may_see
from bot.domain.policy.policy import Access, Policy, Route, Target

ANA = Person("U1", "T1", "ana", full_member=True, groups=("S1",))
EVERYONE, NOBODY = Access(everyone=True), Access()
HOME = Policy((), workspace="T1")

DENIED = (
    pytest.param(
        Missing("Slack did not answer"), EVERYONE, "Could not find out who you are", id="unknown person"
    ),
    pytest.param(
        ANA._replace(workspace="T2"), EVERYONE, "Only members of the workspace", id="another workspace"
    ),
    pytest.param(
        ANA._replace(pressed_in="T2"), EVERYONE, "Only members of the workspace", id="a press from elsewhere"
    ),
    pytest.param(
        ANA._replace(workspace="T2", also_in=("E2", "T3")),
        EVERYONE,
        "Only members of the workspace",
        id="another organisation",
    ),
    pytest.param(ANA._replace(workspace=""), EVERYONE, "Only members of the workspace", id="of no workspace"),
    pytest.param(ANA._replace(full_member=False), EVERYONE, "Guests may not", id="a guest"),
    pytest.param(ANA, NOBODY, "lastcall.toml lists who may", id="not listed"),
    pytest.param(
        ANA, Access(users=("U2",), groups=("S2",)), "lastcall.toml lists who may", id="others are listed"
    ),
    pytest.param(
        ANA._replace(groups=Missing("usergroups:read is not granted")),
        Access(groups=("S1",)),
        "Could not read your user groups (usergroups:read is not granted)",
        id="groups that could not be read",
    ),
    pytest.param(
        ANA._replace(groups=Missing("x")),
        Access(users=("U2",)),
        "lists who may",
        id="groups that decide nothing",
    ),
)
ALLOWED = (
    pytest.param(ANA, EVERYONE, id="everyone may"),
    pytest.param(ANA, Access(users=("U1",)), id="listed by name"),
    pytest.param(ANA, Access(groups=("S0", "S1")), id="listed by group"),
    pytest.param(
        ANA._replace(groups=Missing("x")), Access(users=("U1",), groups=("S1",)), id="by name, groups unread"
    ),
)


@pytest.mark.parametrize(("person", "access", "why"), DENIED)
def test_it_is_denied_with_the_reason(person: Person | Missing, access: Access, why: str) -> None:
    route = Route("orders", "C1", look=access, act=access)
    for answer in (may_look(person, route, HOME), may_act(person, route, HOME)):
        assert isinstance(answer, Refused)
        assert why in answer.why


@pytest.mark.parametrize(("person", "access"), ALLOWED)
def test_it_is_allowed(person: Person, access: Access) -> None:
    route = Route("orders", "C1", look=access, act=access)
    assert (may_look(person, route, HOME), may_act(person, route, HOME)) == (None, None)


def test_looking_and_acting_are_granted_apart() -> None:
    route = Route("orders", "C1", look=EVERYONE, act=NOBODY)
    assert may_look(ANA, route, HOME) is None
    assert may_act(ANA, route, HOME) == Refused(
        "You may not act on incidents of orders: lastcall.toml lists who may, and names no one."
    )


def test_a_refusal_names_who_may() -> None:
    listed = Access(users=("U2",), groups=("S2",))
    route = Route("orders", "C1", look=listed, act=Access(groups=("S2", "S3")))
    two = (Target("user", "U2"), Target("group", "S2"))
    looking, acting, seeing = (ask(ANA, route, HOME) for ask in (may_look, may_act, may_see))
    assert looking is not None
    assert looking.allowed == two
    assert acting is not None
    assert acting.allowed == (Target("group", "S2"), Target("group", "S3"))
    assert seeing is not None
    assert seeing.allowed == (*two, Target("group", "S3"))


def test_whoever_is_no_member_of_ours_is_not_told_who_may() -> None:
    route = Route("orders", "C1", look=Access(users=("U2",)), act=Access(users=("U2",)))
    refused = may_act(ANA._replace(full_member=False), route, HOME)
    assert refused is not None
    assert refused.allowed == ()


UNNAMED = Policy(())
EVERYBODY = Route("orders", "C1", look=EVERYONE, act=EVERYONE)


def test_without_a_workspace_named_the_tokens_own_is_ours() -> None:
    assert may_act(ANA._replace(home="T1"), EVERYBODY, UNNAMED) is None
    assert isinstance(may_act(ANA._replace(home="T2"), EVERYBODY, UNNAMED), Refused)
    assert isinstance(may_act(ANA._replace(home=""), EVERYBODY, UNNAMED), Refused)


def test_a_workspace_that_could_not_be_found_out_denies() -> None:
    refused = may_act(ANA._replace(home=Missing("auth.test: invalid_auth")), EVERYBODY, UNNAMED)
    assert isinstance(refused, Refused)
    assert "which workspace Lastcall belongs to (auth.test: invalid_auth)" in refused.why


def test_the_workspace_that_is_named_outranks_the_tokens() -> None:
    assert may_act(ANA._replace(home=Missing("x")), EVERYBODY, HOME) is None
    assert isinstance(may_act(ANA._replace(workspace="T2", home="T2"), EVERYBODY, HOME), Refused)


@pytest.mark.parametrize("home", ["T1", "T2", "E1"])
@pytest.mark.parametrize("pressed_in", ["", "T1", "T2", "E1"])
def test_on_the_grid_somebody_is_at_home_in_each_of_their_workspaces(home: str, pressed_in: str) -> None:
    person = ANA._replace(workspace="T2", also_in=("E1", "T1"), pressed_in=pressed_in)
    assert may_act(person, EVERYBODY, Policy((), workspace=home)) is None


def test_on_the_grid_somebody_is_listed_by_either_id() -> None:
    route = Route("orders", "C1", act=Access(users=("W1",)))
    assert may_act(ANA._replace(known_as="W1"), route, HOME) is None
    assert isinstance(may_act(ANA, route, HOME), Refused)
    assert isinstance(may_act(ANA, Route("orders", "C1", act=Access(users=("",))), HOME), Refused)


IDS = st.sampled_from(["", "T1", "T2", "T3", "E1", "E2"])


@given(workspace=IDS, also_in=st.lists(IDS, max_size=3), pressed_in=IDS, home=IDS, named=IDS)
def test_whoever_slack_does_not_place_in_our_workspace_never_may(
    workspace: str, also_in: list[str], pressed_in: str, home: str, named: str
) -> None:
    person = ANA._replace(workspace=workspace, also_in=tuple(also_in), pressed_in=pressed_in, home=home)
    may = may_act(person, EVERYBODY, Policy((), workspace=named)) is None
    own = {workspace, *also_in} - {""}
    assert may == ((named or home) in own and pressed_in in own | {""})
