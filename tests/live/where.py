"""What `make test-live` may touch: only what the environment names, and nothing by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import NoReturn

import pytest

PREFIX = "lastcall-live-"
SLACK = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackWhere:
    """Attributes: door_port is where the app's interactivity requests arrive on loopback, 0 for nowhere."""

    token: str
    channel: str
    api_url: str = SLACK
    door_port: int = 0
    second_user: str = ""
    other_channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsWhere:
    """Attributes: endpoint is empty for AWS itself; what is local is not waited for as long."""

    region: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Where the beliefs are tried; a text in the place of a service says why it is not.

    Attributes: asks says whether a person sits at the terminal.
    """

    slack: SlackWhere | str
    aws: AwsWhere | str
    asks: bool
    prefix: str


def live_of(environment: Mapping[str, str], *, asks: bool) -> Live:
    return Live(
        slack=_slack(environment), aws=_aws(environment), asks=asks, prefix=f"{PREFIX}{token_hex(3)}-"
    )


def _slack(environment: Mapping[str, str]) -> SlackWhere | str:
    token, channel = (environment.get(f"LASTCALL_LIVE_{name}", "") for name in ("SLACK_TOKEN", "CHANNEL"))
    if not token or not channel:
        return "LASTCALL_LIVE_SLACK_TOKEN and LASTCALL_LIVE_CHANNEL are not both set"
    return SlackWhere(
        token=token,
        channel=channel,
        api_url=environment.get("LASTCALL_LIVE_SLACK_URL") or SLACK,
        door_port=int(environment.get("LASTCALL_LIVE_DOOR_PORT") or 0),
        second_user=environment.get("LASTCALL_LIVE_SECOND_USER", ""),
        other_channel=environment.get("LASTCALL_LIVE_OTHER_CHANNEL", ""),
    )


def _aws(environment: Mapping[str, str]) -> AwsWhere | str:
    """Ordinary credentials are not enough: an account is tried only in a region that was named for it."""
    region = environment.get("LASTCALL_LIVE_AWS", "")
    if not region:
        return "LASTCALL_LIVE_AWS does not name a region"
    return AwsWhere(region=region, endpoint=environment.get("AWS_ENDPOINT_URL", ""))


def not_tried(why: str) -> NoReturn:
    """Leave a belief open, saying why. Against the stand-ins nothing is left open: there it is a failure."""
    pytest.skip(why)
