"""The door: two secrets, one queue, one call to Slack. No table, no policy, no slack_sdk."""

import logging
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.aws.outbox import SqsOutbox
from bot.aws.secrets import Secrets
from bot.aws.session import DOOR, POST, Clients
from bot.domain.errors import BotError
from bot.settings import Settings
from bot.slack.opening import ModalOpener
from bot.wiring.clock import utc_now

log = logging.getLogger("lastcall")


class SlackWiring(NamedTuple):
    """Attributes: open_modal and enqueue make one attempt each and return whether it was accepted."""

    clock: Callable[[], datetime]
    signing_secret: Callable[..., str]
    open_modal: Callable[[str, str], bool]
    enqueue: Callable[[Mapping[str, object]], bool]


def wired(settings: Settings, clients: Clients, clock: Callable[[], datetime]) -> SlackWiring:
    outbox = SqsOutbox(clients.client("sqs", DOOR), commands=settings.command_queue_url)
    secrets = clients.client("secretsmanager", POST)
    signing = Secrets(secrets, settings.signing_secret_id, clock)
    token = Secrets(secrets, settings.bot_token_id, clock)
    opener = ModalOpener(settings.slack_api_url)

    def enqueue(document: Mapping[str, object]) -> bool:
        try:
            outbox.command(document)
        except BotError:
            log.exception("not passed on")
            return False
        return True

    def open_modal(trigger: str, external_id: str) -> bool:
        try:
            return opener(token.value(fresh=False), trigger, external_id)
        except BotError:
            log.exception("the bot token could not be read")
            return False

    return SlackWiring(clock, signing.value, open_modal, enqueue)


def lambda_door() -> SlackWiring:
    """The door of a deployed function: it reads no policy, so it has no Runtime."""
    settings = Settings.from_env(os.environ)  # noqa: TID251 - handed to the only reader of the environment
    return wired(settings, Clients(), utc_now)
