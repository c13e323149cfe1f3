"""The other parts of the shop, broken on the deployed template: each becomes a card of its own that says why.

They are broken at once and waited for together: most of the time is theirs to fail in. What cannot be told at
the first look, because an alarm fires at its first datapoint, is told by the looks of the minutes after it.
"""

from datetime import timedelta

import pytest

from local.local_aws.stopping import Stop
from local.shop.shop import Shop
from local.slack_workspace import WorkspaceClient
from tests.contract.local_aws.waiting import eventually
from tests.e2e.local_process import RunningLocal
from tests.e2e.story import Person, nobody_was_refused

pytestmark = pytest.mark.timeout(900)
A_FEW_LOOKS = timedelta(minutes=7)
FIXED = "The consumer is fixed and deployed"


@pytest.fixture(scope="module")
def broken(local: RunningLocal) -> Shop:
    shop = Shop(local, alarm_topic_arn=local["alarm_topic_arn"], stop=Stop())
    shop.clicks.send_unreadable(followed_by=9)
    shop.mails.send_by_the_new_form(3)
    shop.thumbnails.upload(6)
    return shop


@pytest.fixture
def ana(broken: Shop, slack: WorkspaceClient) -> Person:
    assert broken.clicks.sent == 10
    return Person(slack)


def test_throttles_are_a_card_that_names_the_limit_and_a_button_that_raises_it(
    ana: Person, broken: Shop
) -> None:
    card = ana.sees_card(
        "throttled at its own reserved concurrency",
        "1 at once of 1 reserved",
        "ReservedConcurrentExecutions: 1 → 2",
        within=A_FEW_LOOKS,
    )
    why = "More pictures than ever"
    held = ana.acknowledges(card, "thumbnails")
    ana.mitigates(held, "Raise the reserved concurrency: thumbnails → 2", why)
    ana.sees_reply(held, "ana set function thumbnails: 1 → 2", why)
    assert broken.thumbnails.at_once == 2
    # What was concluded before the change is taken back, and with it the button that it called for.
    ana.picks("Mitigate…", held)
    ana.changes("Undo: function thumbnails → 1", "The rush is over")
    ana.sees_reply(held, "ana undid it", "function thumbnails is 1 again")
    assert broken.thumbnails.at_once == 1


def test_events_that_failed_to_the_end_are_a_card_with_the_functions_own_error(ana: Person) -> None:
    card = ana.sees_card(
        "mailer-failures: 3 dead letters",
        "MailRefusedError",
        "mailer still fails",
        within=A_FEW_LOOKS,
    )
    ana.presses("open:inspect", card)
    window = ana.sees_window("MailRefusedError", "Ada Customer-")
    ana.closes(window)


def test_dead_letters_are_kept_for_longer_by_the_menu_of_their_card(ana: Person) -> None:
    why = "Nobody can fix it before Monday"
    card = ana.sees_card("mailer-failures")
    ana.picks("Mitigate…", card)
    ana.changes("Raise the retention: mailer-failures → 14 d", why)
    ana.sees_reply(card, "ana set queue mailer-failures: 4 d → 14 d", why)


def test_events_go_back_to_the_function_that_gave_them_up_and_are_done(ana: Person, broken: Shop) -> None:
    broken.mails.deploy_the_fix()
    card = ana.acknowledges(ana.sees_card("mailer-failures"), "mailer-failures")
    ana.presses("open:redrive", card)
    ana.submits(ana.sees_window("3 messages go back", "to function"), ready_reason=FIXED)
    ana.sees_reply(card, "3 of 3 moved back to function mailer")
    assert eventually(lambda: broken.mails.sent() == 3)
    assert broken.mails.failed() == 0


def test_a_record_that_blocks_its_stream_is_a_card_that_says_so_with_its_proof(ana: Person) -> None:
    card = ana.sees_card(
        "clicks-counter",
        "fails at the same place each time",
        "invocations failed",
        "set a failure destination its role may write to",
        within=A_FEW_LOOKS,
    )
    why = "It holds up all behind it"
    ana.mitigates(ana.acknowledges(card, "clicks-counter"), "Skip what keeps failing: ", why)
    ana.sees_reply(card, "ana set", why)


def test_the_record_it_skipped_is_a_card_and_shown_although_only_a_pointer_to_it_was_kept(
    ana: Person, broken: Shop
) -> None:
    assert broken.clicks.skips
    card = ana.sees_card("clicks-skipped: 1 dead letter", "from the records pointed to")
    ana.presses("open:inspect", card)
    window = ana.sees_window("stream pointer", "n/a")
    ana.closes(window)
    assert nobody_was_refused(ana.slack)
