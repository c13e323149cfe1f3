"""The desk: asks a use case, and shows the answer to the person who asked and to nobody else.

what was done          who takes it
a button was pressed   buttons, which change something at once; modals, which show something first
a modal was submitted  submissions
a command was typed    slash_command
"""

from typing import NamedTuple

from bot.domain.policy import Policy
from bot.ports.answers import Answers
from bot.ports.clock import Clock
from bot.slack.desk.buttons import Buttons
from bot.slack.desk.modals import Modals
from bot.slack.desk.slash_command import SlashCommand
from bot.slack.desk.submissions import Submissions
from bot.slack.desk.telling import Telling
from bot.slack.desk.use_cases import UseCases

__all__ = ["Desk", "UseCases", "desk"]


class Desk(NamedTuple):
    buttons: Buttons
    modals: Modals
    submissions: Submissions
    command: SlashCommand
    telling: Telling


def desk(use_cases: UseCases, answers: Answers, policy: Policy, clock: Clock) -> Desk:
    telling = Telling(answers)
    modals = Modals(use_cases, telling, policy, clock)
    return Desk(
        Buttons(use_cases, telling, modals, clock),
        modals,
        Submissions(use_cases, telling, modals, clock),
        SlashCommand(use_cases, telling, policy, clock),
        telling,
    )
