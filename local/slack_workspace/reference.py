"""What Slack's reference says of each method: how often, whether JSON is read, by which scope, what it needs.

Scopes, arguments and content types: https://docs.slack.dev/reference/methods and the OpenAPI description in
slackapi/slack-api-specs (`consumes`, `security`); tiers: `MethodsRateLimits` of slackapi/java-slack-sdk and
https://docs.slack.dev/apis/web-api/rate-limits. Where two differ, the unkind one counts: of `files.*` and
`conversations.open` the body is read as a form only, as Slack's own SDK sends it.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple


class Tier(IntEnum):
    """Calls a minute, for one method of one app in one workspace."""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    # "Several hundred"; chat.postMessage is limited by channel besides.
    SPECIAL = 300


class ConversationKind(NamedTuple):
    """A kind of conversation: its name as a `types` argument, and what its scopes begin with."""

    name: str
    prefix: str


PUBLIC, PRIVATE = (
    ConversationKind("public_channel", "channels"),
    ConversationKind("private_channel", "groups"),
)
GROUP_DM, DM = ConversationKind("mpim", "mpim"), ConversationKind("im", "im")
KINDS = (PUBLIC, PRIVATE, GROUP_DM, DM)


class Method(NamedTuple):
    """Attributes:
    json: Whether a JSON body is read; where it is not, all arguments in it count as absent.
    scopes: Any one admits the call; `*:history` stands for one of each kind of conversation.
    required: What must be there, be it empty.
    absent: The answer when one of these is not.
    """

    tier: Tier
    json: bool = False
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    absent: str = "invalid_arguments"


METHODS: Mapping[str, Method] = {
    "api.test": Method(Tier.FOUR, json=True),
    "auth.test": Method(Tier.SPECIAL),
    "chat.delete": Method(Tier.THREE, json=True, scopes=("chat:write",), required=("channel", "ts")),
    "chat.getPermalink": Method(Tier.SPECIAL, required=("channel", "message_ts")),
    "chat.postEphemeral": Method(Tier.FOUR, json=True, scopes=("chat:write",), required=("channel", "user")),
    "chat.postMessage": Method(Tier.SPECIAL, json=True, scopes=("chat:write",), required=("channel",)),
    "chat.update": Method(Tier.THREE, json=True, scopes=("chat:write",), required=("channel", "ts")),
    "conversations.history": Method(Tier.THREE, scopes=("*:history",), required=("channel",)),
    "conversations.info": Method(Tier.THREE, scopes=("*:read",), required=("channel",)),
    "conversations.join": Method(Tier.THREE, json=True, scopes=("channels:join",), required=("channel",)),
    "conversations.list": Method(Tier.TWO, scopes=("*:read",)),
    "conversations.members": Method(Tier.FOUR, scopes=("*:read",), required=("channel",)),
    "conversations.open": Method(Tier.THREE, scopes=("im:write",)),
    "conversations.replies": Method(Tier.THREE, scopes=("*:history",), required=("channel", "ts")),
    "dnd.info": Method(Tier.THREE, scopes=("dnd:read",)),
    "dnd.teamInfo": Method(Tier.TWO, scopes=("dnd:read",)),
    "files.completeUploadExternal": Method(Tier.FOUR, scopes=("files:write",), required=("files",)),
    "files.getUploadURLExternal": Method(Tier.FOUR, scopes=("files:write",), required=("filename", "length")),
    "reactions.add": Method(Tier.THREE, json=True, scopes=("reactions:write",)),
    "reactions.get": Method(Tier.THREE, scopes=("reactions:read",)),
    "reactions.remove": Method(Tier.TWO, json=True, scopes=("reactions:write",)),
    "team.info": Method(Tier.THREE, scopes=("team:read",)),
    "usergroups.list": Method(Tier.TWO, scopes=("usergroups:read",)),
    "usergroups.users.list": Method(Tier.TWO, scopes=("usergroups:read",), required=("usergroup",)),
    "users.conversations": Method(Tier.THREE, scopes=("*:read",)),
    # Measured: https://github.com/kortix-ai/suna/pull/6616
    "users.info": Method(Tier.FOUR, scopes=("users:read",), required=("user",), absent="user_not_found"),
    "users.list": Method(Tier.TWO, scopes=("users:read",)),
    "views.open": Method(Tier.FOUR, json=True, required=("view",)),
    "views.publish": Method(Tier.FOUR, json=True, required=("view",)),
    "views.push": Method(Tier.FOUR, json=True, required=("view",)),
    "views.update": Method(Tier.FOUR, json=True, required=("view",)),
}


def reads_json(method: str) -> bool:
    """Whether arguments in a JSON body are read; of a method nobody knows nothing is."""
    return method in METHODS and METHODS[method].json


def scopes_of(method: str, kind: ConversationKind | None = None) -> tuple[str, ...]:
    """Any one of these admits the call; of a kind of conversation, only its own does."""
    kinds = KINDS if kind is None else (kind,)
    return tuple(
        scope.replace("*", each.prefix)
        for scope in METHODS[method].scopes
        for each in (kinds if scope.startswith("*") else kinds[:1])
    )


# What no method names: a command, posting where the bot is no member, metadata in what is read.
ALL_SCOPES = frozenset(scope for method in METHODS for scope in scopes_of(method)) | {
    "chat:write.public",
    "commands",
    "metadata.message:read",
}
