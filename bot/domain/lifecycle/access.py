"""Who may look and who may act. Denied unless allowed; could-not-look denies too."""

from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.incident.refused import Refused
from bot.domain.policy.policy import Access, Policy, Route, Target, TargetKind


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


def may_see(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person know of an incident of this route? Whoever may look or act may."""
    if refused := outsider(person, policy, "see incidents"):
        return refused
    looking, acting = may_look(person, route, policy), may_act(person, route, policy)
    if looking is None or acting is None:
        return None
    unread = not isinstance(person, Missing) and isinstance(person.groups, Missing)
    allowed = tuple(dict.fromkeys((*_listed(route.look), *_listed(route.act))))
    why = f"You may not see incidents of {route.name}: lastcall.toml lists who may."
    return looking if unread else Refused(why, allowed=allowed)


def may_look(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person see samples of this route's messages?"""
    return outsider(person, policy, "see messages") or next(
        (
            refused
            for each in (route, *route.beside)
            if (refused := _unlisted(person, each.look, f"see the messages of {each.name}"))
        ),
        None,
    )


def may_act(person: Person | Missing, route: Route, policy: Policy) -> Refused | None:
    """May this person acknowledge, snooze, resolve or redrive an incident of this route?"""
    return outsider(person, policy, "act on incidents") or next(
        (
            refused
            for each in (route, *route.beside)
            if (refused := _unlisted(person, each.act, f"act on incidents of {each.name}"))
        ),
        None,
    )


def outsider(person: Person | Missing, policy: Policy, what: str) -> Refused | None:
    """Who is of no team of ours, or unknown, is told of none: not even the name of a route."""
    if isinstance(person, Missing):
        return Refused(f"Could not find out who you are ({person.reason}), so nothing was done. Try again.")
    if foreign := _foreign(person, policy.workspace or person.home):
        return foreign
    return None if person.full_member else Refused(f"Guests may not {what}.")


def _unlisted(person: Person | Missing, access: Access, what: str) -> Refused | None:
    if access.everyone or isinstance(person, Missing):
        return None
    if ({person.user, person.known_as} - {""}) & set(access.users):
        return None
    if access.groups and isinstance(person.groups, Missing):
        return Refused(f"Could not read your user groups ({person.groups.reason}), so nothing was done.")
    if not isinstance(person.groups, Missing) and set(person.groups) & set(access.groups):
        return None
    named = "" if _listed(access) else ", and names no one"
    return Refused(f"You may not {what}: lastcall.toml lists who may{named}.", allowed=_listed(access))


def _listed(access: Access) -> tuple[Target, ...]:
    users = (Target(TargetKind.USER, each) for each in access.users)
    return (*users, *(Target(TargetKind.GROUP, each) for each in access.groups))


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
