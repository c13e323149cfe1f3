"""Who and what is in the workspace: members of every standing a Slack app meets, channels, a user group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.slack_workspace.reference import DM, PRIVATE, PUBLIC, ConversationKind

TEAM_ID = "T0LOCAL01"
OTHER_TEAM_ID = "T0OTHER01"
APP_ID = "A0LASTCALL"
BOT_ID = "B0LASTCALL"
BOT_USER_ID = "U0LASTCALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`is_stranger` is false of partners who share a channel; `enterprise_id` and `teams` are the Grid's.

    https://docs.slack.dev/reference/objects/user-object
    """

    id: str
    name: str
    title: str = ""
    team_id: str = TEAM_ID
    tz: str = "Europe/Berlin"
    color: str = "4a6fa5"
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    enterprise_id: str = ""
    teams: tuple[str, ...] = ()
    deleted: bool = False
    in_do_not_disturb: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    id: str
    name: str
    topic: str = ""
    members: frozenset[str] = frozenset()
    is_archived: bool = False
    is_im: bool = False
    is_private: bool = False

    @property
    def kind(self) -> ConversationKind:
        if self.is_im:
            return DM
        return PRIVATE if self.is_private else PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody and every room a workspace starts with."""

    team: Team
    users: Mapping[str, User]
    channels: Mapping[str, Channel]
    groups: Mapping[str, UserGroup]
    domains: Mapping[str, str] = field(default_factory=dict)


ANA = User(id="U0ANA00001", name="ana", title="Orders, owner", color="b0413e")
BEN = User(id="U0BEN00001", name="ben", title="Orders", color="2f6f8f")
CLEO = User(id="U0CLEO0001", name="cleo", title="Platform, not in #incidents", color="6b4f9e")
DORA = User(id="U0DORA0001", name="dora", title="Guest", color="b07d2b", is_restricted=True)
EMIL = User(id="U0EMIL0001", name="emil", title="Do Not Disturb", color="3c7a57", in_do_not_disturb=True)
FAY = User(id="U0FAY00001", name="fay", title="Deactivated", color="8a8a8a", deleted=True)
GUS = User(
    id="U0GUS00001",
    name="gus",
    title="Another company",
    color="a0522d",
    team_id=OTHER_TEAM_ID,
    tz="America/New_York",
)
LASTCALL = User(id=BOT_USER_ID, name="lastcall", title="On-call teammate", color="1d1c1d", is_bot=True)

_IN_INCIDENTS = frozenset(user.id for user in (ANA, BEN, DORA, EMIL, FAY, GUS, LASTCALL))
INCIDENTS = Channel(
    id="C0INCIDENT", name="incidents", topic="What is stuck, and by when", members=_IN_INCIDENTS
)
ORDERS = Channel(
    id="C0ORDERS01",
    name="orders",
    topic="The orders team",
    members=frozenset({ANA.id, BEN.id, EMIL.id, LASTCALL.id}),
)
OLD_INCIDENTS = Channel(
    id="C0ARCHIVED", name="incidents-2024", members=frozenset({ANA.id, LASTCALL.id}), is_archived=True
)
PRIVATE_TALK = Channel(
    id="C0NOBOT001",
    name="platform",
    topic="Lastcall is not a member here",
    members=frozenset({ANA.id, CLEO.id}),
)
ORDERS_ONCALL = UserGroup(
    id="S0ORDERS01", handle="orders-oncall", name="Orders on call", users=(ANA.id, BEN.id)
)

_USERS = (ANA, BEN, CLEO, DORA, EMIL, FAY, GUS, LASTCALL)
_CHANNELS = (INCIDENTS, ORDERS, OLD_INCIDENTS, PRIVATE_TALK)
CAST = Cast(
    team=Team(id=TEAM_ID, name="Local workspace", domain="local"),
    users={user.id: user for user in _USERS},
    channels={channel.id: channel for channel in _CHANNELS},
    groups={ORDERS_ONCALL.id: ORDERS_ONCALL},
    domains={TEAM_ID: "local", OTHER_TEAM_ID: "elsewhere"},
)


def user_json(user: User) -> dict[str, Any]:
    """The user object of users.info."""
    grid = {"enterprise_user": _enterprise_user(user)} if user.enterprise_id else {}
    return grid | {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.name.capitalize(),
        "tz": user.tz,
        "is_admin": False,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_stranger": user.is_stranger,
        "profile": {
            "real_name": user.name.capitalize(),
            "display_name": user.name,
            "title": user.title,
            "team": user.team_id,
        },
    }


def _enterprise_user(user: User) -> dict[str, Any]:
    return {
        "id": user.id.replace("U", "W", 1),
        "enterprise_id": user.enterprise_id,
        "enterprise_name": "",
        "is_admin": False,
        "is_owner": False,
        "teams": list(user.teams),
    }


def channel_json(channel: Channel) -> dict[str, Any]:
    """The channel object of conversations.info, seen by the bot."""
    if channel.is_im:
        partner = next((user for user in sorted(channel.members) if user != BOT_USER_ID), "")
        return {"id": channel.id, "is_im": True, "is_channel": False, "user": partner, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_member": BOT_USER_ID in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "context_team_id": TEAM_ID,
    }


def group_json(group: UserGroup) -> dict[str, Any]:
    """The user group object of usergroups.list."""
    return {
        "id": group.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 0,
        "user_count": len(group.users),
    }
