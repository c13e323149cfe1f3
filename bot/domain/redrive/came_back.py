"""What a redrive's messages became, by a look at their queue: how many came back, and with which error."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.trial import Tried
from bot.domain.incident.follow_up import SLACK, FollowUp, looked, looks_after, redrive_of, with_follow_up
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.policy import Target, TargetKind
from bot.domain.redrive.job import Job
from bot.domain.redrive.progress import NEWER
from bot.domain.redrive.tally import tally


class Aftermath(NamedTuple):
    """The incident after a look at what came of its acts, not yet numbered, and what there is to tell."""

    incident: Incident
    entries: tuple[TimelineEntry, ...] = ()


def aftermath(
    incident: Incident,
    found: Evidence,
    sample: Sequence[SampledMessage] | None,
    began: datetime,
    now: datetime,
) -> Aftermath:
    """What the look that began then says of the acts it was to follow.

    Args:
        sample: The messages received by this very look; None when none were.
    """
    before = redrive_of(incident.follow_ups)
    rest = looked(incident.follow_ups, began)
    after = redrive_of(rest)
    if before is None or after is None or began < before.at:
        return Aftermath(replace(incident, episode=replace(incident.episode, follow_ups=rest)))
    last = bool(before.looks) and not after.looks
    told, entry = _told(after, found, sample, incident.resource.name, now, last=last)
    others = tuple(each for each in rest if each is not after)
    return Aftermath(
        replace(incident, episode=replace(incident.episode, follow_ups=(*others, told))),
        (entry,) if entry else (),
    )


def _told(
    redrive: FollowUp,
    found: Evidence,
    sample: Sequence[SampledMessage] | None,
    queue: str,
    now: datetime,
    *,
    last: bool,
) -> tuple[FollowUp, TimelineEntry | None]:
    if not isinstance(found.depth, Depth):
        why = found.depth.reason if isinstance(found.depth, Missing) else "nothing was read"
        unread = f"Could not read whether any of the {redrive.moved:,} redriven came back: {why}"
        return redrive, _entry(unread, now) if last and redrive.moved and not redrive.back else None
    if redrive.passed_at is not None:
        return redrive, None  # what comes now is not what was sent back then
    back = redrive.new_among(found.depth.total)
    matched = sum(each.message_id in redrive.copies for each in sample or ())
    others = max(len(sample or ()) - redrive.left, 0)
    if others and matched == 0 and redrive.moved <= len(redrive.copies):
        return redrive._replace(left=redrive.left + others), None  # which the card counts
    redrive = redrive._replace(same=redrive.same or matched > 0)
    if back <= redrive.back:
        if redrive.trial:
            return _of_a_trial(redrive, found.tried, queue, now, last=last)
        gone = last and redrive.moved and not redrive.back and found.depth.total == 0
        none = f"None of the {redrive.moved:,} redriven is in {queue} {lasting(now - redrive.at)} later"
        passed = found.tried.passed_at if found.tried else None
        return redrive._replace(passed_at=passed), _entry(none, now) if gone else None
    what = _words(redrive, back, matched, len(sample or ()), found, queue)
    # The person who pressed is called once; how it grows the channel reads.
    called = (Target(TargetKind.USER, redrive.by.user),) if redrive.by.user and not redrive.back else ()
    return redrive._replace(back=back), _entry(what, now, called)


def _of_a_trial(
    redrive: FollowUp, known: Tried | None, queue: str, now: datetime, *, last: bool
) -> tuple[FollowUp, TimelineEntry | None]:
    if known is None or known.at != redrive.began:
        return redrive, None
    alike = f" It had failed with {redrive.shape}." if redrive.shape else ""
    which = "the one tried" if redrive.moved == 1 else f"the {redrive.moved:,} sent first"
    if known.passed_at is not None:
        stand = "it is neither in its" if redrive.moved == 1 else "they are neither in their"
        away = f"{which.capitalize()} did not come back: {lasting(now - redrive.at)} later {stand}"
        # SQS counts no purge, and what was purged is nowhere either.
        told = f"{away} source queue nor in {queue}. A purge of the source queue would look the same.{alike}"
        return redrive._replace(passed_at=known.passed_at), _entry(told, now)
    unknown = f"Not known whether {which} passed: {known.why}.{alike}"
    return redrive, _entry(unknown, now) if last else None


def _words(redrive: FollowUp, back: int, matched: int, sampled: int, found: Evidence, queue: str) -> str:
    error = _error(redrive, found, matched)
    more = f"{back:,} more in {queue} than after the redrive"
    if matched and matched >= min(sampled, back):
        by = f", going by {sampled} sampled" if matched < back else ""
        return f"{back:,} of {redrive.moved:,} came back{error}{by}"
    if matched:
        return f"{matched} of {sampled} sampled came back{error}: {more}"
    if redrive.same:
        return f"{more}, some of which came back{error}"
    stand, were = "is" if back == 1 else "are", "was" if redrive.moved == 1 else "were"
    stand = f"{back:,} {stand} in {queue} again after {redrive.moved:,} {were} redriven{error}"
    return f"{stand}; not known whether they are the same"


def _error(redrive: FollowUp, found: Evidence, matched: int) -> str:
    """What they failed with, where that was seen since."""
    shapes = found.shapes
    if isinstance(shapes, Missing) or not shapes:
        return ""
    own = matched > 0 and found.shapes_of_messages
    failing = found.failing
    since = isinstance(failing, Failing) and failing.last_at is not None and failing.last_at >= redrive.at
    return f" with {shapes[0].text}" if own or since else ""


def _entry(what: str, now: datetime, called: tuple[Target, ...] = ()) -> TimelineEntry:
    return TimelineEntry(at=now, event=Event.CAME_BACK, what=what, thread=True, mentions=called)


def followed(job: Job, standing: int | None, returns: timedelta | None, now: datetime) -> FollowUp:
    """What is to be looked for after a redrive that ends now.

    Args:
        returns: How long a message that fails again takes to be back; None where that is not known.
    """
    went = job.progress
    counted, sure = tally(went, standing), not (went.both or went.perhaps or went.doubled)
    stay = counted.both + counted.perhaps + counted.kept + counted.left + counted.unknown
    newer = sum(why == NEWER for why in went.kept.values())
    return FollowUp(
        Event.REDRIVE_ENDED,
        now,
        job.by,
        looks_after(now, returns) if went.moved or went.both or went.perhaps else (),
        moved=went.moved + len(went.both),
        left=stay + newer + went.beyond,
        copies=went.copies,
        began=job.started_at,
        back_by=now + returns + SLACK if sure and returns is not None else None,
        trial=went.trial is not None or went.watching,
        shape=went.trial.shape if went.trial else "",
    )


def to_be_followed(incident: Incident, redrive: FollowUp) -> Incident:
    """With the redrive that just ended to be followed."""
    return replace(
        incident, episode=replace(incident.episode, follow_ups=with_follow_up(incident.follow_ups, redrive))
    )


def returned(incident: Incident, standing: int) -> str:
    """What a person should know of the last redrive before the next; empty where nothing came back."""
    redrive = redrive_of(incident.follow_ups)
    back = redrive.new_among(standing) if redrive else 0
    if redrive is None or not back or redrive.passed_at is not None:
        return ""
    by = f" after {redrive.by.name}'s redrive" if redrive.by.name else " after the last redrive"
    if redrive.same:
        again = "they would again, unless something has changed since."
        return f"{redrive.back:,} of {redrive.moved:,} came back{by}: {again}"
    stand = "is" if back == 1 else "are"
    return f"{back:,} {stand} here again{by} of {redrive.moved:,}: they may well come back again."
