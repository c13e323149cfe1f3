"""Credentials are taken out of whatever is posted, wherever in it they stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.redaction.credentials import without_credentials

SECRETS = (
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat_11ABCDEFG0abcdefghijkl",
    "glpat-abcdefghijklmnopqrst",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "xoxb-123456789012-abcdefghijkl",
    "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
)
_AROUND = st.text(alphabet=" .,:;/|<>()[]'\"\n=%", max_size=5)


def _put(secret: str) -> st.SearchStrategy[Any]:
    """A payload of any shape with the secret somewhere in its texts."""
    text = st.tuples(_AROUND, _AROUND).map(secret.join)
    return st.recursive(
        text,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(st.text(max_size=3), inner, min_size=1, max_size=3)
        ),
        max_leaves=5,
    )


@given(st.sampled_from(SECRETS).flatmap(lambda secret: st.tuples(st.just(secret), _put(secret))))
def test_no_credential_survives_anywhere_in_a_payload(given_: tuple[str, Any]) -> None:
    secret, payload = given_
    assert repr(secret)[1:-1] not in repr(without_credentials(payload))


@pytest.mark.parametrize(
    "text",
    [
        "TokenExpired: the security token is over",
        "password=... in basic monitoring of weight_measurement_total_kilograms",
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/orders$2520dlq",
        "arn:aws:sqs:eu-west-1:123456789012:orders-dlq, ana@example.com, eyJust a word.",
    ],
)
def test_words_names_and_links_of_ours_stay(text: str) -> None:
    assert without_credentials(text) == text


@pytest.mark.parametrize("secret", SECRETS[:-1])
def test_a_credential_in_a_links_encoding_is_found(secret: str) -> None:
    assert secret not in without_credentials(
        f"https://x.example/alarm/depth$2520{secret}?a=%20{secret}&b=$20{secret}"
    )
