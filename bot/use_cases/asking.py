"""Who is asking: the person behind a click."""

from bot.domain.access import Person
from bot.domain.answers import Missing
from bot.domain.command import Click
from bot.domain.policy import Route
from bot.ports.people import People


def who_asks(people: People, click: Click, route: Route) -> Person | Missing:
    """The person as Slack describes them, with the workspace that the signed click names beside it."""
    person = people.person(click.user, route)
    return person if isinstance(person, Missing) else person._replace(pressed_in=click.workspace)
