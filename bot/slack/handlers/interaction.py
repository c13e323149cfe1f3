"""A parsed press or submission, and the use cases that answer it."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.incident.command import Click
from bot.domain.policy.policy import Policy
from bot.ports.clock import Clock
from bot.render.action_ids import Press
from bot.slack.handlers.use_cases import UseCases


class Interaction(NamedTuple):
    """Attributes: fields holds what was filled in, by field name."""

    press: Press
    click: Click
    fields: Mapping[str, str]
    do: UseCases
    policy: Policy
    clock: Clock
