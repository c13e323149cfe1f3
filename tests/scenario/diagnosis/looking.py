"""From an account to the verdict on the card: the real adapters, probes, look and diagnosis."""

from datetime import timedelta

from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Path
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.verdict import Verdict
from bot.domain.lifecycle.intake import RoutedDelivery, quiet_incident, take_in
from bot.domain.resource.grouping import Resource
from bot.ports.incidents import Write
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.write_incident import IncidentWriter
from bot.wiring.probe_ports import probe_ports
from bot.wiring.runtime import Runtime
from tests.amended import amended
from tests.fakes import FakeIncidents, FakeOutbox, Store
from tests.scenario.diagnosis.account import MINUTE, Account
from tests.scenario.diagnosis.account.boundary import clients
from tests.scenario.harness.places import ACCOUNT, POLICY, REGION, SETTINGS

# Nothing here waits: who is slower than this hangs.
BUDGET = timedelta(seconds=30)


def about(kind: str, name: str) -> Resource:
    """What an alarm is about; a pool is named by its alarm kind alone."""
    return Resource(kind, name, ACCOUNT, REGION)


def evidence_of(aws: Account, kind: str, resource: Resource) -> Evidence:
    """What is kept on the incident after one look, ten minutes into an alarm."""
    store = Store()
    incidents = FakeIncidents(store, aws.clock)
    told = RoutedDelivery(_alarm(aws, resource), kind, POLICY.route_named("everything"))
    quiet = quiet_incident(resource, kind, told.route.name)
    taken = take_in(quiet, [told], [each.name for each in KINDS], aws.clock())
    assert taken.change is not None
    keep = IncidentWriter(incidents, FakeOutbox(), lambda: POLICY)
    acted = amended(taken.change.incident, follow_ups=aws.follow_ups)
    incidents.save(Write(taken.change._replace(incident=acted)))
    world = Runtime(SETTINGS, clients(), aws.clock, POLICY)
    with aws.answering():
        gathered = GatherEvidence(incidents, probe_ports(world), keep, aws.clock, BUDGET)(quiet.group)
    assert gathered is not None
    assert gathered.evidence is not None
    _expect_no_faults(aws, gathered.evidence)
    return gathered.evidence


def verdict_of(aws: Account, kind: str, resource: Resource) -> Verdict:
    verdict = evidence_of(aws, kind, resource).verdict
    assert verdict is not None
    return verdict


def _alarm(aws: Account, resource: Resource) -> AlarmTransition:
    return AlarmTransition(
        arn=f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{resource.name}",
        name=resource.name,
        account=ACCOUNT,
        region=REGION,
        state=AlarmState.ALARM,
        at=aws.clock() - 10 * MINUTE,
        path=Path.TOPIC,
    )


def _expect_no_faults(aws: Account, evidence: Evidence) -> None:
    """A probe that broke, or a request that botocore would not send, is no evidence of anything."""
    assert not aws.faults, aws.faults
    broken = [
        reason
        for reason in evidence.missing
        if "could not look" in reason or "could not be asked" in reason or "no answer within" in reason
    ]
    assert broken == []
