"""The life of a mitigation: asked for, proven by reading it back, undone by a person or by a deployment.

What AWS has there decides; nobody's answer does. So a process that died between the record and the change,
and an answer that was lost, end the same way: the next look says what became of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change, changed
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    ENABLED,
    RETENTION_HOURS,
    Mitigation,
    MitigationKind,
    MitigationRecord,
    MitigationState,
    Values,
    newest_of_each,
    patience,
    same,
)
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.mitigation.words import UNTIL_DEPLOYED, shown
from bot.domain.policy.by import By

# How soon an unproven change is looked at again, and how often one that stands.
LOOK_SOON = timedelta(minutes=1)
LOOK_LATER = timedelta(minutes=15)
# A team that has taken it into its template by then, or wants it so, is not watched for ever.
WATCHED = timedelta(days=14)
# What could not be read for so long is not asked for every minute any more.
HOPEFUL = timedelta(hours=1)
# Of records that are over; the timeline has them all.
_MOST_ENDED = 5

_UNDER_WAY = "This is already being changed: look again in a minute."


def ask(
    incident: Incident, wanted: Mitigation, by: By, why: str, click: str, now: datetime
) -> Change | Refused:
    """Record what is about to be done; one of the same kind that was never proven makes room for it."""
    before = _on_it(incident, wanted)
    if before and before.state is MitigationState.UNDOING:
        return Refused(_UNDER_WAY)
    unproven = before if before and before.state is MitigationState.ASKED else None
    if unproven and unproven.kind is not wanted.kind:
        return Refused(_UNDER_WAY)
    taken = MitigationRecord(
        id=click,
        kind=wanted.kind,
        target=wanted.target,
        subject=wanted.subject,
        before=wanted.before,
        after=wanted.after,
        template=wanted.template,
        by=by,
        at=now,
        why=why,
        asked_by=click,
        asked_at=now,
        look_at=now + LOOK_SOON,
    )
    others = tuple(each for each in incident.mitigations if each is not unproven)
    what = f"{by.name} sets {_change(taken.subject, taken.before, taken.after)}"
    entry = TimelineEntry(at=now, event=Event.MITIGATION_ASKED, by=by, what=what, why=why)
    asked = replace(incident, mitigations=_trimmed((*others, taken)))
    return changed(asked, now, entry, by_person=True)


def ask_undo(
    incident: Incident,
    taken: MitigationRecord,
    live: Values | Missing,
    by: By,
    why: str,
    click: str,
    now: datetime,
) -> Change | Refused:
    """Record that it is about to be undone; refused where what stands there is not what we set."""
    if taken not in newest_of_each(incident.mitigations) or taken.state is not MitigationState.SET:
        return Refused("That is no longer in force, or a newer change depends on it.")
    if isinstance(live, Missing):
        return Refused(f"Could not read the current setting ({live.reason}), so nothing was undone.")
    if not same(live, taken.after):
        now_there = shown({name: live.get(name, "") for name in taken.after})
        ours = f"not {shown(taken.after)} as set here"
        return Refused(f"{taken.subject} is {now_there} now, {ours}: nothing was undone.")
    undoing = taken._replace(
        state=MitigationState.UNDOING,
        asked_by=click,
        asked_at=now,
        look_at=now + LOOK_SOON,
        undo_by=by,
        undo_why=why,
    )
    what = f"{by.name} undoes {_change(taken.subject, taken.after, taken.before)}"
    entry = TimelineEntry(at=now, event=Event.MITIGATION_ASKED, by=by, what=what, why=why)
    return changed(_with(incident, undoing), now, entry, by_person=True)


def undo_loses(
    taken: MitigationRecord, evidence: Evidence | None, depth: int | Missing | None, *, live: bool
) -> str:
    """Why an undo would delete what can still be saved; empty where it does not.

    Args:
        depth: How many messages the queue holds, for a queue.
        live: Whether the incident still is.
    """
    if taken.kind is MitigationKind.RAISE_QUEUE_RETENTION and depth != 0:
        held = _held(depth) if isinstance(depth, int) else "not known how many messages are"
        return f"{held} in {taken.subject}, and a shorter retention deletes the older ones"
    if taken.kind is MitigationKind.EXTEND_STREAM_RETENTION and live:
        kept = timedelta(hours=int(taken.before[RETENTION_HOURS]))
        lag = evidence.lag if evidence else None
        if not isinstance(lag, Lag) or lag.age is None:
            return f"not known how far behind the readers of {taken.subject} are"
        if lag.age >= kept:
            return f"its readers still have to read what is older than {shown(taken.before)}"
    return ""


def _held(depth: int) -> str:
    return "1 message is" if depth == 1 else f"{depth:,} messages are"


class Settled(NamedTuple):
    """The incident after a look, not yet numbered, and what there is to tell of it."""

    incident: Incident
    entries: tuple[TimelineEntry, ...]


def settle(incident: Incident, seen: Mapping[str, Values | Missing], now: datetime) -> Settled | None:
    """What a look at the targets says of the mitigations there; None where none was looked at.

    Args:
        seen: What was read, by target; a target that is absent was not looked at.
    """
    looked = [each for each in newest_of_each(incident.mitigations) if each.target in seen]
    settled, entries = incident, list[TimelineEntry]()
    for taken in looked:
        became, entry = judged(taken, seen[taken.target], now)
        settled = _with(settled, became)
        entries += [entry] if entry else []
    if entries and settled.live and settled.evidence:
        # What was concluded of the settings before does not hold for those that stand there now.
        evidence = replace(settled.evidence, verdict=None)
        settled = replace(settled, evidence=evidence, evidence_wanted=settled.evidence_wanted or now)
    return Settled(settled, tuple(entries)) if looked else None


def fail(incident: Incident, taken: MitigationRecord, why: str, now: datetime) -> Settled:
    """AWS refused it, so it stands as it stood."""
    undoing = taken.state is MitigationState.UNDOING
    back = MitigationState.SET if undoing else MitigationState.FAILED
    became = taken._replace(state=back, look_at=now + LOOK_LATER if undoing else None)
    what = f"Not {'undone' if undoing else 'done'}: {_change(taken.subject, taken.start, taken.goal)}: {why}"
    entry = TimelineEntry(at=now, event=Event.MITIGATION_FAILED, by=taken.by, what=what, thread=True)
    return Settled(_with(incident, became), (entry,))


def judged(
    taken: MitigationRecord, live: Values | Missing, now: datetime
) -> tuple[MitigationRecord, TimelineEntry | None]:
    """What a record becomes by what AWS has there."""
    if isinstance(live, Missing) or _in_between(live, taken):
        soon = taken.unproven and now - taken.asked_at < HOPEFUL
        return _looked_at_again(taken, LOOK_SOON if soon else LOOK_LATER, now), None
    if same(live, taken.goal):
        return _reached(taken, now)
    if taken.unproven and same(live, taken.start):
        return _not_yet(taken, now)
    became = taken._replace(state=MitigationState.REPLACED, look_at=None, ended_at=now)
    there = shown({name: live.get(name, "") for name in taken.after})
    by = "by a deployment or someone else"
    what = (
        f"Undone {by}: {taken.subject} is {there} again"
        if same(live, taken.before)
        else f"Changed {by}: {taken.subject} is {there}, no longer {shown(taken.after)}"
    )
    return became, TimelineEntry(at=now, event=Event.MITIGATION_UNDONE, what=what, thread=True)


def _reached(taken: MitigationRecord, now: datetime) -> tuple[MitigationRecord, TimelineEntry | None]:
    match taken.state:
        case MitigationState.UNDOING:
            undone = taken._replace(state=MitigationState.UNDONE, look_at=None, ended_at=now)
            what = f"{taken.undo_by.name} undid it, read back: {taken.subject} is {shown(taken.before)} again"
            by, why = taken.undo_by, taken.undo_why
            return undone, TimelineEntry(
                at=now, event=Event.MITIGATION_UNDONE, by=by, what=what, why=why, thread=True
            )
        case MitigationState.ASKED:
            stands = taken._replace(state=MitigationState.SET, look_at=now + LOOK_LATER)
            what = (
                f"{taken.by.name} set {_change(taken.subject, taken.before, taken.after)}, read back. "
                f"{UNTIL_DEPLOYED} To keep it: {taken.template}"
            )
            return stands, TimelineEntry(
                at=now, event=Event.MITIGATED, by=taken.by, what=what, why=taken.why, thread=True
            )
        case _:
            return _looked_at_again(taken, LOOK_LATER, now), None


def _looked_at_again(taken: MitigationRecord, after: timedelta, now: datetime) -> MitigationRecord:
    return taken._replace(look_at=None if now - taken.at >= WATCHED else now + after)


def _not_yet(taken: MitigationRecord, now: datetime) -> tuple[MitigationRecord, TimelineEntry | None]:
    if now - taken.asked_at < patience(taken.kind):
        return taken._replace(look_at=now + LOOK_SOON), None
    undoing = taken.state is MitigationState.UNDOING
    became = taken._replace(
        state=MitigationState.SET if undoing else MitigationState.FAILED,
        look_at=now + LOOK_LATER if undoing else None,
    )
    what = (
        f"Not {'undone' if undoing else 'done'}: {taken.subject} is still {shown(taken.start)}. Press again."
    )
    return became, TimelineEntry(at=now, event=Event.MITIGATION_FAILED, what=what, thread=True)


def _in_between(live: Values, taken: MitigationRecord) -> bool:
    """A mapping that is just being updated does not say whether it will be enabled."""
    return ENABLED in taken.after and not live.get(ENABLED)


def _on_it(incident: Incident, wanted: Mitigation) -> MitigationRecord | None:
    """The open record of the same setting, which the wanted change would stand upon."""
    return next(
        (
            each
            for each in newest_of_each(incident.mitigations)
            if each.target == wanted.target and set(each.after) & set(wanted.after)
        ),
        None,
    )


def _with(incident: Incident, became: MitigationRecord) -> Incident:
    taken = tuple(became if each.id == became.id else each for each in incident.mitigations)
    return replace(incident, mitigations=taken)


def _trimmed(taken: tuple[MitigationRecord, ...]) -> tuple[MitigationRecord, ...]:
    over = [each for each in taken if not each.state.open][-_MOST_ENDED:]
    return tuple(each for each in taken if each.state.open or each in over)


def _change(subject: str, before: Values, after: Values) -> str:
    return f"{subject}: {shown(before)} → {shown(after)}"
