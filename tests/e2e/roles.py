"""The roles of the deployed functions, and what one of them lacks for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.local_process import RunningLocal


def physical_names(local: RunningLocal) -> dict[str, str]:
    """What the resources of the stack are called, by their logical ids."""
    pages = local.client("cloudformation").get_paginator("list_stack_resources")
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in pages.paginate(StackName=local["stack"])
        for each in page["StackResourceSummaries"]
    }


class Roles:
    """Each has one policy, which template.yaml writes out statement by statement."""

    def __init__(self, local: RunningLocal) -> None:
        self._iam = local.client("iam")
        self._names = physical_names(local)

    @contextmanager
    def without(self, function: str, sid: str) -> Iterator[None]:
        """Take one statement away, and give it back at the end."""
        role = self._names[f"{function}Role"]
        (policy,) = self._iam.list_role_policies(RoleName=role)["PolicyNames"]
        whole = self._iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        left = [each for each in whole["Statement"] if each["Sid"] != sid]
        assert len(left) == len(whole["Statement"]) - 1
        try:
            self._put(role, policy, whole | {"Statement": left})
            yield
        finally:
            self._put(role, policy, whole)

    def _put(self, role: str, policy: str, document: dict[str, Any]) -> None:
        self._iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
