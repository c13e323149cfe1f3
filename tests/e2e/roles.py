"""The roles of the deployed functions, and what one of them lacks for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.local_process import RunningLocal

# A policy has at least one statement; this one is about nothing that anybody asks for.
NOTHING = {
    "Sid": "Nothing",
    "Effect": "Allow",
    "Action": "iam:GetUser",
    "Resource": "arn:aws:iam::111122223333:user/x",
}


def physical_names(local: RunningLocal) -> dict[str, str]:
    """What the resources of the stack are called, by their logical ids."""
    pages = local.client("cloudformation").get_paginator("list_stack_resources")
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in pages.paginate(StackName=local["stack"])
        for each in page["StackResourceSummaries"]
    }


class Roles:
    """Each has one policy of its own, and others attached; template.yaml writes all out by statements."""

    def __init__(self, local: RunningLocal) -> None:
        self._iam = local.client("iam")
        self._names = physical_names(local)

    @contextmanager
    def without(self, function: str, sid: str) -> Iterator[None]:
        """Take one statement away, and give it back at the end."""
        role = self._names[f"{function}Role"]
        ((policy, whole),) = (
            (policy, document)
            for policy, document in self._policies(role)
            if sid in {each["Sid"] for each in document["Statement"]}
        )
        left = [each for each in whole["Statement"] if each["Sid"] != sid]
        assert len(left) == len(whole["Statement"]) - 1
        try:
            self._put(role, policy, whole | {"Statement": left or [NOTHING]})
            yield
        finally:
            self._put(role, policy, whole)

    def _policies(self, role: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """By their names, the attached ones by their ARNs."""
        for name in self._iam.list_role_policies(RoleName=role)["PolicyNames"]:
            yield name, self._iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for each in self._iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
            arn = each["PolicyArn"]
            version = self._iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            found = self._iam.get_policy_version(PolicyArn=arn, VersionId=version)
            yield arn, found["PolicyVersion"]["Document"]

    def _put(self, role: str, policy: str, document: dict[str, Any]) -> None:
        text = json.dumps(document)
        if not policy.startswith("arn:"):
            self._iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=text)
            return
        self._iam.create_policy_version(PolicyArn=policy, PolicyDocument=text, SetAsDefault=True)
        for each in self._iam.list_policy_versions(PolicyArn=policy)["Versions"]:
            if not each["IsDefaultVersion"]:
                self._iam.delete_policy_version(PolicyArn=policy, VersionId=each["VersionId"])
