"""Whom a message notifies, and what their phones print: decided once, when it is posted.

A mention of the whole channel in a thread alone notifies nobody (https://github.com/getsentry/sentry/issues/94646,
https://github.com/grafana-cold-storage/oncall/issues/1440); one in an attachment reaches no phone
(https://github.com/sciyoshi/redmine-slack/pull/29); nobody is notified of a channel they are not in (Slack's
help, quoted in https://github.com/Praqma/toggl-rules/issues/31). A message without a mention notifies nobody
who kept the settings Slack begins with. What no source says is read against the app: docs/beliefs.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from local.slack_workspace.messages import Message
from local.slack_workspace.people import Channel, User, UserGroup

# Of `<@U1|ana>`, `<!subteam^S1>` and `<!channel>` the sign and what is named.
_MENTION = re.compile(r"<(@|!subteam\^|!)([A-Za-z0-9]+)(?:\|[^<>]*)?>")
_ENTITY = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_EVERYBODY = ("channel", "everyone", "here")


class Notified(NamedTuple):
    """Attributes:
    people: Ids of those whose phone rings.
    not_reached: Id of a person or a group, or `channel`, that was called, and why nothing came of it.
    """

    people: tuple[str, ...] = ()
    not_reached: tuple[tuple[str, str], ...] = ()


def notified(
    message: Message, channel: Channel, users: Mapping[str, User], groups: Mapping[str, UserGroup]
) -> Notified:
    """An edit is never asked about: it notifies nobody, whomever it names."""
    if message.ephemeral_to is not None:
        return Notified()
    called: dict[str, str] = {}
    for sign, name in dict.fromkeys(_mentions(message)):
        called |= _called(sign, name, message, channel, groups)
    if channel.is_im:
        called |= dict.fromkeys(channel.members, "")
    reasons = {name: why or _away(name, channel, users) for name, why in called.items()}
    reasons.pop(message.user, None)
    return Notified(
        tuple(name for name, why in reasons.items() if not why),
        tuple((name, why) for name, why in reasons.items() if why),
    )


def phone_text(message: Message, names: Mapping[str, str]) -> str:
    """What a push prints: `text`, else the first attachment's `fallback`, without any markup.

    `names` are those of people and groups, by id.
    """
    fallbacks = [str(attachment.get("fallback", "")) for attachment in message.attachments]
    text = next((each for each in (message.text, *fallbacks) if each.strip()), "")
    plain = _ENTITY.sub(lambda found: _as_words(found[1], found[2], names), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _called(
    sign: str, name: str, message: Message, channel: Channel, groups: Mapping[str, UserGroup]
) -> dict[str, str]:
    """Whom a mention calls, each with the reason why it cannot, or none."""
    if sign == "@":
        return {name: ""}
    if sign == "!":
        if name not in _EVERYBODY:
            return {}
        if message.is_reply and not message.broadcast:
            return {"channel": "in a thread only"}
        return dict.fromkeys(sorted(channel.members), "")
    if name not in groups:
        return {name: "there is no such group"}
    return dict.fromkeys(groups[name].users, "")


def _away(user_id: str, channel: Channel, users: Mapping[str, User]) -> str:
    user = users.get(user_id)
    if user is None:
        return "there is no such person"
    if user.is_bot:
        return "a bot"
    if user.deleted:
        return "deactivated"
    if user_id not in channel.members:
        return "not in the channel"
    return "Do Not Disturb" if user.in_do_not_disturb else ""


def _mentions(message: Message) -> Iterator[tuple[str, str]]:
    """Sign and name of each; where there are blocks, only those that the text names too."""
    in_text = [(found[1], found[2]) for found in _MENTION.finditer(message.text)]
    if not message.blocks:
        return iter(in_text)
    in_blocks = {
        (found[1], found[2]) for text in _marked(message.blocks) for found in _MENTION.finditer(text)
    }
    return (each for each in in_text if each in in_blocks)


def _marked(value: Any) -> Iterator[str]:
    """Every text of the blocks in which markup is read."""
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield str(value.get("text", ""))
        else:
            for each in value.values():
                yield from _marked(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _marked(each)


def _as_words(target: str, label: str | None, names: Mapping[str, str]) -> str:
    if label:
        return label
    called = re.fullmatch(r"@(\w+)|!subteam\^(\w+)|!(\w+)", target)
    if called is None:
        return target
    name = called[1] or called[2] or called[3]
    return f"@{names.get(name, name)}"
