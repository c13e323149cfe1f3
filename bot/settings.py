"""What template.yaml tells each function by its environment; nothing else reads the environment.

Every function gets just what it needs, so most settings may be empty in any one of them. Which ones may
not is decided by the entrypoint, which Lambda names in `_HANDLER`. Lambda sets AWS_REGION itself, and
botocore reads AWS_ENDPOINT_URL.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.errors import Permanent

_SLACK = "https://slack.com/api/"
_NEEDED = {
    "on_alarm": ("incident_table", "command_queue_url", "job_queue_url"),
    "on_slack": ("command_queue_url", "signing_secret_id", "bot_token_id"),
    "on_command": ("incident_table", "command_queue_url", "job_queue_url", "bot_token_id"),
    "on_job": ("incident_table", "command_queue_url", "job_queue_url"),
    "on_change": ("incident_table", "card_queue_url", "bot_token_id"),
    "on_clock": ("incident_table", "command_queue_url", "job_queue_url", "card_queue_url"),
}


class Settings(NamedTuple):
    """The environment, read once; empty where the function does not need it.

    Attributes:
        stack: The stack's name, by which its own alarms and heartbeat are known.
        signing_secret_id: ARN or name of Slack's signing secret in Secrets Manager; never the secret.
        bot_token_id: The same for the bot token.
        slack_api_url: Base URL of Slack's Web API; ends with a slash.
        slash_command: The slash command's name in the Slack app; empty for the usual one.
        redrives_to_functions: `true` where the stack's parameter names functions that a redrive may invoke.
        allow_bisect: `true` where the stack's parameter allows this mitigation, as all that begin so.
    """

    stack: str
    incident_table: str = ""
    command_queue_url: str = ""
    job_queue_url: str = ""
    card_queue_url: str = ""
    signing_secret_id: str = ""
    bot_token_id: str = ""
    slack_api_url: str = _SLACK
    slash_command: str = ""
    redrives_to_functions: str = ""
    allow_extend_stream_retention: str = ""
    allow_raise_queue_retention: str = ""
    allow_bisect: str = ""
    allow_raise_concurrency: str = ""
    allow_switch_mappings: str = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings of this function. Raises Permanent with one line that names what is missing."""
        given = {field: environ.get(variable(field), "").strip() for field in cls._fields}
        entrypoint = environ.get("_HANDLER", "").removesuffix(".handler").rpartition(".")[2]
        needed = ("stack", *_NEEDED.get(entrypoint, ()))
        if missing := ", ".join(variable(field) for field in needed if not given[field]):
            raise Permanent(
                f"{entrypoint or 'Lastcall'} cannot start: {missing} must be set in its environment; "
                "template.yaml does, so deploy it again"
            )
        address = given["slack_api_url"] or _SLACK
        if not address.startswith(("https://", "http://")):
            raise Permanent(f"{variable('slack_api_url')} must be an http(s) address, not {address!r}")
        return cls(**given | {"slack_api_url": address.rstrip("/") + "/"})


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return f"LASTCALL_{field.upper()}"
