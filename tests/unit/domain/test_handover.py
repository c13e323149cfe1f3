"""What keeps something from being handed over, and that what cannot be read proves nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.evidence.missing import Missing
from bot.domain.evidence.obstacle import Obstacle, Why
from bot.domain.evidence.permissions.handover import Handover, Key, Role, Taker, obstacle
from bot.domain.evidence.permissions.permits import Policy
from bot.parsing.statements import read_policy

PLACE = "eu-west-1:111122223333"
QUEUE, TOPIC = f"arn:aws:sqs:{PLACE}:orders", f"arn:aws:sns:{PLACE}:shop"
RULE, STREAM = f"arn:aws:events:{PLACE}:rule/created", f"arn:aws:kinesis:{PLACE}:stream/orders"
WORKER, ROLE = f"arn:aws:lambda:{PLACE}:function:worker", "arn:aws:iam::111122223333:role/worker"
MACHINE = f"arn:aws:states:{PLACE}:stateMachine:orders"
KEY = f"arn:aws:kms:{PLACE}:key/1"
EVENTS, SNS, LAMBDA = "events.amazonaws.com", "sns.amazonaws.com", "lambda.amazonaws.com"
DENIED = Missing("denied: allow it")
USES = ["kms:GenerateDataKey*", "kms:Decrypt"]


def policy(*statements: dict[str, Any]) -> Policy:
    read = read_policy(json.dumps({"Statement": list(statements)}))
    assert read is not None
    return read


def lets(service: str, actions: object, **other: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions, "Resource": "*"} | other


ROOT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}} | {
    "Action": "kms:*",
    "Resource": "*",
}
OPEN = policy(lets(EVENTS, ["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction"]))


def of_rule(taker: Taker, **other: Any) -> Handover:
    return Handover(RULE, EVENTS, taker, **other)


def by_role(taker: Taker, *policies: Policy) -> Handover:
    return Handover(WORKER, LAMBDA, taker, Role(ROLE, policies), fifo=False)


def why(handover: Handover) -> Why | None:
    found = obstacle(handover)
    assert not isinstance(found, Missing)
    return found.why if found else None


def own(*statements: dict[str, Any], **other: Any) -> Key:
    return Key(KEY, policy(*statements), **other)


@pytest.mark.parametrize(
    "handover",
    [
        of_rule(Taker(QUEUE, policy=OPEN)),
        of_rule(Taker(TOPIC, policy=OPEN)),
        of_rule(Taker(WORKER, policy=OPEN)),
        of_rule(Taker(QUEUE, fifo=True, policy=OPEN)),
        of_rule(Taker(QUEUE, policy=OPEN, key=own(ROOT, lets(EVENTS, USES)))),
        of_rule(
            Taker(STREAM),
            role=Role(ROLE, (policy({"Effect": "Allow", "Action": "kinesis:*", "Resource": "*"}),)),
        ),
        # The AWS managed key lets in whoever of the account may use the queue, and so a role.
        by_role(
            Taker(QUEUE, key=Key("alias/aws/sqs", (), managed=True)),
            policy({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}),
        ),
        # What lets the role in may stand on the other side.
        by_role(Taker(QUEUE, policy=policy(lets("", "sqs:SendMessage", Principal={"AWS": ROLE})))),
        by_role(
            Taker(QUEUE, key=own(lets("", USES, Principal={"AWS": ROLE}))),
            policy({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}),
        ),
    ],
)
def test_what_is_let_in_meets_no_obstacle(handover: Handover) -> None:
    assert obstacle(handover) is None


@pytest.mark.parametrize(
    ("handover", "expected"),
    [
        (of_rule(Taker(QUEUE, gone=True)), Why.GONE),
        (of_rule(Taker(QUEUE)), Why.POLICY),
        (of_rule(Taker(TOPIC, policy=policy(lets(SNS, "sns:Publish")))), Why.POLICY),
        (of_rule(Taker(WORKER, policy=())), Why.POLICY),
        (of_rule(Taker(QUEUE, fifo=True, policy=OPEN), fifo=False), Why.FIFO),
        (of_rule(Taker(QUEUE, fifo=True, policy=OPEN), group=False), Why.NO_GROUP),
        (of_rule(Taker(QUEUE, policy=OPEN, key=Key("alias/aws/sqs", (), managed=True))), Why.MANAGED_KEY),
        (of_rule(Taker(QUEUE, policy=OPEN, key=own(ROOT))), Why.KEY),
        (of_rule(Taker(QUEUE, policy=OPEN, key=own(ROOT, lets(EVENTS, USES[:1])))), Why.KEY),
        (of_rule(Taker(QUEUE, policy=OPEN, key=own(ROOT, lets(SNS, USES)))), Why.KEY),
        (of_rule(Taker(QUEUE, policy=OPEN, key=own(lets(EVENTS, USES), state="Disabled"))), Why.KEY_OFF),
        (of_rule(Taker(STREAM), role=Role(ROLE, ())), Why.ROLE),
        (by_role(Taker(QUEUE)), Why.ROLE),
        (of_rule(Taker(MACHINE), role=Role(ROLE, ())), Why.ROLE),
        (
            by_role(
                Taker(QUEUE, key=own(ROOT)),
                policy({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}),
            ),
            Why.ROLE_KEY,
        ),
    ],
)
def test_each_obstacle_is_proven_by_its_setting(handover: Handover, expected: Why) -> None:
    assert why(handover) is expected


def test_a_topic_as_sns_makes_it_lets_its_owner_publish_and_no_rule() -> None:
    owner = {"StringEquals": {"AWS:SourceOwner": "111122223333"}}
    usual = policy(lets("", "SNS:Publish", Principal={"AWS": "*"}, Condition=owner))
    assert why(of_rule(Taker(TOPIC, policy=usual))) is Why.POLICY


def test_a_condition_on_the_source_never_holds_for_a_rule_and_the_key_of_a_topic() -> None:
    mine = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    key = own(ROOT, lets(EVENTS, USES, Condition=mine))
    assert why(of_rule(Taker(TOPIC, policy=OPEN, key=key))) is Why.CONDITIONED_KEY
    assert obstacle(of_rule(Taker(QUEUE, policy=OPEN, key=key))) is None


def test_a_topics_messages_come_with_their_source() -> None:
    own_topic = {"ArnEquals": {"aws:SourceArn": TOPIC}}
    taker = Taker(QUEUE, policy=policy(lets(SNS, "sqs:SendMessage", Condition=own_topic)))
    assert obstacle(Handover(TOPIC, SNS, taker)) is None
    assert why(Handover(f"{TOPIC}-2", SNS, taker)) is Why.POLICY


def test_what_is_encrypted_by_sqs_itself_needs_no_key() -> None:
    assert obstacle(of_rule(Taker(QUEUE, policy=OPEN, key=None))) is None


@pytest.mark.parametrize("arn", [MACHINE, f"arn:aws:ecs:{PLACE}:cluster/orders"])
def test_of_what_is_not_looked_at_nothing_is_said(arn: str) -> None:
    assert obstacle(of_rule(Taker(arn))) is None
    starts = policy({"Effect": "Allow", "Action": "states:StartExecution", "Resource": MACHINE})
    assert obstacle(of_rule(Taker(arn), role=Role(ROLE, (starts,)))) is None


def test_what_is_proven_is_so_whatever_else_was_not_read() -> None:
    found = obstacle(of_rule(Taker(QUEUE, policy=DENIED, key=Key("alias/aws/sqs", (), managed=True))))
    assert found == Obstacle(Why.MANAGED_KEY, QUEUE, EVENTS, key="alias/aws/sqs")


PARTS = some.sampled_from([QUEUE, TOPIC, WORKER, STREAM])


@given(PARTS, some.booleans(), some.booleans())
def test_settings_that_were_not_read_are_missing_and_no_obstacle(arn: str, key: bool, role: bool) -> None:  # noqa: FBT001
    taker = Taker(arn, policy=DENIED, key=Key(KEY, DENIED) if key else None)
    found = obstacle(of_rule(taker, role=Role(ROLE, DENIED) if role else None))
    assert found == DENIED or (arn == STREAM and not role and not key and found is None)
