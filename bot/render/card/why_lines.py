"""Why it is broken, as far as the evidence says. What could not be read says so: never shown as clean.

Three lines, each with room for what a phone shows in two or three rows. What stands first in a line comes
first; a fact that does not fit any more is left to Inspect. What is being done and what could not be looked
at always stand there: nothing can push them out.
"""

from datetime import timedelta

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause
from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.redrive.job import Job
from bot.domain.urgency.decision import healthy_so_far
from bot.render.card import bucket_facts as kept_facts
from bot.render.card import dead_letter_facts
from bot.render.card import lag_facts as lag
from bot.render.card.alarm_reason import in_one_line
from bot.render.card.member_facts import members, named_members
from bot.render.card.metric_facts import at_the_edge, description, watches
from bot.render.card.missing_line import in_short, unread
from bot.render.graphemes import cut
from bot.render.phrases import fitted, joined, words
from bot.render.view import Line, When, Words

# Letters in each line, as a reader sees them.
CAUSE_ROOM, COURSE_ROOM, BESIDE_ROOM = 170, 110, 110
_LONGEST_REASON, _LONGEST_SAID = 240, 160
_DAY = timedelta(days=1)


def why_lines(incident: Incident, job: Job | Missing | None, kind: AlarmKind) -> tuple[Line, ...]:
    """At most three lines: what it fails with, how it goes on, what else is to be known."""
    evidence = incident.evidence if kind.probes else None
    # An alarm that nobody can look behind speaks for itself.
    plainly = incident.live and not kind.probes and incident.metric is not None
    lines = (
        (members(incident, evidence) if incident.live else ())
        or fitted(_cause(incident, evidence), CAUSE_ROOM)
        if evidence
        else _without_evidence(incident, kind),
        watches(incident) if plainly else (),
        # What was read before it seemed well does not stand beside that it does.
        _course(evidence) if evidence and incident.live and not healthy_so_far(incident) else (),
        joined(
            (
                at_the_edge(incident) if incident.live else (),
                description(incident) if plainly else (),
                *_always(incident, job),
                fitted(_beside(evidence), BESIDE_ROOM) if evidence else (),
            )
        ),
    )
    return tuple(line for line in lines if line)


def _cause(incident: Incident, evidence: Evidence) -> tuple[Line, ...]:
    """What it fails with, most telling first; what the verdict says already is not said again."""
    cause = evidence.verdict.cause if evidence.verdict and incident.live else None
    return (
        lag.children(incident) if incident.live else (),
        dead_letter_facts.shapes(evidence),
        lag.shards(evidence) if incident.live else (),
        kept_facts.kept(evidence),
        kept_facts.shapes(evidence),
        lag.scarce_pool(incident, evidence),
        lag.refused(evidence),
        dead_letter_facts.key_difference(evidence),
        dead_letter_facts.deployment(evidence) if cause is not Cause.FAILING_SINCE_DEPLOYMENT else (),
        dead_letter_facts.causes(evidence),
        lag.dropped(evidence),
    )


def _course(evidence: Evidence) -> Line:
    """How it goes on, with its age, which is also that of the count in the headline."""
    said = fitted(
        (
            dead_letter_facts.still_failing(evidence),
            lag.caught_up(evidence),
            lag.age(evidence),
            dead_letter_facts.depth_trend(evidence),
            lag.rates(evidence),
            lag.consumers(evidence),
        ),
        COURSE_ROOM,
    )
    if said:
        return (*said, Words(" · as of "), When(evidence.taken_at))
    return (Words("Counted " if isinstance(evidence.depth, Depth) else "Last look "), When(evidence.taken_at))


def _beside(evidence: Evidence) -> tuple[Line, ...]:
    return (
        dead_letter_facts.record_count(evidence),
        dead_letter_facts.successes(evidence),
        dead_letter_facts.skipped_by(evidence),
        dead_letter_facts.feeders(evidence),
        dead_letter_facts.last_time(evidence),
    )


def _always(incident: Incident, job: Job | Missing | None) -> tuple[Line, ...]:
    """What is being done, what is lost already, what could not be read."""
    evidence = incident.evidence
    lost = (
        (dead_letter_facts.expired(evidence), dead_letter_facts.pointers_lost(evidence)) if evidence else ()
    )
    own = lag.own_reads(evidence) if evidence and incident.live else ()
    return (_job(job, incident), _not_healthy_yet(incident), *lost, own, _missing(incident))


def _without_evidence(incident: Incident, kind: AlarmKind) -> Line:
    if incident.live and (named := lag.children(incident) or named_members(incident)):
        return named
    if not kind.probes or incident.evidence_wanted:
        metric = incident.metric.name if incident.metric else ""
        said = in_one_line(incident.reason, metric) or incident.description
        return words(cut(said, _LONGEST_REASON))
    return words("Cause unknown: no evidence was gathered")


def _job(job: Job | Missing | None, incident: Incident) -> Line:
    if isinstance(job, Missing):
        return words(f"Could not read the redrive: {job.reason}")
    if job is None or not _of_this_episode(job, incident):
        return ()
    if not job.live:
        redrive = redrive_of(incident.follow_ups)
        back = f"{redrive.back:,} in the queue again after the redrive: " if redrive and redrive.back else ""
        return words(cut(back + job.verdict, _LONGEST_SAID) or "The redrive has ended")
    went = job.progress
    left = f", {went.kept_count:,} left where they are" if went.kept_count else ""
    how = f"Redrive by {job.by.name}: {went.moved:,} of {went.planned:,} moved{left}"
    if job.stop_by.user:
        return words(f"{how}, stopping")
    if job.paused:
        return words(f"{how}, paused by {job.paused_by.name}")
    if went.watch is None or not went.watching:
        return words(how)
    unless = f": the other {went.rest:,} wait until then, unless it is known before"
    return (Words(f"{how}, watched until "), When(went.watch.until, "time"), Words(unless))


def _of_this_episode(job: Job, incident: Incident) -> bool:
    return incident.opened_at is None or job.live or job.started_at >= incident.opened_at


def _not_healthy_yet(incident: Incident) -> Line:
    recovery = incident.recovery
    if not incident.recovering or recovery is None or recovery.healthy_since is not None or not recovery.said:
        return ()
    return words(f"{incident.claim}, but {cut(recovery.said, _LONGEST_SAID)}")


def _missing(incident: Incident) -> Line:
    evidence = incident.evidence
    if evidence is None or not incident.live:
        return ()
    unmetered = lag.shards_unmetered(evidence)
    said = in_short([reason for reason in unread(evidence) if reason != unmetered])
    return words(f"Could not read: {said}" if said else "")
