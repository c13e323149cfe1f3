"""Every error that an operation we call may answer with, held against botocore's models of the services."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

import bot.aws
from bot.aws.error_codes import ErrorKind, kind_of, known
from bot.aws.errors import fault
from bot.domain.errors import Permanent, Transient

SOURCES = [*Path(bot.aws.__path__[0]).rglob("*.py")]
NOTHING, BAD = 200, 400
PASS = {ErrorKind.THROTTLED, ErrorKind.PASSING}


class Told(NamedTuple):
    """One error of one operation. Status 0 where the model names none."""

    operation: str
    code: str
    status: int


def words() -> tuple[set[str], set[str]]:
    """The texts in what talks to AWS, and whatever may name a method there: attributes, and texts too.

    A page after the other is asked for by the method's name.
    """
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts, texts | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def operations() -> Iterator[tuple[str, str]]:
    """Whatever may be one, of the services that are named: one too many does no harm here."""
    texts, methods = words()
    session = botocore.session.get_session()
    actions = {text.partition(":")[0] for text in texts if ":" in text}
    for service in (texts | actions) & set(session.get_available_services()):
        for name in session.get_service_model(service).operation_names:
            if xform_name(name) in methods:
                yield service, name


def errors() -> Iterator[Told]:
    session = botocore.session.get_session()
    for service, operation in operations():
        for shape in session.get_service_model(service).operation_model(operation).error_shapes:
            told = shape.metadata.get("error", {})
            for code in {told.get("code", shape.name), shape.name}:
                yield Told(f"{service}.{operation}", code, told.get("httpStatusCode", 0))


OPERATIONS = {f"{service}.{name}" for service, name in operations()}
ERRORS = sorted(set(errors()))
CODES = sorted({each.code for each in ERRORS})
# What SQS says in its older spelling, which botocore prefers (x-amzn-query-error).
OF_SQS = [
    "AWS.SimpleQueueService.BatchRequestTooLong",
    "AWS.SimpleQueueService.NonExistentQueue",
    "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    "AWS.SimpleQueueService.UnsupportedOperation",
    *(f"KMS.{each}Exception" for each in ("AccessDenied", "Disabled", "InvalidKeyUsage")),
    *(f"KMS.{each}Exception" for each in ("InvalidState", "NotFound", "Throttling")),
    "KMS.OptInRequired",
]


def test_the_operations_are_found_where_they_are_called() -> None:
    assert len(OPERATIONS) >= 45
    assert {
        "sns.Publish",
        "kinesis.GetRecords",
        "dynamodb.TransactWriteItems",
        "iam.SimulatePrincipalPolicy",
    } <= (OPERATIONS)
    assert "sns.ListSubscriptionsByTopic" in OPERATIONS
    assert {"lambda.ListEventSourceMappings", "s3.GetObject", "secretsmanager.GetSecretValue"} <= OPERATIONS


@pytest.mark.parametrize("code", [*CODES, *OF_SQS])
def test_every_code_of_the_operations_is_classified(code: str) -> None:
    assert known(code)


@pytest.mark.parametrize("code", CODES)
def test_a_code_that_says_what_it_is_is_taken_for_that(code: str) -> None:
    """By what AWS's names mean throughout; it fails when one is put into another class by mistake."""
    kind = kind_of(code, BAD)
    lower = code.lower()
    if any(word in lower for word in ("throttl", "toomanyrequests", "throughputexceeded", "requestlimit")):
        assert kind is ErrorKind.THROTTLED
    elif "kms" in lower and "internal" not in lower:
        assert kind is ErrorKind.KEY
    elif "denied" in lower or "authorization" in lower:
        assert kind is ErrorKind.DENIED
    elif any(word in lower for word in ("notfound", "nosuch", "doesnotexist", "nonexistent")):
        assert kind is ErrorKind.GONE
    elif any(word in lower for word in ("invalid", "validation", "batch", "mismatch")):
        assert kind is ErrorKind.UNFIT


@pytest.mark.parametrize("told", [each for each in ERRORS if each.status >= 500], ids=str)
def test_what_aws_itself_has_got_wrong_is_tried_again(told: Told) -> None:
    # The policy is unfit, and IAM calls that a fault of its own; so does Lambda what a function's own
    # configuration lacks.
    theirs = told.code.startswith("PolicyEvaluation") or (told.operation, told.status) == (
        "lambda.Invoke",
        502,
    )
    assert theirs or kind_of(told.code, NOTHING) in PASS


@pytest.mark.parametrize(
    "code",
    [
        *vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"],
        *vars(TransientRetryableChecker)["_TRANSIENT_ERROR_CODES"],
    ],
)
def test_what_botocore_tries_again_we_try_again(code: str) -> None:
    assert known(code)
    assert kind_of(code, BAD) in PASS


@pytest.mark.parametrize("told", ERRORS, ids=str)
def test_every_error_becomes_the_fault_of_its_kind(told: Told) -> None:
    response: Any = {
        "Error": {"Code": told.code, "Message": "said"},
        "ResponseMetadata": {"HTTPStatusCode": told.status or BAD},
    }
    error = ClientError(response, told.operation)
    expected = Transient if kind_of(told.code, told.status) in PASS else Permanent
    assert type(fault(error, "a:B", "c")) is expected


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("NewThrottlingOfSomething", 400, ErrorKind.THROTTLED),
        ("Strange", 429, ErrorKind.THROTTLED),
        ("Strange", 503, ErrorKind.PASSING),
        ("AllAccessDisabled", 403, ErrorKind.DENIED),
        ("KMSNewTrouble", 400, ErrorKind.KEY),
        ("Strange", 404, ErrorKind.GONE),
        ("Strange", 400, ErrorKind.UNFIT),
    ],
)
def test_a_code_that_nobody_knows_is_judged_by_its_words_and_its_status(
    code: str, status: int, kind: ErrorKind
) -> None:
    assert not known(code)
    assert kind_of(code, status) is kind
