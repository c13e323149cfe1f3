"""Which mitigations are offered, with what values, and why others are not."""

from datetime import timedelta

import pytest

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Setting, Verdict
from bot.domain.incident.mitigation_record import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_HOURS,
    RETENTION_SECONDS,
    RETRIES,
    Mitigation,
    MitigationKind,
)
from bot.domain.mitigation.offers import Proof, mapping_arn, offered, proofs_wanted, targets
from bot.domain.policy.policy import Bounds
from tests.unit.domain.incidents import NOW, QUEUE
from tests.unit.domain.mitigations import (
    FACTS,
    OF_QUEUE,
    OF_STREAM,
    ROLE,
    SKIPPED,
    STREAM,
    TABLE_STREAM,
    WORKER,
    dead_letters,
    evidence,
    lagging,
    pool,
    refused,
    wanted,
)

DAY = timedelta(days=1)
Kind = MitigationKind


def test_a_dead_letter_queue_may_keep_its_messages_for_fourteen_days() -> None:
    offer = wanted(dead_letters(Evidence(taken_at=NOW, retention=4 * DAY)), Kind.RAISE_QUEUE_RETENTION)
    assert (offer.target, offer.before, offer.after) == (
        QUEUE.arn,
        {RETENTION_SECONDS: "345600"},
        {RETENTION_SECONDS: "1209600"},
    )
    assert offer.template == "MessageRetentionPeriod: 1209600 (of the AWS::SQS::Queue)"
    (command,) = offer.commands
    assert command == (
        "aws sqs set-queue-attributes --region eu-west-1 --attributes MessageRetentionPeriod=1209600 "
        '--queue-url "$(aws sqs get-queue-url --region eu-west-1 --queue-name orders-dlq '
        '--query QueueUrl --output text)"'
    )


def test_what_aws_says_now_outranks_what_the_evidence_remembers() -> None:
    context = dead_letters(Evidence(taken_at=NOW, retention=4 * DAY))
    seen = context._replace(live={QUEUE.arn: {RETENTION_SECONDS: "1209600"}})
    assert "the SQS maximum" in refused(seen, Kind.RAISE_QUEUE_RETENTION)
    denied = context._replace(live={QUEUE.arn: Missing("denied: allow sqs:GetQueueAttributes")})
    assert refused(denied, Kind.RAISE_QUEUE_RETENTION) == "denied: allow sqs:GetQueueAttributes"


def test_only_a_queue_of_dead_letters_gets_a_longer_retention() -> None:
    found = offered(lagging(Evidence(taken_at=NOW, retention=4 * DAY)))
    assert not [each for each in found if each.kind is Kind.RAISE_QUEUE_RETENTION]


def test_a_kinesis_stream_is_extended_to_the_bound() -> None:
    context = lagging(evidence(stream=StreamFacts(STREAM, DAY)), Bounds(stream_retention=3 * DAY))
    offer = wanted(context, Kind.EXTEND_STREAM_RETENTION)
    assert (offer.before, offer.after) == ({RETENTION_HOURS: "24"}, {RETENTION_HOURS: "72"})
    (command,) = offer.commands
    assert command.startswith("aws kinesis increase-stream-retention-period --region eu-west-1")
    assert command.endswith(f"--stream-arn {STREAM} --retention-period-hours 72")


def test_a_stream_that_dead_letters_point_into_is_extended_too() -> None:
    context = dead_letters(Evidence(taken_at=NOW, feeders=(Feeder("stream", STREAM, through=WORKER),)))
    assert STREAM in targets(context)
    offer = wanted(context._replace(live={STREAM: {RETENTION_HOURS: "24"}}), Kind.EXTEND_STREAM_RETENTION)
    assert offer.after == {RETENTION_HOURS: "168"}


def test_a_stream_of_dynamodb_cannot_be_extended() -> None:
    context = lagging(evidence(stream=StreamFacts(TABLE_STREAM, DAY)))
    assert refused(context, Kind.EXTEND_STREAM_RETENTION) == "a DynamoDB stream always keeps records for 24 h"


