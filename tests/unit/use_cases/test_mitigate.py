"""Who may change a setting, what is done with their request, and what a second arrival does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Permanent, Transient
from bot.domain.evidence.evidence import NOTHING_TO_READ, Evidence
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.incident.command import Click, Done, Mitigate, Undo
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_SECONDS,
    Grant,
    Mitigation,
    MitigationKind,
    MitigationState,
)
from bot.domain.incident.notifications import Reach
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.access import Person
from bot.domain.mitigation.offers import mapping_arn
from bot.domain.policy.policy import Bounds, Route
from bot.ports.incidents import Write
from bot.use_cases.change_setting import ChangeSetting
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.perform_command import PerformCommand
from bot.use_cases.preview_mitigations import MitigationMenu, PreviewMitigations
from bot.use_cases.read_for_command import ReadForCommand
from bot.use_cases.read_for_redrive import ReadForRedrive
from bot.use_cases.write_incident import IncidentWriter
from tests.amended import amended
from tests.fakes import (
    FakeDeadLetterQueues,
    FakeFeeders,
    FakeIncidents,
    FakeJobs,
    FakeLiveSettings,
    FakeOutbox,
    HandClock,
    Store,
)
from tests.unit.domain.incidents import ANA, MINUTE, NOW, OPEN, POLICY, QUEUE
from tests.unit.domain.mitigations import OF_QUEUE, OF_STREAM, SKIPPED, WORKER, evidence

SHORT, LONG = "345600", "1209600"
EVERYTHING = frozenset(Grant)


class Everybody:
    """Implements ports.People: whoever is not among the guests is a full member."""

    def __init__(self) -> None:
        self.guests: set[str] = set()

    def person(self, user: str, route: Route | None = None) -> Person | Missing:
        return Person(user, "T1", "ana", full_member=user not in self.guests, home="T1")

    def reach(self, *_: object) -> tuple[Reach, ...]:
        return ()


class Desk:
    """An incident with what there is to mitigate, and somebody who presses."""

    def __init__(
        self, found: Evidence | None = None, granted: frozenset[Grant] = EVERYTHING, **bounds: object
    ) -> None:
        self.clock, self.store, self.people = HandClock(NOW), Store(), Everybody()
        self.incidents = FakeIncidents(self.store, self.clock)
        self.aws, self.queues = FakeLiveSettings(), FakeDeadLetterQueues(self.clock)
        self.queues.add(QUEUE.arn)
        self.aws.at[QUEUE.arn] = {RETENTION_SECONDS: SHORT}
        policy = POLICY._replace(bounds=Bounds(**bounds))  # type: ignore[arg-type]  # each test names them
        write_incident = IncidentWriter(self.incidents, FakeOutbox(), lambda: policy)
        find = FindIncident(self.incidents, self.people, lambda: policy, self.clock)
        change = ChangeSetting(self.aws, write_incident)

        def deploy(granted: frozenset[Grant]) -> None:
            """With these of the stack's parameters set."""
            self.preview = PreviewMitigations(find, self.aws, lambda: policy, granted)
            jobs = FakeJobs(self.store)
            read = ReadForCommand(
                incidents=self.incidents,
                jobs=jobs,
                queues=self.queues,
                settings=self.aws,
                read_health=lambda *_: NOTHING_TO_READ,
                read_for_redrive=ReadForRedrive(
                    self.queues, FakeFeeders(), jobs, self.incidents, str, invokes=True
                ),
                policy=lambda: policy,
                granted=granted,
            )
            self.perform = PerformCommand(
                incidents=self.incidents,
                people=self.people,
                find=find,
                read=read,
                change_setting=change,
                write_incident=write_incident,
                policy=lambda: policy,
            )

        self.deploy = deploy
        deploy(granted)
        known = found or Evidence(taken_at=NOW, retention=timedelta(days=4))
        self.incidents.save(Write(changed(replace(OPEN, evidence=known), NOW)._replace(before=0)))

    @property
    def incident(self) -> Incident:
        return self.store.incidents[OPEN.group]

    @property
    def events(self) -> list[Event]:
        return [entry.event for _, entry in self.incidents.timeline(OPEN.group, 0)]

    def menu(self) -> MitigationMenu:
        menu = self.preview(OPEN.id, click("look"))
        assert isinstance(menu, MitigationMenu), menu
        return menu

    def offered(self, kind: MitigationKind = MitigationKind.RAISE_QUEUE_RETENTION) -> Mitigation:
        (found,) = (each for each in self.menu().offers if each.kind is kind)
        assert isinstance(found, Mitigation), found
        return found

    def press(
        self, kind: MitigationKind = MitigationKind.RAISE_QUEUE_RETENTION, identity: str = "c1"
    ) -> Done:
        return self.choose(self.offered(kind).key, identity)

    def choose(self, key: str, identity: str = "c1", **more: object) -> Done:
        command = Mitigate(OPEN.id, key, "buys time")._replace(**more)  # type: ignore[arg-type]  # its fields
        return self.perform(command, click(identity), self.clock())

    def undo(self, identity: str = "c2") -> Done:
        taken = self.incident.mitigations[-1]
        return self.perform(Undo(OPEN.id, taken.id, "fixed"), click(identity), self.clock())

    @property
    def standing(self) -> list[MitigationState]:
        return [each.state for each in self.incident.mitigations]


