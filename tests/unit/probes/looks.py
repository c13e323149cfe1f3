"""Looks run to their end one after the other, each held to what its share says that it writes."""

from collections.abc import Sequence

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.probes.run.found import with_findings
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share
from tests.fakes.clock import NOON


def may_write(share: Share) -> set[str]:
    return {*share.writes, *share.clears, *share.keeps}


def to_the_end(*looks: Look) -> list[Finding]:
    """The findings of these looks and of all that followed from them."""
    waiting, findings = list(looks), []
    written: set[str] = set()
    while waiting:
        look = waiting.pop(0)
        finding = look.look()
        fields = set(finding.fields)
        allowed = may_write(look.share) | set(look.share.missing(Missing("denied")).fields)
        assert fields <= allowed, f"{look.share.name} does not say that it writes {fields - allowed}"
        assert not fields & written, f"another look wrote {fields & written} before {look.share.name}"
        written |= fields
        findings.append(finding)
        waiting += finding.follow_ups
    return findings


def found(probe: Probe, context: ProbeContext) -> Evidence:
    """The evidence after this probe and all that followed from it."""
    return put_into(context.before, to_the_end(probe.bind(context)))


def put_into(before: Evidence | None, findings: Sequence[Finding]) -> Evidence:
    return with_findings(before or Evidence(taken_at=NOON), findings)
