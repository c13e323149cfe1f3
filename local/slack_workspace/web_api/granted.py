"""Whether the token was granted what a call needs.

A method of conversations needs the scope of the very kind it is asked about, whatever others were granted:
https://github.com/DataDog/slapr/pull/47 (history of a private channel) and
https://github.com/getsentry/sentry/pull/18317 (a list of direct messages).
"""

from local.slack_workspace.errors import ApiError
from local.slack_workspace.reference import KINDS, PUBLIC, ConversationKind, scopes_of
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.workspace import Workspace

LISTS = ("conversations.list", "users.conversations")


def check_scopes(workspace: Workspace, call: ApiCall) -> None:
    for kind in (None, *_kinds(workspace, call)):
        needed = scopes_of(call.method, kind)
        if needed and not workspace.scopes & set(needed):
            provided = ",".join(sorted(workspace.scopes))
            raise ApiError("missing_scope", needed=",".join(needed), provided=provided)


def kinds_asked(call: ApiCall) -> list[ConversationKind]:
    """The `types` of a list; without them public channels."""
    names = (call.text("types") or PUBLIC.name).split(",")
    if not set(names) <= {kind.name for kind in KINDS}:
        raise ApiError("invalid_types")
    return [kind for kind in KINDS if kind.name in names]


def _kinds(workspace: Workspace, call: ApiCall) -> list[ConversationKind]:
    """What is hidden has no kind: it is not found, whatever was granted."""
    if call.method in LISTS:
        return kinds_asked(call)
    if call.text("channel") not in workspace.channels:
        return []
    return [workspace.visible(call.text("channel") or "").kind]