def click(identity: str, user: str = ANA.user) -> Click:
    return Click(identity, user, "")


def test_it_is_written_down_done_and_read_back() -> None:
    desk = Desk()
    assert "read back" in desk.press().said
    assert desk.aws.at[QUEUE.arn] == {RETENTION_SECONDS: LONG}
    assert desk.events[-2:] == [Event.MITIGATION_ASKED, Event.MITIGATED]
    assert desk.standing == [MitigationState.SET]


def test_a_second_arrival_is_told_and_changes_nothing() -> None:
    desk = Desk()
    key = desk.offered().key
    desk.choose(key)
    desk.aws.at[QUEUE.arn] = {RETENTION_SECONDS: SHORT}
    assert not desk.choose(key).refused
    assert desk.aws.at[QUEUE.arn] == {RETENTION_SECONDS: SHORT}
    assert len(desk.aws.changes) == 1


def test_a_second_arrival_finishes_what_the_first_left_open() -> None:
    desk = Desk()
    key = desk.offered().key
    desk.aws.faults[QUEUE.arn] = Transient("no answer")
    assert "has not confirmed it yet: no answer." in desk.choose(key).said
    assert desk.standing == [MitigationState.ASKED]
    assert "read back" in desk.choose(key).said
    assert desk.standing == [MitigationState.SET]


def test_a_lost_answer_is_found_out_by_reading_and_nothing_is_done_twice() -> None:
    desk = Desk()
    key = desk.offered().key
    desk.aws.lost_answers[QUEUE.arn] = Transient("no answer")
    desk.choose(key)
    assert "read back" in desk.choose(key).said
    assert len(desk.aws.changes) == 1


def test_what_sqs_takes_its_time_to_show_is_not_called_done() -> None:
    desk = Desk()
    desk.aws.slow.add(QUEUE.arn)
    key = desk.offered().key
    assert "has not confirmed it yet." in desk.choose(key).said
    assert desk.standing == [MitigationState.ASKED]
    desk.aws.show()
    assert "read back" in desk.choose(key).said
    assert desk.standing == [MitigationState.SET]


def test_a_guest_may_neither_look_nor_do_and_it_is_kept_in_the_story() -> None:
    desk = Desk()
    key = desk.offered().key
    desk.people.guests.add(ANA.user)
    assert not isinstance(desk.preview(OPEN.id, click("look")), MitigationMenu)
    assert desk.choose(key).refused
    assert desk.aws.changes == []
    assert desk.events[-1] is Event.REFUSED


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"choice": "ffffffffffffffffffff"}, "has changed since it was offered"),
        ({"reason": "  "}, "Say why"),
        ({"episode": 7}, "earlier episode"),
        ({"incident": "0000-0000"}, "There is no incident"),
    ],
)
def test_a_request_that_does_not_fit_changes_nothing(more: Mapping[str, object], why: str) -> None:
    desk = Desk()
    done = desk.choose(desk.offered().key, "c1", **more)
    assert done.refused
    assert why in done.said
    assert desk.aws.changes == []


