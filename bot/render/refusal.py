"""A refusal: why, and who may where the person may not. To whoever only they see, a mention is a name."""

from bot.domain.policy.policy import Target
from bot.render.view import Line, Who, Words

_MOST_NAMED = 10


def refusal(why: str, allowed: tuple[Target, ...] = ()) -> Line:
    """One line."""
    if not allowed:
        return (Words(why),)
    named: Line = ()
    for target in allowed[:_MOST_NAMED]:
        named = (*named, Words(", " if named else " These may: "), Who(target.kind, target.value))
    more = len(allowed) - _MOST_NAMED
    return (Words(why), *named, Words(f" and {more} more." if more > 0 else "."))