def test_bisect_comes_with_finite_retries_and_a_proven_destination() -> None:
    offer = wanted(lagging(evidence(OF_STREAM)), Kind.BISECT)
    assert offer.before == {BISECT: "false", RETRIES: "-1", ON_FAILURE: ""}
    assert offer.after == {BISECT: "true", RETRIES: "3", ON_FAILURE: SKIPPED}
    assert offer.costs == (
        "What still fails after 3 retries is skipped: it goes to skipped as a pointer, useful only while "
        "the stream keeps the records."
    )
    proof, destination, skips = offer.commands
    assert proof.startswith(f"aws iam simulate-principal-policy --policy-source-arn {ROLE}")
    assert "--destination-config" in destination
    assert skips.endswith("--bisect-batch-on-function-error --maximum-retry-attempts 3")


def test_bisect_is_not_offered_where_nothing_proves_that_the_consumer_can_write_there() -> None:
    context = lagging(evidence(OF_STREAM))
    assert proofs_wanted(context) == (Proof(ROLE, SKIPPED),)
    why = f"not proven that the consumer may write there: allow sqs:SendMessage on {SKIPPED} to {ROLE}"
    assert refused(context._replace(unproven={Proof(ROLE, SKIPPED): why}), Kind.BISECT) == why
    assert "not checked" in refused(context._replace(unproven={}), Kind.BISECT)


def test_bisect_is_not_offered_without_a_destination_or_without_a_known_role() -> None:
    assert "what is skipped would be gone" in refused(lagging(evidence(OF_STREAM), Bounds()), Kind.BISECT)
    unknown = lagging(evidence(OF_STREAM, facts=FACTS._replace(role="")))
    assert "role was not read" in refused(unknown, Kind.BISECT)


def test_the_mappings_own_destination_and_its_own_finite_retries_are_kept() -> None:
    bucket = "arn:aws:s3:::skipped"
    mapping = OF_STREAM._replace(on_failure=bucket, retries=9)
    context = lagging(evidence(mapping), unproven={Proof(ROLE, bucket): ""})
    offer = wanted(context, Kind.BISECT)
    assert offer.after == {BISECT: "true", RETRIES: "9", ON_FAILURE: bucket}
    assert "with its data" in offer.costs


def test_a_mapping_that_skips_already_is_left_alone() -> None:
    mapping = OF_STREAM._replace(bisect=True, retries=2, on_failure=SKIPPED)
    assert not [each for each in offered(lagging(evidence(mapping))) if each.kind is Kind.BISECT]


@pytest.mark.parametrize(
    ("bound", "reserved", "proposed", "raised_to"),
    [
        pytest.param(100, None, "", "10", id="doubled"),
        pytest.param(8, None, "", "8", id="no higher than lastcall.toml allows"),
        pytest.param(100, 7, "", "7", id="no higher than the function's reservation"),
        pytest.param(100, None, "40", "40", id="to what the verdict proposes"),
        pytest.param(30, None, "40", "30", id="to what it proposes, within the bound"),
        pytest.param(100, None, "3", "10", id="never lower, whatever is proposed"),
        pytest.param(100, None, "many", "10", id="doubled where no number is proposed"),
    ],
)
def test_a_mappings_maximum_is_raised(
    bound: int, reserved: int | None, proposed: str, raised_to: str
) -> None:
    verdict = Verdict(Cause.THROTTLED_MAPPING, "", (), Setting("mapping", MAXIMUM, "5", proposed))
    found = evidence(OF_QUEUE, facts=FACTS._replace(reserved=reserved), verdict=verdict)
    offer = wanted(lagging(found, Bounds(max_concurrency=bound)), Kind.RAISE_MAXIMUM_CONCURRENCY)
    assert (offer.before, offer.after) == ({MAXIMUM: "5"}, {MAXIMUM: raised_to})


