"""The desk: asks a use case, and shows the answer only to the person who asked.

what was done                        handled by
a button was pressed, a form filled  presses, by at_once or by the windows
a command was typed                  slash_command
"""

from typing import NamedTuple

from bot.ports.answers import Answers
from bot.ports.clock import Clock
from bot.ports.policies import Policies
from bot.slack.handlers.answering import Telling
from bot.slack.handlers.presses import Presses
from bot.slack.handlers.slash_command import SlashCommand
from bot.slack.handlers.use_cases import UseCases

__all__ = ["Desk", "UseCases", "desk"]


class Desk(NamedTuple):
    presses: Presses
    command: SlashCommand
    telling: Telling


def desk(use_cases: UseCases, answers: Answers, policy: Policies, clock: Clock) -> Desk:
    telling = Telling(answers)
    return Desk(
        Presses(use_cases, telling, policy, clock),
        SlashCommand(use_cases, telling, policy, clock),
        telling,
    )
