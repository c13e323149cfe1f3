"""The buttons of a card, by state: at most four, at most one primary, none that can do nothing."""

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts import MENU, mitigate, redrive
from bot.domain.lifecycle.acts.acknowledge import ACKNOWLEDGE
from bot.domain.lifecycle.acts.act import Situation
from bot.domain.lifecycle.acts.continue_redrive import OPEN_CONTINUE, watching
from bot.domain.lifecycle.acts.inspect import OPEN_INSPECT, inspectable
from bot.domain.lifecycle.acts.mitigate import OPEN_MITIGATE
from bot.domain.lifecycle.acts.redrive import OPEN_REDRIVE, OPEN_TRY
from bot.domain.lifecycle.acts.release import RELEASE
from bot.domain.lifecycle.acts.resolve import OPEN_RESOLVE, possible
from bot.domain.lifecycle.acts.runbook import OPEN_RUNBOOK
from bot.domain.lifecycle.acts.snooze import OPEN_SNOOZE, SNOOZE
from bot.domain.lifecycle.acts.stop_redrive import STOP
from bot.domain.policy.hours import work_begins
from bot.domain.policy.policy import Bounds, Route
from bot.domain.redrive.job import Job
from bot.domain.redrive.plan import may_try
from bot.domain.urgency.decision import Preset, snooze_presets
from bot.render import action_ids as ids
from bot.render.action_ids import button
from bot.render.view import OVERFLOW_OPTIONS, Button, Confirm, Control, Menu, Option

_MOST_REMEDIES = 2


def card_controls(
    incident: Incident,
    route: Route,
    bounds: Bounds,
    kind: AlarmKind,
    now: datetime,
    job: Job | Missing | None = None,
) -> tuple[Control, ...]:
    """What a person may press; nothing once the incident has ended."""
    if not incident.live:
        return ()
    running = job if isinstance(job, Job) and job.id == incident.live_job else None
    here = Situation(incident, kind, bounds, job=running)
    buttons = _held(here) if incident.acknowledgement else _open(here, route, now)
    return (*buttons, _more(here, set(_pressable(buttons))))


def _open(here: Situation, route: Route, now: datetime) -> tuple[Control, ...]:
    incident = here.incident
    last = _stop(incident) if incident.live_job else _snooze(incident, route, here.kind, now)
    return (acknowledge(incident), _look(here), last)


def _held(here: Situation) -> tuple[Control, ...]:
    """First what whoever holds it would do: bring messages back, else change what stands in their way."""
    remedy = _way_back(here) or _mitigation(here)
    # Where there are two ways to bring them back, Resolve stands in the menu: four controls are the most.
    room = len(remedy) < _MOST_REMEDIES and possible(here)
    resolve = (button(OPEN_RESOLVE, here.incident),) if room else ()
    return (*remedy, _look(here), *resolve)


def _look(here: Situation) -> Button:
    return button(OPEN_INSPECT if inspectable(here) else OPEN_RUNBOOK, here.incident)


def acknowledge(incident: Incident) -> Button:
    return button(ACKNOWLEDGE, incident, style="primary")


def still_on_it(incident: Incident) -> tuple[Button, Button]:
    """The two answers of whoever is asked."""
    return (acknowledge(incident)._replace(label="Still on it"), button(RELEASE, incident))


def _way_back(here: Situation) -> tuple[Button, ...]:
    if here.incident.live_job:
        onwards = (button(OPEN_CONTINUE, here.incident),) if watching(here) else ()
        return (*onwards, _stop(here.incident))
    return redrives(here.incident) if redrive.wanted(here) else ()


def redrives(incident: Incident) -> tuple[Button, ...]:
    """Never primary: nothing that can be read proves that they would pass. So one goes first."""
    first = (button(OPEN_TRY, incident),) if may_try(incident.evidence) else ()
    return (*first, button(OPEN_REDRIVE, incident))


def _mitigation(here: Situation) -> tuple[Button, ...]:
    return (button(OPEN_MITIGATE, here.incident),) if mitigate.wanted(here) else ()


def _stop(incident: Incident) -> Button:
    sure = Confirm(
        "Stop the redrive?",
        "It stops before its next batch. What was moved stays moved; the rest stays in the queue.",
        "Stop",
        "Let it run",
    )
    return button(STOP, incident, style="danger")._replace(confirm=sure)


def _snooze(incident: Incident, route: Route, kind: AlarmKind, now: datetime) -> Menu:
    offered = snooze_presets(incident, route, now, loses=kind.loses)
    presets = tuple(_preset(incident, route, preset, now) for preset in offered)
    own = ids.option(OPEN_SNOOZE, incident, "Pick a time…")
    return Menu(SNOOZE.id, SNOOZE.label, (*presets, own))


def _preset(incident: Incident, route: Route, preset: Preset, now: datetime) -> Option:
    """A length counts from the press; the begin of work is a time, and is said in the team's own zone."""
    begins = work_begins(route.hours, now)
    if preset.until == begins and route.hours is not None:
        local = preset.until.astimezone(ZoneInfo(route.hours.timezone))
        detail, label = ids.until(preset.until), f"until {local:%a %H:%M} ({local.tzname()})"
    else:
        detail, label = ids.for_a_while(preset.until - now), f"for {preset.label}"
    return ids.option(SNOOZE, incident, f"{SNOOZE.label} {label}", detail)


def _more(here: Situation, shown: Collection[str]) -> Menu:
    """Everything else that may be done; `shown` are the acts that have a place of their own."""
    options = tuple(
        ids.option(act, here.incident)
        for act in MENU
        if act.id not in shown and act.offered and act.offered(here)
    )
    return Menu(ids.MORE, "More", options, overflow=len(options) <= OVERFLOW_OPTIONS)


def _pressable(controls: Collection[Control]) -> Iterator[str]:
    """The acts behind buttons and options."""
    for control in controls:
        if isinstance(control, Button):
            yield control.action
        else:
            chosen = (ids.read_press(control.action, option.value) for option in control.options)
            yield from (press.act for press in chosen if press)
