"""Taking in a batch of alarms: what fails alone, what is masked, what is asked for."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Metric, Path, Signal
from bot.domain.errors import Permanent
from bot.domain.incident.incident import Incident, Status
from bot.domain.policy.policy import Policy, Redaction, Route
from bot.domain.resource.grouping import Resource, group_key, incident_id, longer_id
from bot.use_cases.take_in_alarm import Delivery, TakeInAlarm
from bot.use_cases.write_incident import IncidentWriter
from tests.fakes import FakeIncidents, FakeOutbox, HandClock, Store

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
POLICY = Policy(routes=(Route("everything", "C0INCIDENT"),))


class OneUnreadable(FakeIncidents):
    """An incident table in which one group's item was written by a newer release."""

    newer = "111122223333/eu-west-1/queue/newer-dlq"

    def load(self, groups: Collection[str]) -> Mapping[str, Incident]:
        if self.newer in groups:
            raise Permanent("written by a newer release")
        return super().load(groups)


class Intake:
    def __init__(self, incidents: type[FakeIncidents] = FakeIncidents, policy: Policy = POLICY) -> None:
        self.store, self.outbox = Store(), FakeOutbox()
        table = incidents(self.store, HandClock(NOW))
        self.policy = policy
        keep = IncidentWriter(table, self.outbox, lambda: self.policy)
        self.take_in = TakeInAlarm(table, keep, lambda: self.policy)

    @property
    def incident(self) -> Incident:
        (incident,) = self.store.incidents.values()
        return incident


def alarm(
    queue: str, at: datetime = NOW, state: AlarmState = AlarmState.ALARM, **more: object
) -> AlarmTransition:
    known = AlarmTransition(
        arn=f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{queue}",
        name=queue,
        account="111122223333",
        region="eu-west-1",
        state=state,
        at=at,
        path=Path.TOPIC,
        metrics=(Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": queue}),),
    )
    return replace_with(known, more)


def replace_with(known: AlarmTransition, more: Mapping[str, object]) -> AlarmTransition:
    fields = {name: getattr(known, name) for name in AlarmTransition.__slots__}
    return AlarmTransition(**{**fields, **more})


def test_a_new_incident_asks_for_its_evidence_and_to_be_attended_when_the_wait_for_it_ends() -> None:
    intake = Intake()
    intake.take_in([Delivery("m1", alarm("orders-dlq"))], NOW)
    (job,), (command,) = intake.outbox.sent_jobs, intake.outbox.sent_commands
    assert job.document["evidence"]["group"] == intake.incident.group
    assert command.delay == timedelta(seconds=20)


def test_a_policy_that_changes_while_running_is_in_force_for_the_next_alarm() -> None:
    intake = Intake()
    intake.take_in([Delivery("m1", alarm("orders-dlq"))], NOW)
    intake.policy = Policy(routes=(Route("orders", "C0ORDERS01"),))
    intake.take_in([Delivery("m2", alarm("carts-dlq"))], NOW)
    routes = {each.resource.name: each.route for each in intake.store.incidents.values()}
    assert routes == {"orders-dlq": "everything", "carts-dlq": "orders"}


def test_a_group_whose_id_stands_for_another_gets_a_longer_one_and_the_other_keeps_its_own() -> None:
    intake = Intake()
    resource = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")
    squatted = incident_id(group_key(resource))
    intake.store.groups[squatted] = "111122223333/eu-west-1/alarm/made-to-collide"
    assert intake.take_in([Delivery("m1", alarm("orders-dlq"))], NOW) == frozenset()
    assert intake.incident.id == longer_id(group_key(resource))
    assert intake.store.groups == {
        squatted: "111122223333/eu-west-1/alarm/made-to-collide",
        intake.incident.id: group_key(resource),
    }
    later = NOW + timedelta(minutes=1)
    intake.take_in([Delivery("m2", alarm("orders-dlq", later))], later)
    assert (intake.incident.id, intake.incident.fire_count) == (longer_id(group_key(resource)), 2)


def test_a_group_that_cannot_be_read_fails_alone() -> None:
    intake = Intake(OneUnreadable)
    batch = [Delivery("m1", alarm("newer-dlq")), Delivery("m2", alarm("orders-dlq"))]
    assert intake.take_in(batch, NOW) == {"m1"}
    assert intake.incident.resource.name == "orders-dlq"


def test_a_transition_that_passed_by_and_nobody_watches_is_not_kept() -> None:
    intake = Intake()
    assert intake.take_in([Delivery("m1", alarm("orders-dlq", path=Path.BUS))], NOW) == frozenset()
    assert intake.store.incidents == {}


def test_a_transition_that_passed_by_joins_the_incident_it_belongs_to() -> None:
    intake = Intake()
    intake.take_in([Delivery("m1", alarm("orders-dlq"))], NOW)
    later = NOW + timedelta(minutes=1)
    intake.take_in([Delivery("m2", alarm("orders-dlq", later, AlarmState.OK, path=Path.BUS))], later)
    assert intake.incident.recovering


@pytest.mark.parametrize("field", ["name", "reason"])
def test_what_looks_like_a_secret_in_a_notice_is_not_stored(field: str) -> None:
    intake = Intake()
    secret: Mapping[str, object] = {
        "arn": "",
        "signal": Signal.NOTICE,
        "metrics": (),
        field: "deploy failed: password=hunter2-and-more",
    }
    notice = replace_with(alarm("x"), secret)
    intake.take_in([Delivery("m1", notice)], NOW)
    assert intake.incident.status is Status.OPEN
    assert "hunter2" not in repr(intake.store.incidents)
    assert "hunter2" not in repr(intake.store.entries)


def test_what_a_policy_masks_is_masked_in_a_log_line_too() -> None:
    policy = POLICY._replace(redaction=Redaction(patterns=(r"customer-\w+",)))
    intake = Intake(policy=policy)
    function = Resource("function", "orders", "111122223333", "eu-west-1")
    line: Mapping[str, object] = {
        "arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders",
        "signal": Signal.LOG_LINES,
        "about": function,
        "metrics": (),
        "name": "no such customer-anna",
    }
    intake.take_in([Delivery("m1", replace_with(alarm("x"), line))], NOW)
    assert intake.incident.resource == function
    assert "customer-anna" not in repr(intake.store.incidents)
