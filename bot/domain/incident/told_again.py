"""What is written down of an alarm, a notice or an error that joins an incident that is open already."""

from bot.domain.alarm.alarm import AlarmTransition, Signal
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, NotifyReason, TimelineEntry

# What says something else is told in the thread one by one up to here, then whenever it doubled.
MOST_SAID = 16
_ANOTHER = {
    Signal.NOTICE: "Another notice",
    Signal.LOG_LINES: "Another error",
    Signal.INVOCATION: "Another error",
    Signal.EXECUTION: "Another failure",
}


def told_again(
    card: Incident, incident: Incident, transition: AlarmTransition, said: int, *, read_over: bool
) -> TimelineEntry:
    """The entry; an alarm of the incident is told in the thread where it is more serious, or was over.

    Args:
        card: The incident as its card was before.
        said: How many of the episode say different things by now; 0 for one that says nothing new.
        read_over: The resource was read to be well again.
    """
    if another := _ANOTHER.get(transition.signal):
        return _another(another, card, incident, transition, said)
    raises = incident.kind != card.kind
    again = " again" if read_over else ""
    what = f"{transition.name} fired{again}" + (" (more serious)" if raises else "")
    return TimelineEntry(
        at=transition.at,
        event=Event.FIRED,
        what=what,
        why=transition.reason,
        reason=_reason(said, raises=raises),
        thread=raises or read_over,
    )


def _another(
    what: str, card: Incident, incident: Incident, transition: AlarmTransition, said: int
) -> TimelineEntry:
    """The card shows the earliest; what another one says is told in the thread, whichever arrived first."""
    title, reason = transition.name, transition.reason
    if incident.spoken != card.spoken:
        title, reason = card.title, card.reason
    doubled = said & (said - 1) == 0
    # Of all but a notice the reason says what its title does.
    told = f"{title}: {reason}" if transition.signal is Signal.NOTICE and title not in reason else reason
    return TimelineEntry(
        at=transition.at,
        event=Event.FIRED,
        what=f"{what}: {told}",
        why=f"{said:,} different ones so far" if said > MOST_SAID else "",
        reason=_reason(said, raises=incident.kind != card.kind),
        thread=said > 0 and (said <= MOST_SAID or doubled),
    )


def _reason(said: int, *, raises: bool) -> NotifyReason:
    if raises:
        return NotifyReason.SEVERITY_RAISED
    return NotifyReason.JOINED if said else NotifyReason.REPEAT
