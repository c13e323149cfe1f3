"""Who waits long, for Slack or a look, is not asked after again and again; what is shown counts as shown."""

from datetime import timedelta

from bot.aws.pace import TablePace
from bot.aws.session import STORE
from bot.aws.table import Table
from bot.domain.evidence.look.pace import APART
from bot.domain.incident.change import CARD_CHECK
from bot.domain.lifecycle.next_due import EVIDENCE_AGAIN
from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.aws import clients
from tests.scenario.harness.places import TABLE

POST = "chat.postMessage"
DLQ = Alarm("quiet-dlq")


def closed_for(h: Harness, seconds: int) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=POST, retry_after=str(seconds)))


def others_look_for(h: Harness, wait: timedelta) -> None:
    """A crowd has taken the turns to look that are to come."""
    TablePace(Table(clients().client("dynamodb", STORE), TABLE)).turn(h.clock(), wait // APART)


def asked_for_a_look(h: Harness) -> int:
    return sum(call.about == "JobQueue" for call in h.calls("sqs.SendMessage") if call.by == "on_command")


def test_a_card_that_waits_in_a_line_for_long_is_looked_after_four_times_an_hour(h: Harness) -> None:
    closed_for(h, 3_600)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=59)
    incident = h.incident("quiet-dlq")
    assert incident.card_owed is not None
    assert incident.card_owed.checks == 4
    assert incident.undelivered_since == incident.opened_at
    h.fast_forward(minutes=2)
    h.slack.expect_message("quiet-dlq")
    assert h.incident("quiet-dlq").undelivered_since is None


def test_a_card_found_late_counts_as_shown_from_the_moment_it_is(h: Harness) -> None:
    closed_for(h, 90)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=80)
    assert h.incident("quiet-dlq").undelivered_since is not None
    h.fast_forward(seconds=15, ticking=False)
    h.slack.expect_message("quiet-dlq")
    assert h.incident("quiet-dlq").undelivered_since is None


def test_a_card_that_was_never_found_late_costs_no_write_when_it_is_shown(h: Harness) -> None:
    closed_for(h, CARD_CHECK.seconds - 20)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=CARD_CHECK.seconds - 1, ticking=False)
    h.slack.expect_message("quiet-dlq")
    assert not [call for call in h.calls("dynamodb.TransactWriteItems") if call.by == "on_change"]


def test_who_waits_for_a_look_is_not_asked_for_again_before_its_turn(h: Harness) -> None:
    wait = timedelta(minutes=20)
    others_look_for(h, wait)
    h.dead_letters("quiet-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=(wait + EVIDENCE_AGAIN / 2).total_seconds())
    assert h.incident("quiet-dlq").evidence is not None
    assert asked_for_a_look(h) == 0


def test_a_look_whose_message_was_lost_is_asked_for_again_after_the_turns_that_were_taken(h: Harness) -> None:
    wait = timedelta(minutes=5)
    others_look_for(h, wait)
    h.dead_letters("quiet-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    h.sqs.queue("JobQueue").messages.clear()
    h.fast_forward(seconds=(wait + EVIDENCE_AGAIN).total_seconds())
    assert asked_for_a_look(h) == 1
    assert h.incident("quiet-dlq").evidence is not None
