"""Secrets: read once, again after a refusal and after a while; what cannot be read says what to do."""

from datetime import timedelta

import pytest

from bot.aws.errors import Client
from bot.aws.secrets import Secrets, SetUpUnfinishedError
from bot.aws.session import DOOR, Clients
from bot.domain.errors import Permanent, Transient
from tests.contract.aws.faults import Faults
from tests.fakes import HandClock


@pytest.fixture
def client(aws: Clients) -> Client:
    client = aws.client("secretsmanager", DOOR)
    client.create_secret(Name="bot-token")
    return client


@pytest.fixture
def secret(client: Client, clock: HandClock) -> Secrets:
    return Secrets(client, "bot-token", clock)


def fill(client: Client, value: str) -> None:
    client.put_secret_value(SecretId="bot-token", SecretString=value)


def test_a_secret_is_read_once(secret: Secrets, client: Client) -> None:
    fill(client, "xoxb-1\n")
    faults = Faults(client)
    assert [secret.value(), secret.value()] == ["xoxb-1", "xoxb-1"]
    assert faults.requests == {"GetSecretValue": 1}


def test_a_secret_that_was_refused_is_read_again(secret: Secrets, client: Client, clock: HandClock) -> None:
    fill(client, "old")
    secret.value()
    fill(client, "new")
    clock.forward(minutes=1)
    assert secret.value(fresh=True) == "new"
    assert secret.value() == "new"


def test_a_secret_is_read_again_at_most_once_a_minute(
    secret: Secrets, client: Client, clock: HandClock
) -> None:
    fill(client, "old")
    secret.value()
    fill(client, "new")
    clock.now += timedelta(seconds=59)
    assert secret.value(fresh=True) == "old"


@pytest.mark.parametrize("value", [None, " "])
def test_an_empty_secret_says_what_to_do(secret: Secrets, client: Client, value: str | None) -> None:
    if value is not None:
        fill(client, value)
    with pytest.raises(SetUpUnfinishedError, match=r"Set-up is unfinished: .* put-secret-value") as told:
        secret.value()
    assert "\n" not in str(told.value)


def test_a_secret_filled_later_is_found_without_a_new_start(secret: Secrets, client: Client) -> None:
    with pytest.raises(SetUpUnfinishedError):
        secret.value()
    fill(client, "xoxb-1")
    assert secret.value() == "xoxb-1"


def test_a_denied_secret_says_what_to_allow(secret: Secrets, client: Client) -> None:
    Faults(client).refuse("GetSecretValue", "AccessDeniedException")
    with pytest.raises(Permanent, match="allow secretsmanager:GetSecretValue on bot-token"):
        secret.value()


def test_a_secret_that_is_not_answered_may_be_asked_for_again(secret: Secrets, client: Client) -> None:
    fill(client, "xoxb-1")
    Faults(client).lose_answer("GetSecretValue")
    with pytest.raises(Transient):
        secret.value()
    assert secret.value() == "xoxb-1"