def test_a_maximum_at_its_bound_says_which_bound_that_is() -> None:
    kind = Kind.RAISE_MAXIMUM_CONCURRENCY
    assert refused(lagging(evidence(OF_QUEUE), Bounds(max_concurrency=5)), kind) == (
        "it is 5, and lastcall.toml allows no more (max_concurrency)"
    )
    reserved = evidence(OF_QUEUE, facts=FACTS._replace(reserved=5))
    assert refused(lagging(reserved), kind) == "it is 5, and the function's reserved concurrency is no higher"


def test_a_mapping_without_a_maximum_has_none_to_raise() -> None:
    kinds = [each.kind for each in offered(lagging(evidence(OF_QUEUE._replace(max_concurrency=None))))]
    assert kinds == [Kind.DISABLE_MAPPING]


def test_a_reservation_is_raised_within_what_the_account_has_left() -> None:
    kind, facts = Kind.RAISE_RESERVED_CONCURRENCY, FACTS._replace(reserved=20)
    assert wanted(lagging(evidence(facts=facts)), kind).after == {RESERVED: "40"}
    assert wanted(lagging(evidence(facts=facts, pool=pool(110))), kind).after == {RESERVED: "30"}
    assert "AWS keeps 100" in refused(lagging(evidence(facts=facts, pool=pool(100))), kind)


def test_a_function_that_was_switched_off_on_purpose_is_not_switched_on() -> None:
    context = lagging(evidence(facts=FACTS._replace(reserved=0)))
    assert "switches it off" in refused(context, Kind.RAISE_RESERVED_CONCURRENCY)


def test_a_function_without_a_reservation_has_none_to_raise() -> None:
    assert offered(lagging(evidence())) == ()


def test_a_mapping_is_disabled_or_enabled_by_what_it_is() -> None:
    disable = wanted(lagging(evidence(OF_QUEUE)), Kind.DISABLE_MAPPING)
    assert (disable.before, disable.after) == ({ENABLED: "true"}, {ENABLED: "false"})
    assert "lost when its retention ends" in disable.costs
    assert disable.commands[0].endswith("--no-enabled")
    enable = wanted(lagging(evidence(OF_QUEUE._replace(state="Disabled"))), Kind.ENABLE_MAPPING)
    assert enable.commands[0].endswith("--enabled")
    assert "being changed right now" in refused(
        lagging(evidence(OF_QUEUE._replace(state="Updating"))), Kind.DISABLE_MAPPING
    )


def test_what_the_verdict_asks_for_comes_first_and_what_is_not_offered_last() -> None:
    found = evidence(
        OF_STREAM, stream=StreamFacts(TABLE_STREAM, DAY), verdict=Verdict(Cause.POISON_RECORD, "stuck")
    )
    kinds = [each.kind for each in offered(lagging(found))]
    assert kinds == [Kind.BISECT, Kind.DISABLE_MAPPING, Kind.EXTEND_STREAM_RETENTION]


def test_everything_that_could_be_changed_is_read_first() -> None:
    context = lagging(evidence(OF_STREAM, OF_QUEUE, stream=StreamFacts(STREAM, DAY)))
    assert targets(context) == (STREAM, mapping_arn(OF_STREAM), mapping_arn(OF_QUEUE), WORKER)
    assert mapping_arn(OF_QUEUE) == "arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:22222222-bbbb"


def test_a_change_is_known_by_its_values() -> None:
    context = lagging(evidence(OF_QUEUE))
    offer = wanted(context, Kind.RAISE_MAXIMUM_CONCURRENCY)
    assert offer.key == offer._replace(costs="", commands=()).key
    others = (
        offer._replace(before={MAXIMUM: "6"}),
        offer._replace(after={MAXIMUM: "11"}),
        offer._replace(target=WORKER),
    )
    assert len({offer.key, *(each.key for each in others)}) == 4


def test_what_could_not_be_read_offers_nothing() -> None:
    blind = Evidence(taken_at=NOW, mappings=Missing("denied"), consumers=Missing("denied"))
    assert not [each for each in offered(lagging(blind)) if isinstance(each, Mitigation)]
