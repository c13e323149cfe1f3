"""Order within the groups of a FIFO queue: one of each at a time, and none behind one that stays."""

from collections.abc import Collection, Sequence

from bot.domain.dead_letters.dead_letter import ReceivedMessage


def firsts(messages: Sequence[ReceivedMessage]) -> Sequence[ReceivedMessage]:
    """The first message of each group, in order."""
    first: dict[str, ReceivedMessage] = {}
    for each in messages:
        first.setdefault(each.group, each)
    return tuple(first.values())


def after(messages: Sequence[ReceivedMessage], accepted: Collection[str]) -> Sequence[ReceivedMessage]:
    """What may go next: the messages behind those accepted, without the groups whose first was not."""
    stay = {each.group for each in firsts(messages) if each.message_id not in accepted}
    return tuple(each for each in messages if each.message_id not in accepted and each.group not in stay)
