"""Every guard is missed when it is gone: without it, something that must hold does not hold any more.

A guard that could be taken away unnoticed would be either needless or untested.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

import bot.aws.cards
import bot.aws.save
import bot.domain.lifecycle.acts.command_rule
import bot.domain.lifecycle.acts.redrive
import bot.domain.lifecycle.acts.undo
import bot.domain.lifecycle.escalation.paging
import bot.domain.lifecycle.intake
import bot.domain.mitigation.life
import bot.domain.redrive.plan
import bot.probes.parts.decoded_message
import bot.slack.answers
import bot.slack.channel
import bot.slack.markup.block_kit
import bot.slack.markup.mrkdwn
import bot.slack.verify
import bot.use_cases.advance_incident
import bot.use_cases.change_setting
import bot.use_cases.find_incident
import bot.use_cases.find_ways
import bot.use_cases.perform_command
import bot.use_cases.project_card
import bot.use_cases.redrive
import bot.use_cases.redrive_slice
import bot.use_cases.show_metric_graph
import bot.use_cases.take_in_alarm
from bot.aws.incident_table import IncidentTable
from bot.domain.dead_letters.way_back import SourceQueue
from bot.domain.evidence.health import Healthy
from bot.domain.lifecycle.card.line import Line
from bot.domain.redaction.sample_text import sample_text
from bot.domain.redrive.job import claimed
from bot.slack.channel import SlackChannel
from tests.faults import consequences as then
from tests.scenario.harness import Harness

Remove = Callable[[pytest.MonkeyPatch], None]
Proof = Callable[[Harness], object]


class Guard(NamedTuple):
    """Attributes: proof is falsy when all is well, and whatever is wrong otherwise."""

    name: str
    remove: Remove
    proof: Proof


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def sets(place: Any, name: str, value: Any) -> Remove:
    return lambda patch: patch.setattr(place, name, value)


def both(*removals: Remove) -> Remove:
    def remove(patch: pytest.MonkeyPatch) -> None:
        for each in removals:
            each(patch)

    return remove


# How each is taken away


def _always(condition: str) -> str:
    return f"attribute_not_exists(no_such_attribute) OR {condition}"


def _delete_everything(run: Any, source: Any, going: Any) -> None:
    run._ways_back.send(going)
    run._delete(source, [each.message for each in going])


def _as_it_came() -> Callable[..., tuple[int, int]]:
    """Whatever is delivered last counts as the newest."""
    deliveries = iter(range(1_000_000, 0, -1))  # what is delivered is placed before what it is compared with
    return lambda *_: (next(deliveries), 0)


def _unredacted(body: str, *given: Any) -> Any:
    return sample_text("{}", *given)._replace(text=body)


def _plan_anyway(found: Any, *given: Any, **named: Any) -> Any:
    return bot.domain.redrive.plan.plan_redrive(replace(found, live_job=""), *given, **named)


_NO_TIME = timedelta(0)
GUARDS = (
    Guard(
        "the incident is as it was read",
        sets(bot.aws.save, "_STILL_THAT_VERSION", _always("version = :version")),
        then.a_write_in_between_is_lost,
    ),
    Guard(
        "the card is as it was read",
        sets(bot.aws.cards, "_NEW", "attribute_not_exists(no_such_attribute)"),
        then.two_projections_post_twice,
    ),
    Guard(
        "the lease",
        sets(bot.use_cases.project_card, "LEASE", _NO_TIME),
        then.a_projection_posts_beside_another,
    ),
    Guard(
        "the lease is still held",
        sets(bot.aws.cards, "_LEASED", _always("lease = :held")),
        then.a_projection_that_lost_its_lease_writes_what_it_shows,
    ),
    Guard(
        "that a picture is tried is written first",
        sets(bot.use_cases.show_metric_graph, "replace", lambda card, **_: card),
        then.a_picture_comes_twice,
    ),
    Guard(
        "search before posting again",
        sets(SlackChannel, "find", lambda *_: None),
        then.a_post_that_was_accepted_is_posted_again,
    ),
    Guard(
        "a page that may have gone out is counted",
        sets(bot.domain.lifecycle.escalation.paging, "MOST_UNANSWERED", 99),
        then.a_page_goes_out_again_and_again,
    ),
    Guard(
        "the identity of a click",
        both(
            sets(IncidentTable, "click", lambda *_: None),
            sets(bot.aws.save, "_FIRST_TIME", _always("expires_at <= :now")),
        ),
        then.a_replayed_click_is_applied_again,
    ),
    Guard(
        "delete only what was accepted",
        sets(bot.use_cases.redrive_slice.Slice, "_move", _delete_everything),
        then.a_message_that_was_refused_is_deleted,
    ),
    Guard(
        "move only what was sent before the plan",
        sets(bot.use_cases.find_ways, "by_sqs", lambda message, *_: SourceQueue(message.source)),
        then.what_came_back_is_moved_again,
    ),
    Guard(
        "hand events over only to whom configuration confirms",
        both(
            sets(bot.use_cases.find_ways, "confirmed", lambda way, *_: way),
            sets(bot.use_cases.find_ways, "as_promised", lambda way, _: way),
        ),
        then.a_forged_record_invokes_the_function_it_names,
    ),
    Guard(
        "one redrive of a queue",
        both(
            sets(bot.domain.lifecycle.acts.redrive, "plan_redrive", _plan_anyway),
            sets(bot.aws.save, "_NEW", "attribute_not_exists(no_such_attribute)"),
        ),
        then.two_redrives_run_at_once,
    ),
    Guard(
        "the lease of a slice",
        sets(bot.use_cases.redrive, "claimed", lambda job, now: claimed(replace(job, lease_until=None), now)),
        then.two_slices_of_one_job_run_at_once,
    ),
    Guard(
        "escape",
        both(
            sets(bot.slack.markup.mrkdwn, "escaped", lambda text: text),
            sets(bot.slack.markup.block_kit, "literal", lambda text: text),
        ),
        then.markup_is_obeyed,
    ),
    Guard(
        "redact where it is read, and again where it is posted",
        both(
            sets(bot.probes.parts.decoded_message, "sample_text", _unredacted),
            sets(bot.slack.answers, "without_secrets", lambda view, _: view),
        ),
        then.a_secret_is_shown,
    ),
    Guard("the signature", sets(bot.slack.verify, "signed", lambda *_: True), then.a_forged_press_comes_in),
    Guard("the oldest timestamp", sets(bot.slack.verify, "OLDEST", 10**9), then.an_old_press_comes_in),
    Guard(
        "the furthest timestamp",
        sets(bot.slack.verify, "FURTHEST_AHEAD", 10**9),
        then.a_press_of_tomorrow_comes_in,
    ),
    Guard(
        "the episode",
        sets(bot.domain.lifecycle.acts.command_rule, "_stale", lambda *_: None),
        then.a_button_of_an_earlier_episode_acts,
    ),
    Guard("access", sets(bot.use_cases.perform_command, "may", lambda *_: None), then.a_guest_acts),
    Guard(
        "access to AWS",
        both(
            sets(bot.use_cases.find_incident, "may", lambda *_: None),
            sets(bot.use_cases.perform_command, "may", lambda *_: None),
        ),
        then.a_guest_mitigates,
    ),
    Guard(
        "what stands there before an undo",
        both(
            sets(bot.domain.mitigation.life, "same", lambda *_: True),
            sets(bot.use_cases.change_setting, "same", lambda *_: True),
        ),
        then.an_undo_overwrites_what_somebody_else_set,
    ),
    Guard(
        "what an undo would delete",
        sets(bot.domain.lifecycle.acts.undo, "undo_loses", lambda *_, **__: ""),
        then.an_undo_deletes_what_stands_there,
    ),
    Guard(
        "the alarm's own order",
        lambda patch: patch.setattr(bot.domain.lifecycle.intake, "order", _as_it_came()),
        then.a_late_alarm_undoes_a_newer_ok,
    ),
    Guard(
        "what an ended episode knew",
        sets(bot.domain.lifecycle.intake, "_closed", lambda *_: False),
        then.a_late_copy_opens_another_episode,
    ),
    Guard(
        "a channel that asked to wait",
        sets(Line, "open", lambda *_: True),
        then.a_closed_channel_is_asked_again,
    ),
    Guard(
        "each group fails alone",
        sets(bot.use_cases.take_in_alarm, "BotError", ZeroDivisionError),
        then.a_poison_record_takes_its_neighbours_with_it,
    ),
    Guard(
        "read again what says it is well",
        sets(bot.use_cases.advance_incident.AdvanceIncident, "_health", lambda *_: Healthy("so it says")),
        then.an_ok_is_taken_for_a_proof,
    ),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_is_missed_when_it_is_gone(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    with Harness(strict=False) as h:
        assert not guard.proof(h)
    guard.remove(monkeypatch)
    with Harness(strict=False) as h:
        assert guard.proof(h)
