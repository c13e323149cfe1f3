"""What stands on a card beside headline and decision, in which order, and how much of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.alarm_kinds import KINDS, kind_named
from bot.aws.denial import denial
from bot.domain.alarm.alarm_kind import Count
from bot.domain.evidence.consumer import AccountLimits, ConsumerHealth, Deployment, PoolUse
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Evidence, KeyDifference, LastTime, PointedTo
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.lag.lag import Lag, Losses, OwnReads, ShardAge, StreamFacts, Throughput
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Setting, Verdict
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Bounds
from bot.render.card.controls import card_controls
from bot.render.card.headline_count import headline_count
from bot.render.card.missing_line import in_short
from bot.render.phrases import fitted, words
from bot.render.plain_text import plain, plain_lines
from bot.render.view import Button
from tests.amended import amended
from tests.unit.render import incidents, troubles
from tests.unit.render.incidents import NOW, ROUTE, card_read
from tests.unit.render.troubles import FACTS, HOUR, LAG, MINUTE, STUCK_EVIDENCE, WINDOW, incident_of


def _evidence(**parts: Any) -> Evidence:
    return Evidence(taken_at=NOW, **parts)


def _why(incident: Incident, **parts: Any) -> str:
    return plain_lines(card_read(replace(incident, evidence=_evidence(**parts))).why)


def _letters(**parts: Any) -> str:
    return _why(incidents.open_incident, **parts)


def _headline(incident: Incident) -> str:
    return plain(card_read(incident).headline)


def test_dead_letters_of_a_stream_name_the_incident_that_skipped_them() -> None:
    stream, counter = "arn:aws:kinesis:r:1:stream/clicks", "arn:aws:lambda:r:1:function:clicks-counter:live"
    fed = Feeder("stream", stream, through=counter, confirmed=True, messages=2, incident="K7Q2-M9TD")
    told = _letters(feeders=(fed, fed._replace(format="stream_pointer")))
    assert "Skipped by incident K7Q2-M9TD of clicks-counter · Fed by clicks" in told


def test_a_card_of_a_table_tells_which_limit_refused() -> None:
    refused = Throughput(4, 900, {"WriteKeyRangeThroughput": 900, "ReadProvisionedThroughput": 4})
    assert "Refused by: 900× WriteKeyRangeThroughput · 4× ReadProvisionedThroughput" in _why(  # noqa: RUF001 - the sign
        incidents.open_incident, throughput=refused
    )


# Room and order.


def test_parts_are_shown_whole_and_the_first_in_any_case() -> None:
    long, short, shorter = words("x" * 30), words("y" * 8), words("z" * 4)
    assert plain(fitted((long, short, shorter), 20)) == "x" * 30
    assert plain(fitted((short, long, (), shorter), 20)) == "yyyyyyyy · zzzz"


def test_of_all_that_is_known_what_it_fails_with_comes_first_and_where_it_comes_from_last() -> None:
    text = plain_lines(card_read(troubles.close_look).why)
    told = ["Failed with:", "fullname", "Still failing", "Depth", "as of", "Fed by orders", "Last time"]
    assert sorted(told, key=text.index) == told


def test_facts_that_do_not_fit_never_push_out_what_could_not_be_read() -> None:
    crowded = replace(
        troubles.CLOSE_LOOK,
        deployment=Missing("denied: allow cloudtrail:LookupEvents on *"),
        feeders=tuple(Feeder("queue", f"arn:aws:sqs:eu:1:{'q' * 70}{n}", confirmed=True) for n in range(9)),
    )
    lines = card_read(replace(troubles.close_look, evidence=crowded)).why
    assert "Could not read: denied: allow cloudtrail:LookupEvents" in plain(lines[-1])
    assert len(lines) == 3


def test_the_deployment_is_not_told_twice() -> None:
    deployment = Deployment(FACTS.arn, NOW - HOUR, "42", "41", "ben")
    assert "42 deployed" in _letters(deployment=deployment)
    told = replace(
        troubles.close_look, evidence=replace(troubles.CLOSE_LOOK, deployment=deployment, shapes=())
    )
    assert "deployed" not in plain_lines(card_read(told).why)


# Dead letters.


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        pytest.param(
            KeyDifference(37, 12, (("fullname", 31),), (("firstname", 31),)),
            "fullname missing and firstname present instead in 31 of 37",
            id="a renamed field",
        ),
        pytest.param(KeyDifference(37, 12, (("id", 30),)), "id missing in 30 of 37", id="missing"),
        pytest.param(
            KeyDifference(9, 1, (), (("debug", 4),)), "debug only in failed ones, 4 of 9", id="extra"
        ),
    ],
)
def test_how_failed_payloads_differ_is_said_in_a_few_words(difference: KeyDifference, said: str) -> None:
    assert said in _letters(keys=difference)


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (NOW - 45 * MINUTE, "clicks-worker 42 deployed 02:12 UTC by ben, first failure 02:17 UTC"),
        (NOW - 55 * MINUTE, "first failure 02:07 UTC, clicks-worker 42 deployed 02:12 UTC by ben"),
    ],
)
def test_deployment_and_first_failure_are_told_in_the_order_in_which_they_happened(
    since: Any, said: str
) -> None:
    health = ConsumerHealth(FACTS, WINDOW, errors_since=since)
    assert said in _letters(
        deployment=Deployment(FACTS.arn, NOW - 50 * MINUTE, "42", "41", "ben"), consumers=(health,)
    )


def test_an_old_deployment_is_no_news() -> None:
    assert "deployed" not in _letters(deployment=Deployment(FACTS.arn, NOW - timedelta(days=3), "42"))


def test_three_messages_are_called_as_many_records_as_they_stand_for() -> None:
    assert "3 dead letters = 240 records" in _headline(troubles.pointers)
    assert "3 sampled = 240 records" in _letters(depth=Depth(90), sampled=3, records=240)


def test_pointers_whose_records_are_gone_are_lost_and_not_empty() -> None:
    assert "2 pointers lead to lost records, 7 still readable" in _letters(
        pointed_to=PointedTo(3, found=7, lost=2)
    )
    assert "lost" not in _letters(pointed_to=PointedTo(3, found=7))


def test_who_only_says_that_it_wrote_is_told_apart_from_who_does() -> None:
    text = _letters(
        feeders=(Feeder("queue", "arn:aws:sqs:eu:1:orders", confirmed=True), Feeder("function", "a:fake"))
    )
    assert "Fed by orders · Claims to come from fake (unconfirmed)" in text


def test_a_function_that_writes_is_named_without_its_version() -> None:
    mailer = "arn:aws:lambda:eu-west-1:111122223333:function:mailer:$LATEST"
    assert "Fed by mailer" in _letters(feeders=(Feeder("function", mailer, confirmed=True),))


def test_how_it_ended_last_time_is_told() -> None:
    last = LastTime(NOW - timedelta(days=9), "by hand", "ana", "rolled back v38")
    assert "Last time, 2025-11-12 03:02 UTC, resolved by ana: rolled back v38" in _letters(last_time=last)


@pytest.mark.parametrize(
    ("known_from", "label"),
    [("messages", "Failed with: 3"), ("requests", "Failed with: 3"), ("logs", "Failures logged: 3")],
)
def test_failures_of_these_messages_are_told_apart_from_whatever_was_logged(
    known_from: str, label: str
) -> None:
    assert label in _letters(shapes=(ErrorShape("KeyError", 3),), shapes_from=known_from)


def test_aws_own_words_stand_where_nobody_tells_what_it_failed_with() -> None:
    assert "Reason given: 31× NO_PERMISSIONS" in _letters(causes=(("NO_PERMISSIONS", 31),))  # noqa: RUF001 - times
    assert "Reason given" not in _letters(causes=(("X", 1),), shapes=(ErrorShape("KeyError", 1),))


# Lag.


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({}, "about 12,000 records behind, stuck since 02:14 UTC", id="stuck"),
        pytest.param({"slope": 0.3}, "records behind, falling behind since about 02:14", id="slow"),
        pytest.param({"slope": 0.0}, "about 12,000 records behind · ", id="keeps its distance"),
        pytest.param({"slope": None}, "about 12,000 records behind · ", id="no trend known"),
        pytest.param({"waiting": None}, "records behind, oldest 48 min, stuck since", id="not counted"),
        pytest.param({"waiting": 12_096, "exact": True}, ": 12,096 records behind", id="counted"),
        pytest.param({"waiting": 0}, "no records behind · ", id="nothing waits"),
        pytest.param({"waiting": 1, "exact": True}, ": 1 record behind", id="one"),
    ],
)
def test_the_headline_says_how_much_stands_and_since_when(changes: dict[str, Any], said: str) -> None:
    lag = LAG._replace(**changes)
    assert said in _headline(replace(troubles.stuck, evidence=replace(STUCK_EVIDENCE, lag=lag)))


def test_what_is_stuck_since_yesterday_names_the_day() -> None:
    lag = LAG._replace(rising_since=NOW - timedelta(hours=21), age=timedelta(hours=20))
    headline = _headline(replace(troubles.stuck, evidence=replace(STUCK_EVIDENCE, lag=lag)))
    assert "stuck since 2025-11-20 07:02 UTC" in headline


def test_it_is_stuck_since_what_it_stands_at_came_and_not_since_the_five_minutes_before() -> None:
    lag = LAG._replace(rising_since=NOW - timedelta(minutes=11), age=timedelta(minutes=8))
    headline = _headline(replace(troubles.stuck, evidence=replace(STUCK_EVIDENCE, lag=lag)))
    assert "stuck since 02:54 UTC" in headline


def test_which_shards_are_behind_is_said_or_how_that_could_be_known() -> None:
    assert "1 of 4 shards behind: 000000 by 48 min" in plain_lines(card_read(troubles.stuck).why)
    unmetered = plain_lines(card_read(troubles.stuck_unmetered).why)
    assert "Shards unknown: shard-level metrics are off" in unmetered
    assert "Could not look" not in unmetered


def test_shards_that_could_not_be_read_although_they_are_measured_are_unread() -> None:
    evidence = _evidence(
        shards=Missing("no answer within 8 s"), stream=StreamFacts("a", HOUR, shard_metrics=True)
    )
    text = plain_lines(card_read(replace(troubles.stuck, evidence=evidence)).why)
    assert "Could not read: no answer within 8 s" in text
    assert "Which shards" not in text


def test_by_when_it_has_caught_up_is_said_only_where_it_gets_nearer() -> None:
    assert "Catching up, done by 2025-11-21 03:34 UTC at this rate" in plain_lines(
        card_read(troubles.catching_up).why
    )
    for slope in (None, 0.0, 1.0, -0.000001):
        assert "done by" not in _why(troubles.stuck, lag=LAG._replace(slope=slope))


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (OwnReads((NOW,), MINUTE), "that minute may be its own, the other minutes show 1 min at most"),
        (OwnReads((NOW - MINUTE, NOW)), "2 minutes may be its own, the other minutes show no age"),
    ],
)
def test_a_card_tells_that_lastcall_itself_may_have_made_the_age(own: OwnReads, said: str) -> None:
    told = f"Lastcall itself read records from this stream at 03:02 UTC: the age in {said}"
    assert told in _why(troubles.stuck, lag=LAG._replace(own=own))
    assert "Lastcall itself" not in _why(troubles.stuck, lag=LAG)


def test_the_age_is_drawn() -> None:
    assert "Oldest 48 min ▁▁▁▁▂▃▄▆█ ·" in plain_lines(card_read(troubles.stuck).why)


def test_an_age_of_minutes_ago_has_its_own_time() -> None:
    old = LAG._replace(at=STUCK_EVIDENCE.taken_at - timedelta(minutes=3))
    stuck = replace(troubles.stuck, evidence=replace(STUCK_EVIDENCE, lag=old))
    assert "Oldest 48 min ▁▁▁▁▂▃▄▆█ at 02:59 UTC · " in plain_lines(card_read(stuck).why)
    uncounted = replace(STUCK_EVIDENCE, lag=old._replace(waiting=None))
    assert "oldest" not in _headline(replace(troubles.stuck, evidence=uncounted))


def test_shards_without_an_age_are_not_counted() -> None:
    assert "shards" not in _why(troubles.stuck, shards=(ShardAge("shardId-1", None),))


# Lost, dropped, throttled, composite.


def _health(**numbers: Any) -> dict[str, Any]:
    return {"consumers": (ConsumerHealth(FACTS, WINDOW)._replace(**numbers),)}


@pytest.mark.parametrize(
    ("kind", "parts", "said"),
    [
        ("lost_events", {"losses": Losses(WINDOW, lost=12)}, "12 lost events in 15 min"),
        ("lost_events", {"losses": Missing("denied")}, "lost events"),
        ("async_events_dropped", {"losses": Losses(WINDOW, dropped=1)}, "1 dropped event in 15 min"),
        ("throughput_exceeded", {"throughput": Throughput(2, 5)}, "7 refused requests"),
        ("throughput_exceeded", {"throughput": Throughput()}, "refused requests"),
        ("function_errors", _health(errors=45), "45 failed invocations in 15 min"),
        ("function_errors", _health(), "failed invocations"),
        ("function_errors", {"consumers": Missing("denied")}, "failed invocations"),
        ("function_throttles", _health(throttles=0), "no throttled invocations in 15 min"),
        ("function_concurrency", _health(concurrency=9), "9 concurrent executions"),
        ("iterator_age", {"lag": Missing("denied")}, "records behind"),
    ],
)  # fmt: skip
def test_each_kind_counts_what_it_names_and_nothing_where_nobody_counted(
    kind: str, parts: dict[str, Any], said: str
) -> None:
    incident = incident_of(kind, "clicks-worker", evidence=_evidence(**parts))
    assert headline_count(incident, kind_named(kind)) == said


def test_every_count_is_told_apart_by_some_kind() -> None:
    assert {kind.counts for kind in KINDS if kind.counts} == set(Count)


def test_what_was_dropped_says_who_keeps_it() -> None:
    kept = card_read(troubles.dropped)
    assert plain(kept.decision).startswith("Not lost yet: clicks-skipped keeps the dropped events until")
    losses = Losses(WINDOW, dropped=30)
    lost = card_read(replace(troubles.dropped, evidence=_evidence(losses=losses)))
    assert plain(lost.decision).startswith("Perhaps already lost")
    assert "30 events dropped in 15 min, kept nowhere" in plain_lines(lost.why)


def test_who_uses_the_pool_is_named_most_first() -> None:
    text = plain_lines(card_read(troubles.throttled).why)
    assert "1,000 of 1,000 (image-resizer 870, orders-worker 80, reports 40)" in text


@pytest.mark.parametrize("claimed", [8, 499, None])
def test_a_pool_of_which_most_is_free_is_no_news_on_a_card(claimed: int | None) -> None:
    assert "concurrency" not in _letters(pool=PoolUse(AccountLimits(1000, 1000), claimed))


def test_a_pool_of_which_half_is_taken_is_told() -> None:
    use = PoolUse(AccountLimits(1000, 1000), 500, (("orders-worker", 2),))
    assert "500 of 1,000 (orders-worker 2)" in _letters(pool=use)


def test_an_alarm_on_the_pool_tells_who_uses_it_however_much_is_free() -> None:
    account = incident_of("account_concurrency", "account")
    about = replace(account, resource=account.resource._replace(kind="account_pool"))
    use = PoolUse(AccountLimits(1000, 1000), 8, (("orders-worker", 2),))
    assert "8 of 1,000 (orders-worker 2)" in _why(about, pool=use)


def test_a_composite_names_the_children_that_fire() -> None:
    assert "2 of 3 in ALARM: checkout-5xx, orders-dlq-not-empty" in plain_lines(
        card_read(troubles.composite).why
    )
    quiet = replace(troubles.composite, children=troubles.composite.children[2:])
    assert "Composite of payments-latency" in plain_lines(card_read(quiet).why)


# The verdict.


def _verdict(incident: Incident) -> str:
    return plain(card_read(incident).verdict)


def test_a_verdict_says_what_with_its_numbers_the_setting_and_the_next_step() -> None:
    text = _verdict(troubles.events_waiting)
    assert text == (
        "thumbnails is throttled by its own reserved concurrency: 1,412 throttled, concurrency 2 of 2"
        " reserved. Change ReservedConcurrentExecutions: 2 → 4 (function thumbnails)."
        " Next: Raise it as far as what it calls can bear"
    )


def test_what_cannot_be_told_says_what_to_read() -> None:
    assert "Cause not known yet: age rises" in _verdict(troubles.cannot_tell)
    assert "To find out: Read the mapping of clicks-worker" in _verdict(troubles.cannot_tell)


def test_a_verdict_is_short_whatever_it_says() -> None:
    long = "word " * 200
    setting = Setting(long, long, long, long)
    verdict = Verdict(Cause.TOO_SLOW, long, (long, long), setting, long)
    evidence = replace(STUCK_EVIDENCE, verdict=verdict)
    assert len(_verdict(replace(troubles.stuck, evidence=evidence))) < 560


def test_a_verdict_of_what_has_ended_or_is_well_again_is_not_told() -> None:
    evidence = troubles.CLOSE_LOOK
    assert _verdict(replace(incidents.resolved, evidence=evidence)) == ""
    assert _verdict(replace(incidents.recovering, evidence=evidence)) == ""
    assert _verdict(replace(incidents.not_healthy, evidence=evidence))


def _primary(incident: Incident) -> list[str]:
    controls = card_controls(incident, ROUTE, Bounds(), kind_named("dead_letters"), NOW)
    return [each.label for each in controls if isinstance(each, Button) and each.style == "primary"]


def test_redrive_is_never_recommended_since_nothing_proves_that_they_would_pass() -> None:
    assert _primary(amended(troubles.changed_since, acknowledgement=None)) == ["Acknowledge"]
    assert _primary(troubles.changed_since) == []


# What could not be read.


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        pytest.param(["no answer within 8 s"], "no answer within 8 s", id="one as it is"),
        pytest.param(
            [f"denied: allow logs:FilterLogEvents on {'x' * 99}", "denied: allow lambda:GetPolicy on *"],
            "denied: logs:FilterLogEvents, lambda:GetPolicy",
            id="two are named",
        ),
        pytest.param(
            [f"denied: allow {each}:Get on everything there is" for each in ("sqs", "logs", "s3", "a", "b")],
            "5 reads denied (sqs, logs, s3, a, …)",
            id="many are counted",
        ),
        pytest.param(
            ["no answer within 8 s " * 5, "AWS throttles it " * 6],
            "no answer within 8 s no answer within 8 s no answer within 8 s no ans… and 1 more",
            id="others are counted",
        ),
    ],
)  # fmt: skip
def test_what_could_not_be_read_is_merged(reasons: list[str], said: str) -> None:
    assert in_short(reasons) == said


SCP = "an explicit deny in a service control policy"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (f"with {SCP}", f", with {SCP}"),
        (f"with {SCP}: arn:aws:organizations::1:policy/o-x/service_control_policy/p-1", f", with {SCP}"),
        ("because no VPC endpoint policy allows the x action", ", because no VPC endpoint policy allows it"),
        ("because no identity-based policy allows the x action", ""),
        ("", "; AWS does not say by which policy"),
    ],
)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_denial_keeps_aws_own_reason_however_many_there_are(why: str, said: str, count: int) -> None:
    """To allow it mends only what Lastcall's own policies lack."""
    actions = [f"{service}:DescribeSomething" for service in ("sqs", "logs", "s3", "lambda", "sns")[:count]]
    resource = f"arn:aws:sqs:eu-west-1:111122223333:{'x' * 80}"
    messages = {each: f"is not authorized to perform: {each} {why}" for each in actions}
    told = in_short([denial(message, each, resource) for each, message in messages.items()])
    few = f"denied: {', '.join(actions)}"
    assert told == (few if len(actions) <= 2 else "5 reads denied (sqs, logs, s3, lambda, …)") + said


