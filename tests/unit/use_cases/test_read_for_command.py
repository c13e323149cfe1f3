"""What commands want read before they are decided."""

from bot.alarm_kinds import kind_of_incident
from bot.domain.evidence.evidence import NOTHING_TO_READ
from bot.domain.incident.command import (
    Command,
    ContinueRedrive,
    Mitigate,
    PauseRedrive,
    Redrive,
    Release,
    Resolve,
    ResumeRedrive,
    StopRedrive,
    Undo,
)
from bot.domain.lifecycle.acts import RULES, rule_of
from bot.domain.lifecycle.acts.command_rule import Asked
from bot.use_cases.read_for_command import ReadForCommand
from bot.use_cases.read_for_redrive import ReadForRedrive
from tests.fakes import (
    FakeDeadLetterQueues,
    FakeFeeders,
    FakeIncidents,
    FakeJobs,
    FakeLiveSettings,
    HandClock,
    Store,
)
from tests.unit.domain.incidents import ANA, NOW, OPEN, POLICY, ROUTE

ASKING: tuple[Command, ...] = (
    Resolve(OPEN.id),
    Redrive(OPEN.id, "fixed"),
    ContinueRedrive(OPEN.id, "it cannot wait"),
    PauseRedrive(OPEN.id),
    ResumeRedrive(OPEN.id),
    StopRedrive(OPEN.id),
    Mitigate(OPEN.id, "a key", "buys time"),
    Undo(OPEN.id, "a record", "fixed"),
)


def reading() -> ReadForCommand:
    clock, store = HandClock(NOW), Store()
    incidents, jobs, queues = FakeIncidents(store, clock), FakeJobs(store), FakeDeadLetterQueues(clock)
    return ReadForCommand(
        incidents=incidents,
        jobs=jobs,
        queues=queues,
        settings=FakeLiveSettings(),
        read_health=lambda *_: NOTHING_TO_READ,
        read_for_redrive=ReadForRedrive(queues, FakeFeeders(), jobs, incidents, str, invokes=True),
        policy=lambda: POLICY,
        granted=frozenset(),
    )


def test_the_commands_tried_here_are_all_that_want_something_read() -> None:
    assert {type(each) for each in ASKING} == {rule.command for rule in RULES if rule.wants}


def test_a_command_is_given_what_its_rule_wants() -> None:
    asked = Asked(ANA, NOW, "click", ROUTE, kind_of_incident(OPEN))
    for command in ASKING:
        rule = rule_of(command)
        assert rule.wants is not None
        assert isinstance(reading()(rule, command, OPEN, asked), rule.wants)


def test_what_wants_nothing_reads_nothing() -> None:
    asked = Asked(ANA, NOW, "click", ROUTE, kind_of_incident(OPEN))
    command = Release(OPEN.id)
    assert reading()(rule_of(command), command, OPEN, asked) is None
