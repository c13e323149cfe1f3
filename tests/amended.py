"""Incidents as a test wants them."""

from dataclasses import fields, replace
from typing import Any

from bot.domain.episode import Episode
from bot.domain.incident import Incident

_OF_EPISODE = {each.name for each in fields(Episode)}


def amended(incident: Incident, **changes: Any) -> Incident:
    """`replace` of an incident's fields, those of its episode among them."""
    inner = {name: value for name, value in changes.items() if name in _OF_EPISODE}
    outer = {name: value for name, value in changes.items() if name not in _OF_EPISODE}
    return replace(incident, episode=replace(incident.episode, **inner), **outer)
