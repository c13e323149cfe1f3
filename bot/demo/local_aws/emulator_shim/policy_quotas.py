"""IAM: how much may be allowed, which the emulator does not count.

A stack whose policies are too long does not come up, as on AWS ("IAM and AWS STS quotas"; white space is not
counted).
"""

import json
from typing import Any

from .borrowed import PROVISIONERS, Json, borrow

INLINE, MANAGED, ATTACHED = 10_240, 6_144, 10


def count_policies() -> None:
    """Have CloudFormation refuse what IAM would."""
    handlers = borrow(PROVISIONERS, "_RESOURCE_HANDLERS")
    for kind, refuse in (("AWS::IAM::Role", refuse_role), ("AWS::IAM::ManagedPolicy", refuse_managed)):
        handlers[kind].update(
            create=counting(handlers[kind]["create"], refuse, 1),
            update=counting(handlers[kind]["update"], refuse, 2),
        )


def counting(make: Any, refuse: Any, which: int) -> Any:
    """A handler that looks at the properties, which are its argument of that number, first."""

    def made(*given: Any, **named: Any) -> Any:
        refuse(given[which])
        return make(*given, **named)

    return made


def refuse_role(props: Json) -> None:
    inline = sum(size(each["PolicyDocument"]) for each in props.get("Policies") or [])
    if inline > INLINE:
        raise ValueError(f"Maximum policy size of {INLINE} bytes exceeded for role")
    if len(props.get("ManagedPolicyArns") or []) > ATTACHED:
        raise ValueError(f"Cannot exceed quota for PoliciesPerRole: {ATTACHED}")


def refuse_managed(props: Json) -> None:
    if size(props["PolicyDocument"]) > MANAGED:
        raise ValueError(f"Cannot exceed quota for PolicySize: {MANAGED}")


def size(document: Any) -> int:
    return len("".join(json.dumps(document, separators=(",", ":")).split()))
