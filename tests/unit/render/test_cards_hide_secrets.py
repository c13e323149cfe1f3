"""What a card's root shows is held to the rules of samples: each notation, wherever the field put it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.evidence.error_shape import error_shape
from bot.domain.evidence.evidence import ErrorShape
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import NO_RULES
from bot.render.runbooks.sample_incident import sample_evidence
from bot.render.view import Link
from bot.render.without_secrets import without_secrets
from bot.slack.markup.block_kit import card_message
from tests.masking_corpus import Line, secret_lines
from tests.property.test_masking import NOTATIONS
from tests.unit.render.incidents import card_read, open_incident
from tests.unit.render.troubles import incident_of

GENERIC = incident_of("generic", "orders-latency", "alarm", evidence=None)
NAME, VALUE = "db_password", "q7uietriver9z"


def named(text: str) -> Incident:
    return replace(open_incident, resource=open_incident.resource._replace(name=text))


def alarmed(text: str) -> Incident:
    return replace(GENERIC, title=text)


def reasoned(text: str) -> Incident:
    return replace(GENERIC, reason=text)


def described(text: str) -> Incident:
    return replace(GENERIC, reason="", description=text)


def failing(text: str) -> Incident:
    return failing_as(error_shape(f"[ERROR] ShopError: {text}"))


def failing_with_its_type(text: str) -> Incident:
    return failing_as(error_shape(json.dumps({"errorType": text, "errorMessage": "refused"})))


def failing_as(shape: str) -> Incident:
    return replace(open_incident, evidence=replace(sample_evidence(), shapes=(ErrorShape(shape, 3),)))


PLACES = (named, alarmed, reasoned, described, failing, failing_with_its_type)


def root(incident: Incident) -> str:
    return json.dumps(card_message(without_secrets(card_read(incident), NO_RULES)), ensure_ascii=False)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("notation", NOTATIONS)
def test_no_notation_of_a_secret_is_on_the_card(notation: str, place: Callable[[str], Incident]) -> None:
    assert VALUE not in root(place(NOTATIONS[notation](NAME, VALUE)))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_no_notation_of_a_secret_is_in_a_link_of_the_card(notation: str) -> None:
    card = card_read(open_incident)
    address = f"https://shop.example/runbooks?of={NOTATIONS[notation](NAME, VALUE)}"
    cleaned = without_secrets(card._replace(headline=(Link(address, "orders-dlq"),)), NO_RULES)
    assert VALUE not in json.dumps(card_message(cleaned))


@pytest.mark.parametrize("place", [alarmed, reasoned], ids=lambda place: place.__name__)
@pytest.mark.parametrize("line", secret_lines()[::9], ids=lambda line: f"{line.where}: {line.text[:30]!r}")
def test_no_line_of_the_corpus_shows_its_secret_on_the_card(
    line: Line, place: Callable[[str], Incident]
) -> None:
    shown = root(place(line.text))
    assert [each for each in line.secrets if each in shown] == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_what_holds_no_secret_is_on_the_card_as_it_is(place: Callable[[str], Incident]) -> None:
    assert "token has expired" in root(place("token has expired"))
