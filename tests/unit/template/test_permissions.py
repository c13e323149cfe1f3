"""Least privilege: each function has a role of its own, and every statement a name to take it away by."""

import re

import pytest

from bot.domain.incident.mitigation_record import Grant
from tests.unit.template.stack import (
    FUNCTIONS,
    PATH,
    actions,
    attached,
    chosen,
    properties,
    resources,
    statements,
    template,
)

each_function = pytest.mark.parametrize("function", FUNCTIONS)
READS = re.compile(r"^[a-z0-9]+:(Get|List|Describe|Lookup|BatchGet|Query|Filter|ConditionCheck)")
# The parameters by which a user names what Lastcall may touch.
NAMED_BY_PARAMETER = (
    {"Ref": "QueueArns"},
    {"Ref": "KeyArns"},
    {"Ref": "EscalationTopicArns"},
    {"Ref": "RedriveFunctionArns"},
)
# Or by a tag: that of the queues that carry the stack's name.
TAGGED = {"StringEquals": {"aws:ResourceTag/lastcall": {"Ref": "AWS::StackName"}}}
# What changes settings of the team's own resources: off until a parameter of its own allows it.
MITIGATIONS = {
    "ExtendStreamRetention": {
        "kinesis:IncreaseStreamRetentionPeriod",
        "kinesis:DecreaseStreamRetentionPeriod",
    },
    "RaiseQueueRetention": {"sqs:SetQueueAttributes"},
    "RaiseTaggedQueueRetention": {"sqs:SetQueueAttributes"},
    "ProveDestinations": {"iam:SimulatePrincipalPolicy"},
    "ChangeMappings": {"lambda:UpdateEventSourceMapping"},
    "RaiseReservedConcurrency": {"lambda:PutFunctionConcurrency"},
}
# The Service Authorization Reference names no type of resource for these: a statement that names a resource
# allows them nowhere.
OF_NO_RESOURCE = {
    "cloudtrail:LookupEvents",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricWidgetImage",
    "events:ListRuleNamesByTarget",
    "lambda:GetAccountSettings",
    "lambda:ListEventSourceMappings",
    "lambda:ListFunctions",
    "sns:GetSubscriptionAttributes",
}
# An alarm told from elsewhere may have any name.
OF_ANY_ALARM = {"cloudwatch:DescribeAlarms"}
READERS_OF_SECRETS = {
    "SigningSecret": {"OnSlack"},
    "BotToken": {"OnSlack", "OnCommand", "OnChange"},
}


