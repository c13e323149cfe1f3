"""Rules of EventBridge and topics: what they hand over, and to whom. Shapes: their API references."""

from collections.abc import Mapping

from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError

# What it holds is not looked at, so that nothing is known of the role.
_UNKNOWN = {"PolicyName": "workers", "PolicyArn": "arn:aws:iam::111122223333:policy/workers"}


class Rules:
    """Attributes: targets of each rule by its name, subscriptions of each topic by its ARN."""

    def __init__(self) -> None:
        self.targets: dict[str, list[Json]] = {}
        self.subscriptions: dict[str, list[Json]] = {}

    def operations(self) -> Mapping[str, Operation]:
        return {
            "events.ListTargetsByRule": lambda asked: {"Targets": self.targets.get(asked["Rule"], [])},
            "sns.ListSubscriptionsByTopic": lambda asked: {
                "Subscriptions": self.subscriptions.get(asked["TopicArn"], [])
            },
            "lambda.GetPolicy": _no_policy,
            "iam.ListAttachedRolePolicies": lambda _asked: {"AttachedPolicies": [_UNKNOWN]},
            "iam.ListRolePolicies": lambda _asked: {"PolicyNames": []},
        }


def _no_policy(asked: Json) -> Json:
    raise RefusedError("ResourceNotFoundException", f"{asked['FunctionName']} has no policy", 404)
