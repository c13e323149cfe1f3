"""Why AWS denied something, in the forms of its messages."""

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from bot.aws.denial import denial
from bot.aws.errors import fault
from tests.fakes.denials import not_authorized

ACTION, TOPIC = "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:pager"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SCP = "arn:aws:organizations::111122223333:policy/o-exampleorg/service_control_policy/p-1"


def told(why: str = "") -> str:
    return denial(not_authorized("sns", "Publish", why), ACTION, TOPIC)


def test_what_no_identity_policy_allows_is_to_be_allowed() -> None:
    assert told() == f"denied: allow {ACTION} on {TOPIC}"


@pytest.mark.parametrize(
    "policy",
    [
        "a service control policy",
        "a resource control policy",
        "an identity-based policy",
        "a resource-based policy",
        "a permissions boundary",
        "a session policy",
        "a VPC endpoint policy",
    ],
)
def test_an_explicit_deny_is_told_with_its_kind_of_policy(policy: str) -> None:
    said = f"denied: {ACTION} on {TOPIC}, with an explicit deny in {policy}"
    assert told(f"with an explicit deny in {policy}") == said
    assert told(f"with an explicit deny in {policy}: {SCP}") == f"{said} ({SCP})"


@pytest.mark.parametrize(
    "policy",
    [
        "service control policy",
        "resource-based policy",
        "permissions boundary",
        "session policy",
        "VPC endpoint policy",
        "resource control policy",
    ],
)
def test_another_policy_that_does_not_allow_it_is_named(policy: str) -> None:
    said = told(f"because no {policy} allows the {ACTION} action")
    assert said == f"denied: {ACTION} on {TOPIC}, because no {policy} allows it"


@pytest.mark.parametrize("message", ["", "Access Denied", "Access to the resource is denied", "???"])
def test_where_aws_gives_no_reason_nothing_is_advised(message: str) -> None:
    assert denial(message, ACTION, TOPIC) == f"denied: {ACTION} on {TOPIC}; AWS does not say by which policy"


def test_the_action_that_was_denied_is_told_and_not_the_one_that_was_called() -> None:
    message = (
        f"User: x is not authorized to perform: kms:GenerateDataKey on resource: {KEY} "
        "because no identity-based policy allows the kms:GenerateDataKey action"
    )
    assert denial(message, ACTION, TOPIC) == f"denied: allow kms:GenerateDataKey on {KEY} (KeyArns)"
    bare = message.replace(KEY, "key")
    assert "on the key of " + TOPIC in denial(bare, ACTION, TOPIC)


def test_services_spell_their_actions_as_they_like() -> None:
    message = not_authorized("sns", "Publish").replace("sns:Publish", "SNS:publish")
    assert denial(message, ACTION, TOPIC) == f"denied: allow {ACTION} on {TOPIC}"


@pytest.mark.parametrize("code", ["KMSAccessDenied", "KMSAccessDeniedException", "KmsAccessDenied"])
def test_a_key_that_may_not_be_used_has_its_reason_too(code: str) -> None:
    def said(message: str) -> str:
        error = ClientError({"Error": {"Code": code, "Message": message}}, "Publish")
        return str(fault(error, ACTION, TOPIC))

    key = f"kms:Decrypt and kms:GenerateDataKey on the key of {TOPIC} (KeyArns)"
    assert said(not_authorized("kms", "Decrypt")) == f"denied: allow {key}"
    assert said("The ciphertext refers to a key that does not exist") == (
        f"denied: {key}; AWS does not say by which policy"
    )


@pytest.mark.parametrize("code", ["KMSDisabled", "KmsInvalidState", "KMS.NotFoundException"])
def test_a_key_that_is_not_there_is_not_to_be_allowed(code: str) -> None:
    error = ClientError({"Error": {"Code": code, "Message": f"{KEY} is disabled."}}, "Publish")
    said = str(fault(error, ACTION, TOPIC))
    assert said == f"the key of {TOPIC} cannot be used: {code} {KEY} is disabled. (KeyArns)"


@given(st.text(max_size=300), st.sampled_from(["", "because no ", "with an explicit deny in a "]))
def test_no_message_brings_words_of_its_own_onto_the_card(words: str, begin: str) -> None:
    message = f"not authorized to perform: {words} on resource: {words} {begin}{words}"
    said = denial(message, ACTION, TOPIC)
    assert said.isascii()
    assert not set(said) & set("<>&`\n")
