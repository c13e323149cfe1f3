"""The one verdict that the evidence proves, with its numbers, or what to read next where it proves none."""

from datetime import datetime

from bot.domain.evidence import Evidence
from bot.domain.grouping import Resource
from bot.domain.verdict import Verdict


def diagnose(kind: str, resource: Resource, evidence: Evidence, now: datetime) -> Verdict | None:
    """The verdict of an alarm kind's evidence; None for a kind that asks no question of it."""
    del kind, resource, evidence, now
    return None
