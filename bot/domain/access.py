"""Who may look and who may act. Denied unless allowed; could-not-look denies too."""

from typing import NamedTuple

from bot.domain.evidence import Missing
from bot.domain.incident import Refused
from bot.domain.policy import Access, Policy, Route


class Person(NamedTuple):
    """A Slack user as Slack describes them.

    Attributes:
        workspace: Team id of the workspace the user belongs to.
        full_member: Neither a guest nor deactivated nor a bot.
        groups: Ids of the user groups the user is in; Missing when they could not be read.
    """

    user: str
    workspace: str
    name: str = ""
    full_member: bool = False
    groups: tuple[str, ...] | Missing = ()


def may_look(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person see samples of this route's messages?"""
    return next(filter(None, (_look(person, each, policy) for each in (route, *route.beside))), None)


def may_act(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person acknowledge, snooze, resolve or redrive an incident of this route?"""
    return next(filter(None, (_act(person, each, policy) for each in (route, *route.beside))), None)


def _look(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    return _refusal(person, route.look, policy, f"see the messages of {route.name}")


def _act(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    return _refusal(person, route.act, policy, f"act on incidents of {route.name}")


def _refusal(person: Person | Missing, access: Access, policy: Policy, what: str) -> Refused | None:
    if isinstance(person, Missing):
        return Refused(f"Could not find out who you are ({person.reason}), so nothing was done. Try again.")
    if policy.workspace and person.workspace != policy.workspace:
        return Refused("Only members of the workspace Lastcall belongs to may do this.")
    if not person.full_member:
        return Refused(f"Guests may not {what}.")
    if access.everyone or person.user in access.users:
        return None
    if access.groups and isinstance(person.groups, Missing):
        return Refused(f"Could not read your user groups ({person.groups.reason}), so nothing was done.")
    if not isinstance(person.groups, Missing) and set(person.groups) & set(access.groups):
        return None
    return Refused(f"You may not {what}: lastcall.toml lists who may.")
