"""The buttons of a card, by state: at most four, at most one primary, none that can do nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.alarm_kind import Action, AlarmKind
from bot.domain.decision import Preset, snooze_presets, work_begins
from bot.domain.incident import Incident
from bot.domain.mitigation import Mitigation, newest_of_each
from bot.domain.mitigations import Sight, offered
from bot.domain.policy import Bounds, Route
from bot.render import action_ids as ids
from bot.render.card import Button, Confirm, Control, Menu, Option
from bot.render.decision_line import healthy_so_far
from bot.render.verdict_line import would_pass


def card_controls(incident: Incident, route: Route, kind: AlarmKind, now: datetime) -> tuple[Control, ...]:
    """What a person may press; nothing once the incident has ended."""
    if not incident.live:
        return ()
    inspect = (_inspect(incident),) if Action.INSPECT in kind.actions else (_runbook(incident),)
    if incident.acknowledgement is None:
        middle: tuple[Control, ...] = (
            (_stop(incident),) if incident.live_job else (_snooze(incident, route, kind, now),)
        )
        return (acknowledge(incident), *inspect, *middle, _more(incident, kind))
    return (*_way_back(incident, kind), *inspect, *_resolve(incident), _more(incident, kind))


def acknowledge(incident: Incident, label: str = "Acknowledge") -> Button:
    return Button(ids.ACKNOWLEDGE, label, ids.reference(incident), style="primary")


def release(incident: Incident) -> Button:
    return Button(ids.RELEASE, "Release", ids.reference(incident))


def _inspect(incident: Incident) -> Button:
    return Button(ids.OPEN_INSPECT, "Inspect", ids.reference(incident))


def _runbook(incident: Incident) -> Button:
    return Button(ids.OPEN_RUNBOOK, "Runbook", ids.reference(incident))


def _way_back(incident: Incident, kind: AlarmKind) -> tuple[Control, ...]:
    if incident.live_job:
        return (_stop(incident),)
    if Action.REDRIVE not in kind.actions or healthy_so_far(incident):
        return ()
    style = "primary" if would_pass(incident.evidence) else ""
    return (Button(ids.OPEN_REDRIVE, "Redrive…", ids.reference(incident), style=style),)


def _stop(incident: Incident) -> Button:
    sure = Confirm(
        "Stop the redrive?",
        "It stops before its next batch. What was moved stays moved; the rest stays in the queue.",
        "Stop",
        "Let it run",
    )
    return Button(ids.STOP, "Stop redrive", ids.reference(incident), style="danger", confirm=sure)


def _resolve(incident: Incident) -> tuple[Control, ...]:
    # Resolving is refused while a redrive runs, so it is not offered.
    if incident.live_job:
        return ()
    return (Button(ids.OPEN_RESOLVE, "Resolve…", ids.reference(incident)),)


def _snooze(incident: Incident, route: Route, kind: AlarmKind, now: datetime) -> Menu:
    offered = snooze_presets(incident, route, now, loses=kind.loses)
    presets = tuple(_preset(incident, route, preset, now) for preset in offered)
    own = Option("Pick a time…", ids.choice(ids.OPEN_SNOOZE, incident))
    return Menu(ids.SNOOZE, "Snooze", (*presets, own))


def _preset(incident: Incident, route: Route, preset: Preset, now: datetime) -> Option:
    """A length counts from the press; the begin of work is a time, and is said in the team's own zone."""
    begins = work_begins(route.hours, now)
    if preset.until == begins and route.hours is not None:
        local = preset.until.astimezone(ZoneInfo(route.hours.timezone))
        detail, label = ids.until(preset.until), f"until {local:%a %H:%M} ({local.tzname()})"
    else:
        detail, label = ids.for_a_while(preset.until - now), f"for {preset.label}"
    return Option(f"Snooze {label}", ids.choice(ids.SNOOZE, incident, detail))


def mitigable(incident: Incident, kind: AlarmKind) -> bool:
    """Whether something is known that may be changed here, or was and is in force."""
    if newest_of_each(incident.mitigations):
        return True
    if incident.evidence is None:
        return False
    offers = offered(Sight(incident.evidence, incident.resource, kind, Bounds()))
    return any(isinstance(each, Mitigation) for each in offers)


def _more(incident: Incident, kind: AlarmKind) -> Menu:
    held, redriving = incident.acknowledgement is not None, bool(incident.live_job)
    redrives = bool(_way_back(incident, kind)) and not redriving
    offered = (
        ("Runbook", ids.OPEN_RUNBOOK, Action.INSPECT in kind.actions),
        ("Redrive…", ids.OPEN_REDRIVE, not held and redrives),
        ("Resolve…", ids.OPEN_RESOLVE, not held and not redriving),
        ("Mitigate…", ids.OPEN_MITIGATE, mitigable(incident, kind)),
        ("Snooze…", ids.OPEN_SNOOZE, held or redriving),
        ("Release", ids.RELEASE, held),
    )
    options = tuple(Option(label, ids.choice(act, incident)) for label, act, there in offered if there)
    return Menu(ids.MORE, "More", options, overflow=True)
