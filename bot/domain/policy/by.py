"""Who did something."""

from typing import NamedTuple


class By(NamedTuple):
    """Who did something: Slack user id and the name to show; both empty for Lastcall itself.

    The name is shown where a mention would notify: no one is mentioned for their own action.
    """

    user: str = ""
    name: str = ""


NOBODY = By()
