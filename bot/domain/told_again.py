"""What is written down of an alarm, or a notice, that joins an incident that is open already."""

from bot.domain.alarm import AlarmTransition, Signal
from bot.domain.incident import Incident
from bot.domain.timeline import Event, TimelineEntry

# Other notices of one incident are told in the thread one by one up to here, then whenever they doubled.
MOST_SAID = 16


def told_again(
    card: Incident, incident: Incident, transition: AlarmTransition, said: int, *, read_over: bool
) -> TimelineEntry:
    """The entry; an alarm of the incident is told in the thread where it is more serious, or was over.

    Args:
        card: The incident as its card was before.
        said: How many notices of the episode say different things by now; 0 for one that says nothing new.
        read_over: The resource was read to be well again.
    """
    if transition.signal is Signal.NOTICE:
        return _another_notice(card, incident, transition, said)
    raises = incident.kind != card.kind
    again = " again" if read_over else ""
    what = f"{transition.name} fired{again}" + (", which is more serious" if raises else "")
    return TimelineEntry(
        at=transition.at, event=Event.FIRED, what=what, why=transition.reason, thread=raises or read_over
    )


def _another_notice(
    card: Incident, incident: Incident, transition: AlarmTransition, said: int
) -> TimelineEntry:
    """The card shows the earliest; what another one says is told in the thread, whichever arrived first."""
    title, reason = transition.name, transition.reason
    if incident.spoken != card.spoken:
        title, reason = card.title, card.reason
    doubled = said & (said - 1) == 0
    return TimelineEntry(
        at=transition.at,
        event=Event.FIRED,
        what=f"Another notice: {reason if title in reason else f'{title}: {reason}'}",
        why=f"{said:,} different ones by now" if said > MOST_SAID else "",
        thread=said > 0 and (said <= MOST_SAID or doubled),
    )
