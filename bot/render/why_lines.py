"""Why it is broken, as far as the evidence says. What could not be read says so: never shown as clean."""

import re

from bot.domain.alarm_kind import AlarmKind
from bot.domain.evidence import Depth, Evidence, Failing, Missing
from bot.domain.incident import Incident
from bot.domain.job import Job
from bot.render.card import Line, When, Words
from bot.render.graphemes import cut
from bot.render.phrases import TIMES, counted, joined, rate, sparkline, words

_MOST_SHAPES = 3
_LONGEST_SHAPE = 90
# A composite's reason names its children by ARN; their names say it all.
_ALARM = re.compile(r"arn:aws[a-z-]*:cloudwatch:[a-z0-9-]*:\d*:alarm:")


def why_lines(incident: Incident, job: Job | None, kind: AlarmKind) -> tuple[Line, ...]:
    """At most three lines: what it fails with, how it goes on, what is being done or could not be read."""
    evidence = incident.evidence
    lines = (
        _logged(evidence) if evidence and kind.probes else _without_evidence(incident, kind),
        _going_on(evidence) if evidence and incident.live else (),
        joined((_job(job, incident), _not_healthy_yet(incident), _missing(incident))),
    )
    return tuple(line for line in lines if line)


def _going_on(evidence: Evidence) -> Line:
    """With its age, which is also that of the count in the headline."""
    said = joined((_still(evidence), _growth(evidence)))
    if said:
        return (*said, Words(" · as of "), When(evidence.taken_at))
    return (Words("Counted "), When(evidence.taken_at)) if isinstance(evidence.depth, Depth) else ()


def _without_evidence(incident: Incident, kind: AlarmKind) -> Line:
    if not kind.probes or incident.evidence_wanted:
        return words(_ALARM.sub("", incident.reason) or incident.description)
    return words("Why is not known: no evidence was gathered")


def _logged(evidence: Evidence) -> Line:
    """Failures, not messages: each message fails several times before it becomes a dead letter."""
    shapes = _shapes(evidence)
    return (Words("Failures logged: "), *shapes) if shapes else ()


def _shapes(evidence: Evidence) -> Line:
    if isinstance(evidence.shapes, Missing) or not evidence.shapes:
        return ()
    first, rest = evidence.shapes[:_MOST_SHAPES], evidence.shapes[_MOST_SHAPES:]
    shown = [f"{shape.seen:,}{TIMES} {cut(shape.text, _LONGEST_SHAPE)}" for shape in first]
    others = sum(shape.seen for shape in rest)
    return words(" · ".join([*shown, *([f"{others:,}{TIMES} other"] if others else [])]))


def _still(evidence: Evidence) -> Line:
    failing = evidence.failing
    if not isinstance(failing, Failing):
        return ()
    if failing.last_at is None:
        return words("No failure logged lately")
    if evidence.errors_stopped:
        return (Words("Errors stopped at "), When(failing.last_at, "time"))
    return words(f"Still failing, {rate(failing)}")


def _growth(evidence: Evidence) -> Line:
    if isinstance(evidence.history, Missing):
        return ()
    bars = sparkline(evidence.history)
    return words(f"Depth {bars}" if bars else "")


def _job(job: Job | None, incident: Incident) -> Line:
    if job is None or not _of_this_episode(job, incident):
        return ()
    if not job.live:
        return words(job.verdict or "The redrive has ended")
    left = f", {job.kept_count:,} left where they are" if job.kept_count else ""
    stopping = ", stopping" if job.stop_by.user else ""
    return words(f"Redrive by {job.by.name}: {job.moved:,} of {job.planned:,} moved{left}{stopping}")


def _of_this_episode(job: Job, incident: Incident) -> bool:
    return incident.opened_at is None or job.live or job.started_at >= incident.opened_at


def _not_healthy_yet(incident: Incident) -> Line:
    healing = incident.healing
    if not incident.recovering or healing is None or healing.healthy_since is not None or not healing.said:
        return ()
    return words(f"{incident.claim}, but {healing.said}")


def _missing(incident: Incident) -> Line:
    evidence = incident.evidence
    if evidence is None or not incident.live:
        return ()
    notes = [*evidence.missing, *([evidence.sample_note] if evidence.sample_note else [])]
    return words("Could not look: " + "; ".join(notes)) if notes else ()


def depth_words(evidence: Evidence | None, kind: AlarmKind) -> str:
    """`37 dead letters`, or `empty`; the bare noun when the count is not known."""
    depth = evidence.depth if evidence else None
    if not kind.noun[1]:
        return ""
    if depth is None or isinstance(depth, Missing):
        return kind.noun[1]
    return counted(depth.total, kind.noun) if depth.total else "empty"