def test_what_stands_there_is_read_just_before() -> None:
    desk = Desk()
    key = desk.offered().key
    desk.aws.at[QUEUE.arn] = {RETENTION_SECONDS: "604800"}
    assert desk.choose(key).refused
    assert desk.aws.at[QUEUE.arn] == {RETENTION_SECONDS: "604800"}


def test_what_is_not_granted_is_refused_with_the_parameter_and_the_command() -> None:
    desk = Desk(granted=EVERYTHING - {Grant.RAISE_QUEUE_RETENTION})
    done = desk.press()
    assert "set AllowRaiseQueueRetention of its stack, or run: aws sqs set-queue-attributes" in done.said
    assert desk.aws.changes == []


def test_a_denied_change_names_what_is_missing() -> None:
    desk = Desk()
    desk.aws.faults[QUEUE.arn] = Permanent("denied: allow sqs:SetQueueAttributes on orders-dlq")
    assert "denied: allow sqs:SetQueueAttributes" in desk.press().said
    assert desk.standing == [MitigationState.FAILED]


def test_an_undo_sets_back_what_stood_there() -> None:
    desk = Desk()
    desk.press()
    assert "ana undid it, read back" in desk.undo().said
    assert desk.aws.at[QUEUE.arn] == {RETENTION_SECONDS: SHORT}
    assert desk.standing == [MitigationState.UNDONE]


def test_an_undo_needs_the_grant_too() -> None:
    desk = Desk()
    desk.press()
    desk.deploy(frozenset())
    assert "set AllowRaiseQueueRetention" in desk.undo().said
    assert desk.aws.at[QUEUE.arn] == {RETENTION_SECONDS: LONG}


def test_an_undo_of_what_nobody_did_is_refused() -> None:
    desk = Desk()
    done = desk.perform(Undo(OPEN.id, "unheard-of", "fixed"), click("c9"), NOW)
    assert done == Done("That is no longer in force.", refused=True)


def test_a_resolved_incident_offers_nothing_new_and_its_undo() -> None:
    desk = Desk()
    desk.press()
    ended = amended(desk.incident, number=0)
    desk.incidents.save(Write(changed(ended, NOW)))
    menu = desk.menu()
    assert (menu.offers, [each.state for each in menu.taken]) == ((), [MitigationState.SET])
    assert not desk.undo().refused


def test_bisect_is_offered_with_what_iam_says_and_refused_with_what_is_missing() -> None:
    target = mapping_arn(OF_STREAM)
    desk = Desk(evidence(OF_STREAM), failure_destination=SKIPPED)
    desk.aws.at[target] = {
        ENABLED: "true",
        "BisectBatchOnFunctionError": "false",
        "MaximumRetryAttempts": "-1",
        ON_FAILURE: "",
        MAXIMUM: "",
    }
    desk.aws.at[WORKER] = {RESERVED: ""}
    key = desk.offered(MitigationKind.BISECT).key
    desk.aws.walls[SKIPPED] = "allow sqs:SendMessage on skipped"
    assert desk.choose(key).refused
    assert "allow sqs:SendMessage on skipped" in [getattr(each, "why", "") for each in desk.menu().offers]
    desk.aws.walls.clear()
    assert not desk.choose(key, "c3").refused
    assert desk.aws.at[target][ON_FAILURE] == SKIPPED
    desk.undo()
    assert desk.aws.at[target][ON_FAILURE] == ""


def test_of_many_mappings_only_as_many_are_read_as_there_is_time_for() -> None:
    many = [OF_QUEUE._replace(uuid=f"{n:08}") for n in range(20)]
    desk = Desk(evidence(*many))
    assert "too much here to read in time" in str(desk.menu().offers)


def test_somebody_who_writes_the_incident_meanwhile_does_not_lose_the_outcome() -> None:
    desk = Desk()
    desk.clock.now += MINUTE
    save = desk.incidents.save
    interfered: list[object] = []

    def interfering(write: Write) -> object:
        if len(interfered) < 2:
            interfered.append(save(Write(changed(desk.incident, NOW))))
        return save(write)

    desk.incidents.save = interfering  # type: ignore[method-assign,assignment]  # the same, after somebody else
    assert "read back" in desk.press().said
    assert desk.standing == [MitigationState.SET]
