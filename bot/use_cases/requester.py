"""Who is asking: the person behind a click."""

from bot.domain.evidence.missing import Missing
from bot.domain.incident.command import Click
from bot.domain.lifecycle.access import Person
from bot.domain.policy.by import By
from bot.domain.policy.policy import Route
from bot.ports.people import People


def who_asks(people: People, click: Click, route: Route) -> Person | Missing:
    """The person as Slack describes them, with the workspace that the signed click names beside it."""
    person = people.person(click.user, route)
    return person if isinstance(person, Missing) else person._replace(pressed_in=click.workspace)


def by_of(person: Person | Missing, click: Click) -> By:
    """Whoever clicked, by name where Slack told it."""
    return By(click.user, click.user if isinstance(person, Missing) else person.name or click.user)
