"""Do what a person asked for, whatever it is: the same steps for every command (bot/domain/acts).

Was it done before, which incident, may they, is it too late, what stands there, what becomes of it; then it
is written once with the click that asked for it, and last what the incident says is still to be done in AWS.
"""

from datetime import datetime

from bot.alarm_kinds import kind_of_incident
from bot.domain.incident.command import Click, Command, Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts import rule_of
from bot.domain.lifecycle.acts.act import may
from bot.domain.lifecycle.acts.command_rule import AnyRule, Asked, Started, untimely
from bot.domain.policy.by import By
from bot.ports.incidents import ClickOutcome, Incidents, QueueBusy, Write
from bot.ports.people import People
from bot.ports.policies import Policies
from bot.use_cases.change_setting import ChangeSetting
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.read_for_command import ReadForCommand
from bot.use_cases.refuse import refuse
from bot.use_cases.requester import by_of, who_asks
from bot.use_cases.write_incident import IncidentWriter, Written


class PerformCommand:
    """A click that arrives again changes nothing twice: it finishes what its first arrival left open."""

    def __init__(
        self,
        *,
        incidents: Incidents,
        people: People,
        find: FindIncident,
        read: ReadForCommand,
        change_setting: ChangeSetting,
        write_incident: IncidentWriter,
        policy: Policies,
    ) -> None:
        self._incidents = incidents
        self._people = people
        self._find = find
        self._read = read
        self._change_setting = change_setting
        self._write_incident = write_incident
        self._policy = policy

    def __call__(self, command: Command, click: Click, now: datetime) -> Done:
        rule = rule_of(command)
        if done := self._incidents.click(click.identity):
            return self._again(rule, command, click, now) or done
        incident, policy = self._find.by_id(command.incident), self._policy()
        if incident is None:
            lists = f"{policy.slash_command} lists the open ones."
            return Done(f"There is no incident {command.incident}. {lists}", refused=True)
        route = route_of(incident, policy)
        person = who_asks(self._people, click, route)
        by = by_of(person, click)
        if refused := may(rule.act, person, route, policy):
            return refuse(self._write_incident, incident, by, refused, click, now)
        return self._do(rule, command, incident, by, click, now)

    def _again(self, rule: AnyRule, command: Command, click: Click, now: datetime) -> Done | None:
        """Whoever took it first may have died before it was done."""
        incident = self._find.by_id(command.incident) if rule.effect else None
        return self._finish(rule, incident, click, now) if incident else None

    def _do(
        self,
        rule: AnyRule,
        command: Command,
        known: Incident,
        by: By,
        click: Click,
        now: datetime,
    ) -> Done:
        def decide(incident: Incident | None) -> Write | Refused:
            if incident is None:
                return Refused("The incident is gone.")
            route, kind = route_of(incident, self._policy()), kind_of_incident(incident)
            asked = Asked(by, now, click.identity, route, kind)
            return self._decide(rule, command, incident, asked)

        match self._write_incident(known.group, decide, now, known=known):
            case Refused() as refused:
                return refuse(self._write_incident, known, by, refused, click, now)
            case QueueBusy():
                return Done(rule.busy, refused=True)
            case Done() as done:
                return done
            case Written(incident):
                return self._finish(rule, incident, click, now) or rule.done
            case _:
                return rule.done

    def _decide(self, rule: AnyRule, command: Command, incident: Incident, asked: Asked) -> Write | Refused:
        if refused := untimely(rule, command, incident):
            return refused
        outcome = ClickOutcome(asked.click, rule.done)
        match rule.decide(incident, command, self._read(rule, command, incident, asked), asked):
            case Refused() as refused:
                return refused
            case Started(change, job):
                return Write(change, click=outcome, start=job)
            case change:
                return Write(change, click=outcome)

    def _finish(self, rule: AnyRule, incident: Incident, click: Click, now: datetime) -> Done | None:
        """What is written down and not yet done in AWS; None where nothing is."""
        under_way = rule.effect(incident, click.identity) if rule.effect else None
        return self._change_setting(incident, under_way, now) if under_way else None
