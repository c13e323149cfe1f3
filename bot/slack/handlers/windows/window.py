"""The parts of a window: each file here fills in one of these."""

from collections.abc import Callable
from typing import NamedTuple

from bot.domain.incident.command import Command
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.act import Act
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction


class Form(NamedTuple):
    """What is filled in and submitted.

    Attributes:
        title: The heading of the outcome.
        asks: The command that was filled in; None if it is not ours.
        submitted: The acts that its submission may ask for; the first names it.
    """

    title: str
    asks: Callable[[Interaction], Command | None]
    submitted: tuple[Act, ...]


class Window(NamedTuple):
    """Attributes: shown holds the acts that show it; form is None if nothing is submitted."""

    shown: tuple[Act, ...]
    view: Callable[[Interaction], ModalView | Refused]
    form: Form | None = None


def found(asked: Interaction, act: Act) -> Incident | Refused:
    """The incident, if the person may do that."""
    answer = asked.do.find(asked.press.incident, asked.click, act)
    return answer if isinstance(answer, Refused) else answer.incident
