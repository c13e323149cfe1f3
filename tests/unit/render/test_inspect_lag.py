"""Inspect of a consumer that is behind: its last words, its settings, its shards, the record it stands at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.dead_letters.sample import ResolvedRecord
from bot.domain.evidence.consumer import AccountLimits, PoolUse
from bot.domain.evidence.lag.inspection import LagInspection, LoggedLine, StuckAt
from bot.domain.evidence.lag.lag import OwnReads, StreamFacts
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.lifecycle.acts.inspect import SHOW_AGAIN, SHOW_RECORD
from bot.render.modals import inspect_lag_modal
from bot.render.view import Button, Controls, ModalView
from bot.slack.markup.block_kit import modal_view
from tests.unit.render import troubles
from tests.unit.render.troubles import HOUR, MAPPING, NOW, SHARDS, WORKER
from tests.unit.render.views import text_of, view_faults

SECOND = timedelta(seconds=1)
SEQUENCE = "49590338271490256608559692538361571095921575989136588898"
SEEN = LagInspection(
    lines=(LoggedLine(NOW, WORKER, f"ValueError at {SEQUENCE}", (SEQUENCE,)),),
    mappings=(MAPPING,),
    shards=SHARDS,
    can_read=True,
)


def _modal(**changes: Any) -> ModalView:
    modal = inspect_lag_modal(troubles.stuck, SEEN._replace(**changes))
    assert view_faults(modal_view(modal)) == []
    return modal


def test_the_consumers_last_lines_are_shown_with_the_sequence_numbers_they_mention() -> None:
    text = text_of(_modal())
    assert f"clicks-worker, 2025-11-21 03:02 UTC · sequence numbers {SEQUENCE}" in text
    assert f"ValueError at {SEQUENCE}" in text


def test_what_is_logged_again_and_again_is_counted() -> None:
    again = SEEN.lines[0]._replace(seen=36)  # type: ignore[union-attr] # it is a tuple
    assert "logged 36" in text_of(_modal(lines=(again,)))


def test_show_the_record_stands_above_the_settings_and_the_log() -> None:
    parts = _modal().parts
    place = next(n for n, part in enumerate(parts) if isinstance(part, Controls))
    assert place <= 2


def test_the_accounts_concurrency_is_told_where_it_is_scarce() -> None:
    use = PoolUse(AccountLimits(1_000, 900), claimed=8)
    for claimed, told in ((8, False), (600, True), (None, True)):
        known = replace(troubles.stuck.evidence, pool=use._replace(claimed=claimed))  # type: ignore[type-var]
        text = text_of(inspect_lag_modal(replace(troubles.stuck, evidence=known), SEEN))
        assert ("Account concurrency" in text) is told


def test_the_mapping_is_a_table_of_the_settings_by_the_names_to_change_them_by() -> None:
    text = text_of(_modal())
    assert "clicks to clicks-worker: Enabled (PROBLEM: Function call failed)" in text
    assert "MaximumRetryAttempts        -1 (unlimited)\n" in text
    assert "BisectBatchOnFunctionError  off\n" in text
    assert "OnFailure                   none: what is skipped is lost\n" in text


def test_the_mapping_of_a_queue_has_the_settings_of_one() -> None:
    queue = MAPPING._replace(
        source="arn:aws:sqs:eu-west-1:123456789012:orders", max_concurrency=2, window=HOUR
    )
    text = text_of(_modal(mappings=(queue,)))
    assert "MaximumConcurrency       2" in text
    assert "MaximumBatchingWindow    1 h" in text
    assert "ParallelizationFactor" not in text


def test_the_age_of_each_shard_is_told() -> None:
    assert "shardId-000000000000: 48 min" in text_of(_modal())
    unread = Missing("the stream has no shard-level metrics")
    assert "Not known which shards are behind: the stream has no shard-level metrics" in text_of(
        _modal(shards=unread)
    )


def test_the_verdict_and_the_clock_stand_there_in_full() -> None:
    text = text_of(_modal())
    assert "48 min behind by IteratorAge, last look" in text
    assert "• 1 of 4 shards behind" in text
    assert "First loss: at the latest 2025-11-22 02:14 UTC (from the age of the last record read" in text
    assert "at this rate" not in text
    assert "ValueError invalid literal for int() with base 10: '…' · log lines" in text


def test_that_lastcall_itself_read_of_the_stream_stands_there() -> None:
    lag = troubles.LAG._replace(own=OwnReads((NOW,), 2 * SECOND))
    read = replace(troubles.stuck, evidence=replace(troubles.STUCK_EVIDENCE, lag=lag))
    assert "the age in that minute may be its own, the other minutes show 2 s at most" in text_of(
        inspect_lag_modal(read, SEEN)
    )


def test_a_loss_that_is_foreseen_later_than_it_may_fall_is_told_beside_it() -> None:
    loss = LossClock(None, NOW + HOUR, "from the age", NOW + 9 * HOUR)
    slow = replace(troubles.stuck, evidence=replace(troubles.STUCK_EVIDENCE, loss=loss))
    text = text_of(inspect_lag_modal(slow, SEEN))
    assert "At this rate, the first loss is 2025-11-21 12:02 UTC" in text


def test_what_could_not_be_read_is_listed() -> None:
    modal = inspect_lag_modal(troubles.denied_lag, LagInspection(lines=Missing("no log group")))
    text = text_of(modal)
    assert "Not known how far behind: denied: allow cloudwatch:GetMetricData on *" in text
    assert "• denied: allow cloudtrail:LookupEvents on *" in text
    assert "What the consumer logged: no log group" in text
    assert "logged no error" not in text


def test_the_record_can_be_asked_for_where_it_can_be_read() -> None:
    assert _pressed(_modal()) == [SHOW_RECORD.id, SHOW_AGAIN.id]
    assert _pressed(_modal(can_read=False)) == [SHOW_AGAIN.id]
    assert "cannot be seen from here" in text_of(_modal(can_read=False))


def _pressed(modal: ModalView) -> list[str]:
    controls = [part for part in modal.parts if isinstance(part, Controls)]
    return [each.action for part in controls for each in part.controls if isinstance(each, Button)]


def test_where_there_are_no_records_none_is_said_to_stand_there() -> None:
    assert "cannot be seen from here" not in text_of(_modal(can_read=False, mappings=()))


def test_that_no_shard_is_metered_is_said_once() -> None:
    why = "the stream's shard-level metrics are off; enabling them costs money"
    evidence = replace(
        troubles.STUCK_EVIDENCE, shards=Missing(why), stream=StreamFacts(troubles.STREAM, 24 * HOUR, shards=4)
    )
    modal = inspect_lag_modal(replace(troubles.stuck, evidence=evidence), SEEN._replace(shards=Missing(why)))
    assert text_of(modal).count(why) == 1


def test_what_those_behind_the_record_have_is_told_with_it() -> None:
    record = ResolvedRecord(SEQUENCE, NOW - HOUR, "user-1", '{"price": "abc"}')
    behind = "Of the 9 records read behind it 9 have the same keys"
    shown = text_of(_modal(record=StuckAt("shardId-0", record, probably=True, behind=behind)))
    assert f"{behind}." in shown


def test_a_record_found_by_its_time_is_only_probably_the_one() -> None:
    record = ResolvedRecord(SEQUENCE, NOW - HOUR, "user-1", '{"price": "abc"}')
    assert "Probably the record it is stuck on" in text_of(
        _modal(record=StuckAt("shardId-0", record, probably=True))
    )
    assert "The record its error names" in text_of(
        _modal(record=StuckAt("shardId-0", record, probably=False))
    )
    assert "Cannot see the record" in text_of(_modal(record=Missing("cannot see the record: denied")))


def test_what_the_read_leaves_behind_is_told_below_the_record() -> None:
    record = ResolvedRecord(SEQUENCE, NOW - HOUR, "user-1", '{"price": "abc"}')
    told = StuckAt("shardId-0", record, probably=True, trace="this look makes the metric show up to 1 h")
    assert "This look makes the metric show up to 1 h." in text_of(_modal(record=told))


def test_without_evidence_it_says_so() -> None:
    modal = inspect_lag_modal(replace(troubles.stuck, evidence=None), SEEN)
    assert "No evidence has been gathered yet" in text_of(modal)