def test_denials_by_unlike_policies_are_told_apart() -> None:
    reasons = (f"denied: sqs:A on {'x' * 60}, with {SCP}", f"denied: allow logs:B on {'x' * 60}", "no answer")
    assert in_short(reasons) == f"denied: sqs:A, with {SCP}; denied: logs:B; no answer"


def test_on_a_denied_account_the_card_stays_readable() -> None:
    view = card_read(troubles.denied)
    assert len(plain_lines((view.verdict, *view.why))) < 160
    assert "11 reads denied (sqs, cloudwatch, logs, lambda, …)" in plain_lines(view.why)


def test_an_age_alone_is_enough_for_a_headline() -> None:
    lag = Lag("IteratorAge", 48 * MINUTE, NOW)
    assert "records behind, oldest 48 min" in _headline(replace(troubles.stuck, evidence=_evidence(lag=lag)))


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (Expired(3, 3, NOW - HOUR), "3 expired and lost since 2025-11-21 02:02 UTC"),
        (Expired(3, 8, NOW - HOUR), "3 expired and lost, up to 8 may have expired since"),
        (Expired(0, 8, NOW - HOUR), "up to 8 may have expired since"),
    ],
)
def test_what_has_expired_is_told_apart_from_what_may_have(gone: Expired, said: str) -> None:
    assert said in _letters(expired=gone)


def test_nothing_expired_is_not_told() -> None:
    assert "expired" not in _letters(expired=Expired(0, 0, NOW))


def test_what_is_being_lost_says_how_much_is_gone() -> None:
    evidence = incidents.losing.evidence
    assert evidence is not None
    gone = replace(incidents.losing, evidence=replace(evidence, expired=Expired(3, 3, NOW - HOUR)))
    assert plain(card_read(gone).decision).startswith("Already lost since 2025-11-21 02:57 UTC: 3 so far")