@each_function
def test_a_function_has_a_role_of_its_own_with_nothing_attached_from_elsewhere(function: str) -> None:
    assert properties(function)["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    assert set(attached(function)) <= set(resources("AWS::IAM::ManagedPolicy"))
    assert "Policies" not in properties(function)


@each_function
def test_every_statement_has_a_name_of_its_own(function: str) -> None:
    names = [each["Sid"] for each in statements(function)]
    assert len(names) == len(set(names))


@each_function
def test_no_action_is_a_pattern(function: str) -> None:
    assert not [action for each in statements(function) for action in actions(each) if "*" in action]


@each_function
def test_everything_is_named_where_nothing_can_be_named_and_nowhere_else(function: str) -> None:
    everywhere = {
        action: each["Resource"] == "*" for each in statements(function) for action in actions(each)
    }
    assert {action for action in OF_NO_RESOURCE & set(everywhere) if not everywhere[action]} == set()
    assert {action for action, it_is in everywhere.items() if it_is} <= OF_NO_RESOURCE | OF_ANY_ALARM


def test_the_documentation_names_what_is_allowed_on_everything() -> None:
    document = (PATH.parent / "docs" / "permissions.md").read_text()
    section = document.split("## Reads that cannot be narrowed")[1].split("\n## ")[0]
    granted = {
        action
        for function in FUNCTIONS
        for each in statements(function)
        if each["Resource"] == "*"
        for action in actions(each)
    }
    assert set(re.findall(r"`([a-z]+:[A-Z]\w+)`", section)) == granted


# `lastcall why` asks for it with the credentials of whoever types it.
OF_THE_CALLER = {"cloudformation:DescribeStackResource"}


def test_what_the_code_asks_aws_for_is_allowed_to_somebody() -> None:
    """A transaction by the writes in it: DynamoDB developer guide, "Using IAM with transactions"."""
    granted = {action for name in FUNCTIONS for each in statements(name) for action in actions(each)}
    sources = (each.read_text() for each in (PATH.parent / "bot" / "aws").rglob("*.py"))
    asked = {action for text in sources for action in re.findall(r'"([a-z0-9]+:[A-Z][A-Za-z]+)"', text)}
    assert len(asked) > len(granted) / 2
    assert asked - granted == {"dynamodb:TransactWriteItems"} | OF_THE_CALLER


@each_function
def test_nothing_is_written_but_to_our_own_resources_and_those_a_parameter_names(function: str) -> None:
    writing = [
        each
        for each in statements(function)
        if not all(READS.match(action) for action in actions(each)) and each["Sid"] not in MITIGATIONS
    ]
    assert writing
    for each in writing:
        resource = each["Resource"]
        tagged = each.get("Condition") == TAGGED
        assert tagged or resource in NAMED_BY_PARAMETER or resource["Fn::GetAtt"][0] in OWN, each["Sid"]


def test_no_bucket_is_read_but_those_a_parameter_names_and_there_what_lambda_writes_alone() -> None:
    for function in FUNCTIONS:
        found = {
            action: each
            for each in statements(function)
            for action in actions(each)
            if action.startswith("s3:")
        }
        if function not in {"OnCommand", "OnJob"}:
            assert not found
            continue
        listing, reading = found.pop("s3:ListBucket"), found.pop("s3:GetObject")
        assert not found
        assert listing["Resource"] == {"Ref": "FailureBucketArns"}
        assert listing["Condition"] == {"StringLike": {"s3:prefix": "aws/lambda/*"}}
        assert reading["Resource"] == BELOW_AWS_LAMBDA
    assert template()["Parameters"]["FailureBucketArns"]["Default"] == ""


# Of a list of buckets, with what comes between two of them and behind the last.
BELOW_AWS_LAMBDA = {
    "Fn::Split": [
        ",",
        {
            "Fn::Sub": [
                "${Each}/aws/lambda/*",
                {"Each": {"Fn::Join": ["/aws/lambda/*,", {"Ref": "FailureBucketArns"}]}},
            ]
        },
    ]
}

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
    always = [each for each in statements(function) if each["Sid"] not in MITIGATIONS]
    allowed = {action for each in always for action in actions(each)}
    assert not allowed & {"sqs:PurgeQueue", "sqs:SetQueueAttributes", "sqs:DeleteQueue"}


def test_every_mitigation_is_off_until_its_parameter_allows_it() -> None:
    parameters = template()["Parameters"]
    for grant in Grant:
        assert (parameters[grant.parameter]["Default"], parameters[grant.parameter]["AllowedValues"]) == (
            "false",
            ["true", "false"],
        )


def test_what_changes_settings_stands_under_a_condition_on_the_parameters_and_holds_nothing_else() -> None:
    (policy,) = properties("OnCommandRole")["Policies"]
    conditional = {
        each["Fn::If"][1]["Sid"]: (each["Fn::If"][0], set(actions(each["Fn::If"][1])))
        for each in policy["PolicyDocument"]["Statement"]
        if "Fn::If" in each
    } | {
        chosen(each)["Sid"]: (condition, set(actions(chosen(each))))
        for name, condition in attached("OnCommand").items()
        for each in properties(name)["PolicyDocument"]["Statement"]
    }
    assert {sid: conditional[sid][1] for sid in MITIGATIONS} == MITIGATIONS
    conditions = template()["Conditions"]
    for sid in MITIGATIONS:
        assert "Allow" in str(conditions[conditional[sid][0]]) or sid == "ChangeMappings"
    assert {"Condition": "Bisects"} in conditions["ChangesMappings"]["Fn::Or"]


@each_function
def test_a_policy_is_attached_under_the_condition_under_which_it_is_there(function: str) -> None:
    for name, condition in attached(function).items():
        assert template()["Resources"][name].get("Condition", "") == condition


def test_a_tag_opens_queues_only_where_the_parameter_says_so() -> None:
    """Queues alone: SQS knows `aws:ResourceTag` ("ABAC condition keys for Amazon SQS")."""
    assert template()["Parameters"]["AllowTaggedQueues"]["Default"] == "false"
    for name in resources("AWS::IAM::ManagedPolicy"):
        for each in properties(name)["PolicyDocument"]["Statement"]:
            statement = chosen(each)
            if statement.get("Condition") == TAGGED:
                assert each["Fn::If"][0] == "HasTaggedQueues"
                assert {action.partition(":")[0] for action in actions(statement)} == {"sqs"}


# What a role does to what a customer's own key encrypts; with each goes the key. (Developer guides: SQS, "Key
# management"; SNS, "Managing Amazon SNS encryption keys"; Kinesis, "Permissions to use … KMS keys".)
ENCRYPTED = {
    "sqs:ReceiveMessage": "QueueArns",
    "sqs:SendMessage": "QueueArns",
    "kinesis:GetRecords": "StreamArns",
    "s3:GetObject": "FailureBucketArns",
    "sns:Publish": "EscalationTopicArns",
}


@each_function
def test_who_reads_or_writes_what_a_parameter_names_may_use_its_key(function: str) -> None:
    needs = {
        action
        for each in statements(function)
        for action in actions(each)
        if action in ENCRYPTED and ENCRYPTED[action] in str(each["Resource"])
    }
    keys = [set(actions(each)) for each in statements(function) if each["Resource"] == {"Ref": "KeyArns"}]
    assert keys == ([{"kms:Decrypt", "kms:GenerateDataKey"}] if needs else [])


def test_somebody_may_page() -> None:
    assert [function for function in FUNCTIONS if may(function, "sns:Publish")]


def may(function: str, action: str) -> bool:
    return any(action in actions(each) for each in statements(function))


def test_only_jobs_invoke_functions_and_only_those_that_a_parameter_names() -> None:
    invoking = [
        (function, each)
        for function in FUNCTIONS
        for each in statements(function)
        if any(action.startswith("lambda:Invoke") for action in actions(each))
    ]
    ((function, statement),) = invoking
    assert (function, statement["Resource"]) == ("OnJob", {"Ref": "RedriveFunctionArns"})
    assert template()["Parameters"]["RedriveFunctionArns"]["Default"] == ""


def test_only_the_function_that_people_talk_to_may_mitigate() -> None:
    may = {function for function in FUNCTIONS for each in statements(function) if each["Sid"] in MITIGATIONS}
    assert may == {"OnCommand"}


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
