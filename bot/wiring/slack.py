"""Slack's Web API with the bot token from Secrets Manager."""

from bot.aws.secrets import Secrets
from bot.aws.session import POST
from bot.slack.client import SlackClient
from bot.wiring.runtime import Runtime


def slack_client(runtime: Runtime) -> SlackClient:
    settings = runtime.settings
    token = Secrets(runtime.clients.client("secretsmanager", POST), settings.bot_token_id, runtime.clock)
    return SlackClient(settings.slack_api_url, lambda fresh: token.value(fresh=fresh))
