"""Least privilege: each function has a role of its own, and every statement a name to take it away by."""

import re

import pytest

from tests.unit.template.stack import FUNCTIONS, actions, properties, resources, statements

each_function = pytest.mark.parametrize("function", FUNCTIONS)
READS = re.compile(r"^[a-z]+:(Get|List|Describe|BatchGet|Query|Filter|ConditionCheck)")
# The parameters by which a user names what Lastcall may touch.
NAMED_BY_PARAMETER = ({"Ref": "QueueArns"}, {"Ref": "QueueKeyArns"}, {"Ref": "EscalationTopicArns"})
READERS_OF_SECRETS = {
    "SigningSecret": {"OnSlack"},
    "BotToken": {"OnSlack", "OnCommand", "OnChange"},
}


@each_function
def test_a_function_has_a_role_of_its_own_with_nothing_attached_from_elsewhere(function: str) -> None:
    assert properties(function)["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    assert "ManagedPolicyArns" not in properties(f"{function}Role")
    assert "Policies" not in properties(function)


@each_function
def test_every_statement_has_a_name_of_its_own(function: str) -> None:
    names = [each["Sid"] for each in statements(function)]
    assert len(names) == len(set(names))


@each_function
def test_no_action_is_a_pattern(function: str) -> None:
    assert not [action for each in statements(function) for action in actions(each) if "*" in action]


@each_function
def test_nothing_is_written_but_to_our_own_resources_and_those_a_parameter_names(function: str) -> None:
    for each in statements(function):
        if all(READS.match(action) for action in actions(each)):
            continue
        resource = each["Resource"]
        assert resource in NAMED_BY_PARAMETER or resource.get("Fn::GetAtt", [None])[0] in OWN, each["Sid"]


OWN = {
    name
    for kind in ("AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::Logs::LogGroup")
    for name in resources(kind)
}


@pytest.mark.parametrize(("secret", "readers"), READERS_OF_SECRETS.items())
def test_a_secret_is_read_by_the_functions_that_need_it_only(secret: str, readers: set[str]) -> None:
    arn = {"Fn::GetAtt": [secret, "Id"]}
    assert {
        function for function in FUNCTIONS if arn in [each["Resource"] for each in statements(function)]
    } == readers


@pytest.mark.parametrize("secret", READERS_OF_SECRETS)
def test_a_secret_is_created_empty(secret: str) -> None:
    assert set(properties(secret)) == {"Description"}


@each_function
def test_no_function_may_delete_purge_or_reconfigure_a_queue(function: str) -> None:
    allowed = {action for each in statements(function) for action in actions(each)}
    assert not allowed & {"sqs:PurgeQueue", "sqs:SetQueueAttributes", "sqs:DeleteQueue"}


@pytest.mark.parametrize("topic", ["AlarmTopic", "OperatorTopic"])
def test_a_topic_is_published_to_by_services_only_and_by_alarms_of_this_account(topic: str) -> None:
    found = properties(f"{topic}Policy")["PolicyDocument"]["Statement"]
    for each in found:
        assert set(each["Principal"]) == {"Service"}
        assert each["Resource"] == {"Ref": topic}
    alarms = next(each for each in found if each["Principal"]["Service"] == "cloudwatch.amazonaws.com")
    assert alarms["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


def test_a_topic_is_not_encrypted_with_a_key_that_shuts_cloudwatch_out() -> None:
    assert not [topic for topic in resources("AWS::SNS::Topic") if "KmsMasterKeyId" in properties(topic)]
