"""Merge the findings of one look."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.probes.run.probe import Finding


def with_findings(evidence: Evidence, findings: Iterable[Finding]) -> Evidence:
    """The evidence with what was found: each field has one writer, so the order does not matter."""
    found: dict[str, Any] = {}
    for finding in findings:
        found.update(finding.fields)
    return replace(evidence, **found)


def known_before(evidence: Evidence | None, now: datetime) -> Evidence:
    """What earlier looks found, to start this one with; their Missing reasons do not carry over."""
    if evidence is None:
        return Evidence(taken_at=now)
    unread: dict[str, Any] = {
        each.name: each.default
        for each in fields(evidence)
        if isinstance(getattr(evidence, each.name), Missing)
    }
    return replace(evidence, taken_at=now, **unread)


def sampled(findings: Sequence[Finding]) -> Sequence[SampledMessage] | None:
    """The messages received just now, with what other looks found out about them; None if there are none."""
    sample = next((finding.sample for finding in findings if finding.sample is not None), None)
    for finding in findings:
        if sample is not None and finding.onto_sample is not None:
            sample = tuple(map(finding.onto_sample, sample))
    return sample
