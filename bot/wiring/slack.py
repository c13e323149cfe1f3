"""Slack's Web API with the bot token from Secrets Manager."""

from bot.aws.secrets import Secrets
from bot.aws.session import POST
from bot.slack.client import SlackClient
from bot.wiring.world import World


def slack_client(world: World) -> SlackClient:
    settings = world.settings
    token = Secrets(world.clients.client("secretsmanager", POST), settings.bot_token_id, world.clock)
    return SlackClient(settings.slack_api_url, lambda fresh: token.value(fresh=fresh))
