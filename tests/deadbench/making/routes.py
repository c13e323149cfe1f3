"""Rules of EventBridge and topics of SNS: where they deliver to, with which keys, and what they count."""

import json
from collections.abc import Mapping
from typing import Any

from tests.deadbench.making.frame import ACCOUNT, REGION, Frame, Line, queue_arn, uuid
from tests.deadbench.world import Json

_ROOT = {
    "Sid": "Enable IAM User Permissions",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}


class Routes(Frame):
    def rule(self, name: str, target: str, *, dlq: str = "", **settings: Any) -> str:
        """Its ARN; every event of its source matches."""
        arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"
        rules = self.files.setdefault("config/events/list-rules.json", {"Rules": []})["Rules"]
        rules.append(
            {
                "Name": name,
                "Arn": arn,
                "EventPattern": json.dumps({"source": [f"com.example.{self.noun}"]}),
                "State": "ENABLED",
                "EventBusName": "default",
            }
        )
        kept = {"DeadLetterConfig": {"Arn": queue_arn(dlq)}} if dlq else {}
        self.files[f"config/events/list-targets-by-rule/{name}.json"] = {
            "Targets": [{"Id": "Target0", "Arn": target, **kept, **settings}]
        }
        return arn

    def of_rule(self, name: str, **lines: Line) -> None:
        """What EventBridge counts of it, by the names of the metrics."""
        for metric, line in lines.items():
            self.metric("AWS/Events", metric, {"RuleName": name}, Sum=line)

    def topic(self, name: str, **attributes: str) -> str:
        arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"
        self.files[f"config/sns/get-topic-attributes/{name}.json"] = {
            "Attributes": {
                "TopicArn": arn,
                "Owner": ACCOUNT,
                "SubscriptionsConfirmed": "0",
                "SubscriptionsPending": "0",
                **attributes,
            }
        }
        self.files[f"config/sns/list-subscriptions-by-topic/{name}.json"] = {"Subscriptions": []}
        return arn

    def subscribe(self, topic: str, protocol: str, endpoint: str, *, dlq: str = "") -> None:
        arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}"
        subscription = f"{arn}:{uuid(topic + endpoint)}"
        told = {
            "SubscriptionArn": subscription,
            "Owner": ACCOUNT,
            "Protocol": protocol,
            "Endpoint": endpoint,
            "TopicArn": arn,
        }
        self.files[f"config/sns/list-subscriptions-by-topic/{topic}.json"]["Subscriptions"].append(told)
        about = self.files[f"config/sns/get-topic-attributes/{topic}.json"]["Attributes"]
        about["SubscriptionsConfirmed"] = str(int(about["SubscriptionsConfirmed"]) + 1)
        kept = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn(dlq)})} if dlq else {}
        self.files[f"config/sns/get-subscription-attributes/{subscription.rpartition(':')[2]}.json"] = {
            "Attributes": told | {"RawMessageDelivery": "false", "PendingConfirmation": "false"} | kept
        }

    def of_topic(self, name: str, **lines: Line) -> None:
        for metric, line in lines.items():
            self.metric("AWS/SNS", metric, {"TopicName": name}, Sum=line)

    def key(self, name: str, *allowed: Mapping[str, Any]) -> str:
        """A customer managed key's ARN; beside the account's own principals these are let in."""
        key_id = uuid(f"{self.name} {name}")
        policy = {"Version": "2012-10-17", "Statement": [_ROOT, *allowed]}
        self.files[f"config/kms/get-key-policy/{key_id}.json"] = {
            "Policy": json.dumps(policy),
            "PolicyName": "default",
        }
        return f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key_id}"

    def managed_key(self, service: str) -> str:
        """The alias of AWS's own key for a service, with the policy that nobody can change."""
        through = {"kms:CallerAccount": ACCOUNT, "kms:ViaService": f"{service}.{REGION}.amazonaws.com"}
        self.files[f"config/kms/get-key-policy/alias__aws__{service}.json"] = {
            "Policy": json.dumps(
                {
                    "Version": "2012-10-17",
                    "Id": f"auto-{service}-1",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"AWS": "*"},
                            "Action": ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"],
                            "Resource": "*",
                            "Condition": {"StringEquals": through},
                        }
                    ],
                }
            ),
            "PolicyName": "default",
        }
        return f"alias/aws/{service}"

    def role(self, name: str, policy: str, *statements: Json) -> str:
        self.files[f"config/iam/get-role-policy/{name}.json"] = {
            "RoleName": name,
            "PolicyName": policy,
            "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)},
        }
        self.files[f"config/iam/list-attached-role-policies/{name}.json"] = {"AttachedPolicies": []}
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def lets_in(service: str, action: str, resource: str) -> Json:
    """A statement of a resource's policy for one of AWS's services."""
    principal = {"Service": f"{service}.amazonaws.com"}
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}


def policy(*statements: Json) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
