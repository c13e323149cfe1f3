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
        also_in: On Enterprise Grid the organisation and the other workspaces the user belongs to.
        known_as: On Enterprise Grid the user's id in the organisation.
        pressed_in: Team id that the signed press names as the user's; empty where it names none.
        home: The workspace that Lastcall's own token is of; Missing when Slack did not say.
    """

    user: str
    workspace: str
    name: str = ""
    full_member: bool = False
    groups: tuple[str, ...] | Missing = ()
    also_in: tuple[str, ...] = ()
    known_as: str = ""
    pressed_in: str = ""
    home: str | Missing = ""


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
    if foreign := _foreign(person, policy.workspace or person.home):
        return foreign
    if not person.full_member:
        return Refused(f"Guests may not {what}.")
    if access.everyone or ({person.user, person.known_as} - {""}) & set(access.users):
        return None
    if access.groups and isinstance(person.groups, Missing):
        return Refused(f"Could not read your user groups ({person.groups.reason}), so nothing was done.")
    if not isinstance(person.groups, Missing) and set(person.groups) & set(access.groups):
        return None
    return Refused(f"You may not {what}: lastcall.toml lists who may.")


def _foreign(person: Person, home: str | Missing) -> Refused | None:
    """A partner in a shared channel is a full member, of another company.

    What Slack says of the person decides, and the signed press must not say otherwise: it names the person's
    workspace or their organisation.
    """
    if isinstance(home, Missing):
        why = f"which workspace Lastcall belongs to ({home.reason})"
        return Refused(f"Could not find out {why}, so nothing was done. Try again.")
    own = {person.workspace, *person.also_in} - {""}
    if home in own and (not person.pressed_in or person.pressed_in in own):
        return None
    return Refused("Only members of the workspace Lastcall belongs to may do this.")
