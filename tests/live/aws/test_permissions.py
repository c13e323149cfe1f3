"""What IAM lets through, as the template counts on it."""

from typing import Any

import boto3

from tests.live.aws.place import Json, Place, code_of, document


def test_attributes_of_a_subscription_may_be_read_where_every_resource_is_named(aws: Place) -> None:
    """The Service Authorization Reference names no resource type for the action."""
    topic, queue = aws.topic("alarms"), aws.queue("inbox")
    subscription = aws.subscribed(topic, queue)
    allowed = {"Effect": "Allow", "Action": "sns:GetSubscriptionAttributes", "Resource": "*"}
    role = aws.role({"AWS": aws.account}, allowed)

    def read() -> bool:
        reader = assumed(aws, role)
        return bool(reader and not code_of(reader.get_subscription_attributes, SubscriptionArn=subscription))

    assert aws.eventually(read)
    assert code_of(assumed(aws, role).get_topic_attributes, TopicArn=topic).startswith("Auth")


def assumed(aws: Place, role: str) -> Any:
    """A client of SNS in the role; None while nobody may assume it yet."""
    if code_of(aws.client("sts").assume_role, RoleArn=role, RoleSessionName="live"):
        return None
    given = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="live")["Credentials"]
    keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
    session = boto3.Session(*keys, region_name=aws.region)
    return session.client("sns", endpoint_url=aws.endpoint or None)


def test_iam_tells_what_a_role_may_and_may_not(aws: Place) -> None:
    queue = aws.arn("sqs", f"{aws.run}failures")
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue}
    role = aws.role({"Service": "lambda.amazonaws.com"}, allowed)
    asked = {"PolicySourceArn": role, "ActionNames": ["sqs:SendMessage"]}

    def decided(resource: str) -> str:
        answer = aws.client("iam").simulate_principal_policy(**asked, ResourceArns=[resource])
        return str(answer["EvaluationResults"][0]["EvalDecision"])

    assert aws.eventually(lambda: decided(queue) == "allowed")
    assert decided(f"{queue}-other") == "implicitDeny"


def of_size(size: int) -> Json:
    """A statement that makes a policy of so many characters, white space not counted."""
    made = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:"}
    missing = size - len("".join(document(made).split()))
    return made | {"Resource": made["Resource"] + "x" * missing}


def test_a_managed_policy_holds_6144_characters_without_white_space(aws: Place) -> None:
    iam, name = aws.client("iam"), aws.name("policy")
    made = iam.create_policy(PolicyName=name, PolicyDocument=document(of_size(6144)))["Policy"]["Arn"]
    aws.undo("iam", "delete_policy", PolicyArn=made)
    refused = code_of(iam.create_policy, PolicyName=f"{name}-long", PolicyDocument=document(of_size(6145)))
    assert refused == "LimitExceeded"


def test_a_roles_inline_policies_hold_10240_characters_together(aws: Place) -> None:
    role = aws.role({"Service": "lambda.amazonaws.com"}, of_size(6000)).rpartition("/")[2]
    more = {"RoleName": role, "PolicyName": "more"}
    aws.undo("iam", "delete_role_policy", **more)
    put = aws.client("iam").put_role_policy
    assert code_of(put, **more, PolicyDocument=document(of_size(4241))) == "LimitExceeded"
    assert code_of(put, **more, PolicyDocument=document(of_size(4240))) == ""
