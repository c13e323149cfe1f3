"""Whether policies let somebody do something: only where none may, the answer is no."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.evidence.permissions.permits import Policy, Request, lets_in, matches, may
from bot.parsing.statements import read_policy

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:shop"
ROLE = "arn:aws:iam::111122223333:role/worker"
SNS = {"Service": "sns.amazonaws.com"}
ASKED = Request(
    "sns.amazonaws.com",
    "sqs:SendMessage",
    QUEUE,
    {"aws:sourcearn": TOPIC, "aws:sourceaccount": "111122223333", "aws:securetransport": "true"},
)
BY_ROLE = Request(ROLE, "sqs:SendMessage", QUEUE)


def policy(*statements: dict[str, Any]) -> Policy:
    read = read_policy(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    assert read is not None
    return read


def allow(**other: Any) -> dict[str, Any]:
    usual = {"Effect": "Allow", "Principal": SNS, "Action": "sqs:SendMessage", "Resource": QUEUE}
    return usual | other


def given_on(operator: str, key: str, value: object) -> dict[str, Any]:
    return allow(Condition={operator: {key: value}})


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow(Principal="*"),
        allow(Principal={"AWS": "*"}),
        allow(Principal={"Service": ["events.amazonaws.com", "sns.amazonaws.com"]}),
        allow(Action=["sqs:ReceiveMessage", "SQS:SendMessage"]),
        allow(Action="sqs:*"),
        allow(Resource="*"),
        allow(Resource="arn:aws:sqs:*:111122223333:ord??s"),
        given_on("ArnEquals", "aws:SourceArn", TOPIC),
        given_on("ArnLike", "AWS:SourceArn", "arn:aws:sns:*:*:sh*"),
        given_on("StringEquals", "aws:SourceAccount", ["1", "111122223333"]),
        given_on("Bool", "aws:SecureTransport", True),
        given_on("StringNotEquals", "aws:SourceAccount", "1"),
    ],
)
def test_a_statement_that_covers_it_lets_in(statement: dict[str, Any]) -> None:
    assert lets_in(policy(statement), ASKED) is True


@pytest.mark.parametrize(
    "statement",
    [
        allow(Principal={"Service": "events.amazonaws.com"}),
        allow(Principal={"AWS": "arn:aws:iam::111122223333:root"}),
        allow(Action="sqs:ReceiveMessage"),
        allow(Resource=f"{QUEUE}-dlq"),
        given_on("ArnEquals", "aws:SourceArn", f"{TOPIC}-other"),
        given_on("StringEquals", "aws:SourceAccount", "444455556666"),
        given_on("Bool", "aws:SecureTransport", "false"),
    ],
)
def test_a_statement_that_covers_something_else_does_not(statement: dict[str, Any]) -> None:
    assert lets_in(policy(statement), ASKED) is False


@pytest.mark.parametrize(
    "statement",
    [
        given_on("StringEquals", "aws:PrincipalOrgID", "o-1"),
        given_on("ForAnyValue:StringEquals", "aws:SourceArn", TOPIC),
        given_on("StringEquals", "aws:SourceAccount", "${aws:PrincipalAccount}"),
        allow(Resource="${aws:PrincipalTag/queue}"),
        allow(Principal={"Service": "sns.eu-south-1.amazonaws.com"}),
        {"Effect": "Allow", "NotPrincipal": SNS, "Action": "sqs:SendMessage", "Resource": QUEUE},
        {"Effect": "Allow", "Principal": SNS, "NotAction": "sqs:ReceiveMessage", "Resource": QUEUE},
        {"Effect": "Perhaps", "Principal": SNS, "Action": "sqs:SendMessage", "Resource": QUEUE}
        | {"Effect": "Allow", "Other": 1},
    ],
)
def test_what_the_request_does_not_tell_is_left_open(statement: dict[str, Any]) -> None:
    assert lets_in(policy(statement), ASKED) is None


def test_an_explicit_denial_goes_before_everything() -> None:
    assert lets_in(policy(allow(), allow(Effect="Deny")), ASKED) is False


def test_a_denial_of_what_is_not_encrypted_on_its_way_denies_no_service() -> None:
    insecure = allow(Effect="Deny", Principal="*") | {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    assert lets_in(policy(allow(), insecure), ASKED) is True


def test_a_denial_that_may_hold_leaves_it_open() -> None:
    perhaps = given_on("StringEquals", "aws:PrincipalOrgID", "o-1") | {"Effect": "Deny"}
    assert lets_in(policy(allow(), perhaps), ASKED) is None


def test_a_policy_without_statements_lets_nobody_in() -> None:
    assert lets_in((), ASKED) is False


def test_a_role_is_let_in_by_its_name_and_left_open_by_its_account() -> None:
    assert lets_in(policy(allow(Principal={"AWS": ROLE})), BY_ROLE) is True
    assert lets_in(policy(allow(Principal={"AWS": "111122223333"})), BY_ROLE) is None
    assert lets_in(policy(allow(Principal={"AWS": f"{ROLE}-2"})), BY_ROLE) is False


def test_a_role_may_what_one_of_its_policies_allows() -> None:
    own = {"Effect": "Allow", "Action": "sqs:*", "Resource": QUEUE}
    logs = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    assert may([policy(logs), policy(own)], BY_ROLE) is True
    assert may([policy(logs)], BY_ROLE) is False
    assert may([policy(own), policy(own | {"Effect": "Deny"})], BY_ROLE) is False


@pytest.mark.parametrize("document", ["", "no", "[]", "{}", '{"Statement": "all"}', None, 7])
def test_what_is_no_policy_is_told_apart(document: object) -> None:
    assert read_policy(document) is None


WORDS = some.text("ab*?", max_size=6)


@given(WORDS, some.text("ab", max_size=6))
def test_wildcards_match_as_a_search_through_all_ways_would(pattern: str, text: str) -> None:
    def slowly(pattern: str, text: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "*":
            return slowly(pattern[1:], text) or (bool(text) and slowly(pattern, text[1:]))
        return bool(text) and pattern[0] in {"?", text[0]} and slowly(pattern[1:], text[1:])

    assert matches(pattern, text) is slowly(pattern, text)


UNKNOWN = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


@given(some.lists(some.sampled_from(["Allow", "Deny"]), max_size=4))
def test_a_condition_that_nobody_can_tell_is_never_a_no_unless_something_denies(effects: list[str]) -> None:
    statements = [allow(Effect=each, Condition=UNKNOWN) for each in effects]
    told = lets_in(policy(*statements), ASKED)
    assert told is (None if "Allow" in effects else False)
