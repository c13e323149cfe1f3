"""Commands: Bolt's listeners, the handlers behind them, and the use case that advances incidents."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.aws.cards import CardTable
from bot.aws.jobs import JobTable
from bot.aws.mitigations import AwsLiveSettings
from bot.aws.pace import TablePace
from bot.aws.topics import SnsTopics
from bot.domain.incident.mitigation_record import Grant
from bot.probes.run.ports import ProbePorts
from bot.settings import Settings
from bot.slack.answers import SlackAnswers
from bot.slack.app import SlackApp
from bot.slack.handlers import UseCases, desk
from bot.slack.people import SlackPeople
from bot.slack.permalinks import SlackPermalinks
from bot.use_cases.advance_incident import AdvanceIncident, Readers
from bot.use_cases.change_setting import ChangeSetting
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.inspect_samples import InspectSamples
from bot.use_cases.link_cards import LinkCards
from bot.use_cases.look_again import LookAgain
from bot.use_cases.page_topics import PageTopics
from bot.use_cases.perform_command import PerformCommand
from bot.use_cases.preview_mitigations import PreviewMitigations
from bot.use_cases.preview_redrive import PreviewRedrive
from bot.use_cases.read_for_command import ReadForCommand
from bot.use_cases.read_for_redrive import ReadForRedrive
from bot.use_cases.read_health import ReadHealth
from bot.use_cases.read_live_numbers import ReadLiveNumbers
from bot.use_cases.show_runbook import ShowRunbook
from bot.wiring import store
from bot.wiring.probe_ports import probe_ports
from bot.wiring.runbooks import runbooks
from bot.wiring.runtime import Runtime
from bot.wiring.slack import slack_client

if TYPE_CHECKING:
    from bot.ports.clock import Clock


class CommandWiring(NamedTuple):
    clock: "Clock"
    advance: AdvanceIncident
    slack: SlackApp


def wired(runtime: Runtime) -> CommandWiring:
    policy, clock, table = runtime.current, runtime.clock, store.table(runtime)
    slack, looks = slack_client(runtime), probe_ports(runtime)
    incidents, write_incident = store.incidents(runtime), store.incident_writer(runtime)
    rules = runtime.policy.redaction_of_all
    outside = _Outside(
        AwsLiveSettings(runtime.clients),
        SlackPeople(slack, policy, clock),
        ReadHealth(looks),
        CardTable(table),
    )
    page = PageTopics(outside.cards, SnsTopics(runtime.clients, rules), write_incident, policy)
    readers = Readers(outside.cards, outside.people, outside.read_health, outside.settings, TablePace(table))
    use_cases = _use_cases(runtime, outside, looks, SlackPermalinks(slack))
    return CommandWiring(
        clock,
        AdvanceIncident(incidents, readers, page, write_incident, policy),
        SlackApp(desk(use_cases, SlackAnswers(slack, rules=rules), policy, clock)),
    )


class _Outside(NamedTuple):
    """What commands and the clock's work share."""

    settings: AwsLiveSettings
    people: SlackPeople
    read_health: ReadHealth
    cards: CardTable


def _use_cases(
    runtime: Runtime, outside: _Outside, looks: ProbePorts, permalinks: SlackPermalinks
) -> UseCases:
    policy, clock = runtime.current, runtime.clock
    incidents, write_incident = store.incidents(runtime), store.incident_writer(runtime)
    jobs, allowed = JobTable(store.table(runtime)), granted(runtime.settings)
    find = FindIncident(incidents, outside.people, policy, clock)
    read_for_redrive = _read_for_redrive(runtime, looks, jobs)
    gather = GatherEvidence(
        incidents, looks, write_incident, clock, runtime.policy.evidence_budget, runtime.sleep
    )
    read = ReadForCommand(
        incidents=incidents,
        jobs=jobs,
        queues=looks.queues,
        settings=outside.settings,
        read_health=outside.read_health,
        read_for_redrive=read_for_redrive,
        policy=policy,
        granted=allowed,
    )
    return UseCases(
        perform=PerformCommand(
            incidents=incidents,
            people=outside.people,
            find=find,
            read=read,
            change_setting=ChangeSetting(outside.settings, write_incident),
            write_incident=write_incident,
            policy=policy,
        ),
        inspect=InspectSamples(incidents, find, gather, looks, policy),
        look_again=LookAgain(find, gather),
        preview=PreviewRedrive(looks.queues, read_for_redrive, find, policy),
        live_numbers=ReadLiveNumbers(looks.queues, outside.read_health),
        runbook=ShowRunbook(find, runbooks, policy),
        find=find,
        links=LinkCards(outside.cards, permalinks),
        mitigations=PreviewMitigations(find, outside.settings, policy, allowed),
    )


def _read_for_redrive(runtime: Runtime, looks: ProbePorts, jobs: JobTable) -> ReadForRedrive:
    return ReadForRedrive(
        looks.queues,
        looks.feeders,
        jobs,
        store.incidents(runtime),
        _new_id,
        invokes=runtime.settings.redrives_to_functions == "true",
    )


def granted(settings: Settings) -> frozenset[Grant]:
    """The mitigations that the stack's parameters allow."""
    return frozenset(grant for grant in Grant if getattr(settings, grant) == "true")


def _new_id(now: datetime) -> str:
    """Sorts by time and collides with nothing: milliseconds and eighty random bits."""
    return f"{int(now.timestamp() * 1000):012x}{secrets.token_hex(10)}"
