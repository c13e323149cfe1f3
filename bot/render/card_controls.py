"""The buttons of a card, by state: at most four, at most one primary, none that can do nothing."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.alarm_kind import Action, AlarmKind
from bot.domain.decision import Preset, snooze_presets
from bot.domain.hours import work_begins
from bot.domain.incident import Incident
from bot.domain.mitigation import Mitigation, newest_of_each
from bot.domain.mitigations import Sight, called_for, offered
from bot.domain.policy import Bounds, Route
from bot.domain.redrive_plan import may_redrive, may_try
from bot.render import action_ids as ids
from bot.render.card import Button, Confirm, Control, Menu, Option
from bot.render.decision_line import healthy_so_far
from bot.render.slack_limits import OVERFLOW_OPTIONS

_MOST_REMEDIES = 2


def card_controls(incident: Incident, route: Route, kind: AlarmKind, now: datetime) -> tuple[Control, ...]:
    """What a person may press; nothing once the incident has ended."""
    if not incident.live:
        return ()
    buttons = _held(incident, kind) if incident.acknowledgement else _open(incident, route, kind, now)
    return (*buttons, _more(incident, kind, {each.action for each in buttons}))


def _open(incident: Incident, route: Route, kind: AlarmKind, now: datetime) -> tuple[Control, ...]:
    last = _stop(incident) if incident.live_job else _snooze(incident, route, kind, now)
    return (acknowledge(incident), _look(incident, kind), last)


def _held(incident: Incident, kind: AlarmKind) -> tuple[Control, ...]:
    """First what whoever holds it would do: bring messages back, else change what stands in their way."""
    remedy = _way_back(incident, kind) or _mitigation(incident, kind)
    # Where there are two ways to bring them back, Resolve stands in the menu: four controls are the most.
    resolve = _resolve(incident) if len(remedy) < _MOST_REMEDIES else ()
    return (*remedy, _look(incident, kind), *resolve)


def _look(incident: Incident, kind: AlarmKind) -> Button:
    return _inspect(incident) if Action.INSPECT in kind.actions else _runbook(incident)


def acknowledge(incident: Incident, label: str = "Acknowledge") -> Button:
    return Button(ids.ACKNOWLEDGE, label, ids.reference(incident), style="primary")


def release(incident: Incident) -> Button:
    return Button(ids.RELEASE, "Release", ids.reference(incident))


def _inspect(incident: Incident) -> Button:
    return Button(ids.OPEN_INSPECT, "Inspect", ids.reference(incident))


def _runbook(incident: Incident) -> Button:
    return Button(ids.OPEN_RUNBOOK, "Runbook", ids.reference(incident))


def _way_back(incident: Incident, kind: AlarmKind) -> tuple[Button, ...]:
    if incident.live_job:
        return (_stop(incident),)
    if Action.REDRIVE not in kind.actions or healthy_so_far(incident) or not may_redrive(incident.evidence):
        return ()
    return redrives(incident)


def redrives(incident: Incident) -> tuple[Button, ...]:
    """Never primary: nothing that can be read proves that they would pass. So one goes first."""
    redrive = Button(ids.OPEN_REDRIVE, "Redrive…", ids.reference(incident))
    if not may_try(incident.evidence):
        return (redrive,)
    return (Button(ids.OPEN_TRY, "Try 1…", ids.reference(incident)), redrive)


def _mitigation(incident: Incident, kind: AlarmKind) -> tuple[Control, ...]:
    sight = _sight(incident, kind)
    if sight is None or healthy_so_far(incident) or not called_for(sight):
        return ()
    return (Button(ids.OPEN_MITIGATE, "Mitigate…", ids.reference(incident)),)


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
    sight = _sight(incident, kind)
    return sight is not None and any(isinstance(each, Mitigation) for each in offered(sight))


def _sight(incident: Incident, kind: AlarmKind) -> Sight | None:
    return Sight(incident.evidence, incident.resource, kind, Bounds()) if incident.evidence else None


def _more(incident: Incident, kind: AlarmKind, shown: Collection[str]) -> Menu:
    """Everything else that may be done; `shown` are the actions that have a place of their own."""
    redriving, back = bool(incident.live_job), _way_back(incident, kind)
    offered = (
        ("Runbook", ids.OPEN_RUNBOOK, True),
        ("Try 1…", ids.OPEN_TRY, not redriving and any(each.action == ids.OPEN_TRY for each in back)),
        ("Redrive…", ids.OPEN_REDRIVE, not redriving and bool(back)),
        ("Resolve…", ids.OPEN_RESOLVE, not redriving),
        ("Mitigate…", ids.OPEN_MITIGATE, mitigable(incident, kind)),
        ("Snooze…", ids.OPEN_SNOOZE, ids.SNOOZE not in shown),
        ("Take over", ids.TAKE_OVER, incident.acknowledgement is not None),
        ("Release", ids.RELEASE, incident.acknowledgement is not None),
    )
    options = tuple(
        Option(label, ids.choice(act, incident))
        for label, act, there in offered
        if there and act not in shown
    )
    return Menu(ids.MORE, "More", options, overflow=len(options) <= OVERFLOW_OPTIONS)
