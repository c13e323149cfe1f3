"""What a role may do, by its own policies (IAM API reference, ListRolePolicies, ListAttachedRolePolicies).

Among AWS's managed policies, Lambda's are known to allow sending only to logs and traces (Lambda developer
guide, "AWS managed policies for Lambda features"). Any other one is not read, so with it nothing is known.
"""

from bot.aws.errors import Client, asking
from bot.aws.handovers.statements import readable
from bot.domain.errors import Permanent
from bot.domain.evidence.permissions.permits import Policy
from bot.domain.resource.arn import name_of

MOST = 5
_SEND_NOTHING = frozenset(
    {
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSXRayDaemonWriteAccess",
        "CloudWatchLambdaInsightsExecutionRolePolicy",
    }
)


def role_of(iam: Client, arn: str) -> tuple[Policy, ...]:
    """Raises Permanent if not all of them are known."""
    name = name_of(arn)
    with asking("iam:ListAttachedRolePolicies", arn):
        attached = iam.list_attached_role_policies(RoleName=name)
    others = [
        each["PolicyName"]
        for each in attached["AttachedPolicies"]
        if ":iam::aws:policy/" not in each["PolicyArn"] or each["PolicyName"] not in _SEND_NOTHING
    ]
    if others or attached.get("IsTruncated"):
        raise Permanent(f"permissions of {name} not read: it has {', '.join(others) or 'many policies'}")
    with asking("iam:ListRolePolicies", arn):
        listed = iam.list_role_policies(RoleName=name)
    if len(listed["PolicyNames"]) > MOST or listed.get("IsTruncated"):
        raise Permanent(f"permissions of {name} not read: it has more than {MOST} policies")
    return tuple(_inline(iam, name, each) for each in listed["PolicyNames"])


def _inline(iam: Client, role: str, policy: str) -> Policy:
    with asking("iam:GetRolePolicy", role):
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    return readable(document, role)
