"""Typical cards, drawn as text and reviewed like code."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.domain.incident.incident import Incident
from bot.domain.redrive.job import Job
from bot.render.card.incident_card import plain_card
from bot.slack.markup.block_kit import card_message
from tests.unit.render import incidents, troubles
from tests.unit.render.incidents import NOW, card, card_read, drawn, ended_job, job
from tests.unit.render.views import message_faults

LATER = NOW + timedelta(minutes=20)
# Of 165 words a phone did not show the last line; a line of its, some nine words, less.
MOST_WORDS = 156

TYPICAL = [
    pytest.param(incidents.gathering, None, NOW, id="gathering evidence"),
    pytest.param(incidents.open_incident, None, NOW, id="unacknowledged with evidence"),
    pytest.param(incidents.urgent, None, NOW, id="act before the loss"),
    pytest.param(incidents.losing, None, NOW, id="already lost"),
    pytest.param(incidents.blind, None, NOW, id="evidence missing"),
    pytest.param(incidents.acknowledged, None, NOW, id="acknowledged, errors stopped"),
    pytest.param(incidents.asked, None, NOW, id="asked whether still on it"),
    pytest.param(incidents.snoozed, None, NOW, id="snoozed"),
    pytest.param(incidents.redriving, job(), LATER, id="redriving"),
    pytest.param(incidents.emptied, ended_job, LATER, id="emptied, the alarm still stands"),
    pytest.param(incidents.recovering, ended_job, LATER, id="recovering"),
    pytest.param(incidents.not_healthy, ended_job, LATER, id="alarm OK but not healthy yet"),
    pytest.param(incidents.resolved, ended_job, LATER, id="resolved, proven"),
    pytest.param(incidents.resolved_by_hand, None, LATER, id="resolved by hand"),
    pytest.param(incidents.reopened, None, NOW, id="reopened"),
    pytest.param(incidents.generic, None, NOW, id="an alarm of no known kind"),
]


@pytest.mark.parametrize(("incident", "redrive", "now"), TYPICAL)
def test_typical_card(
    incident: Incident, redrive: Job | None, now: datetime, snapshot: SnapshotAssertion
) -> None:
    assert drawn(card(incident, redrive, now)) == snapshot


@pytest.mark.parametrize("name", troubles.EVERY)
def test_typical_card_of_other_troubles(name: str, snapshot: SnapshotAssertion) -> None:
    incident = troubles.EVERY[name]
    assert drawn(card_read(incident)) == snapshot


@pytest.mark.parametrize("name", troubles.EVERY)
def test_a_card_says_no_more_than_fits_a_phone(name: str) -> None:
    (attachment,) = card_message(card_read(troubles.EVERY[name]))["attachments"]
    assert len(words_of(attachment["blocks"])) <= MOST_WORDS


def words_of(blocks: list[dict[str, Any]]) -> list[str]:
    """All that is to be read, times as a reader sees them; buttons and signs are no words."""
    read = [
        each["text"]
        for block in blocks
        for each in ([block["text"]] if "text" in block else block.get("elements", []))
        if isinstance(each.get("text"), str)
    ]
    text = re.sub(r"<!date[^>]*>", "21 Nov 03:29", " ".join(read))
    return [word for word in text.split() if any(map(str.isalnum, word))]


@pytest.mark.parametrize(("incident", "redrive", "now"), TYPICAL)
def test_typical_card_is_taken_by_slack(incident: Incident, redrive: Job | None, now: datetime) -> None:
    assert message_faults(card_message(card(incident, redrive, now))) == []


def test_a_plain_card_says_how_to_act_by_typing() -> None:
    text = card_message(plain_card(incidents.open_incident))["text"]
    assert text.startswith("🔴 orders-dlq: open")
    assert f"/lastcall ack {incidents.open_incident.id}" in text
