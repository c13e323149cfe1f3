"""IAM: how much may be allowed, which the emulator does not count.

A stack whose policies are too long does not come up, and a call is refused, as on AWS ("IAM and AWS STS
quotas"; white space is not counted).
"""

import json
from collections.abc import Callable
from typing import Any

from .borrowed import IAM, PROVISIONERS, Json, borrow

Call = Callable[[Json], Any]

INLINE, MANAGED, ATTACHED = 10_240, 6_144, 10


def count_policies() -> None:
    """Have CloudFormation and IAM refuse what IAM does."""
    calls = borrow(IAM, "_IAM_HANDLERS")
    calls["CreatePolicy"] = counted(calls["CreatePolicy"], of_managed)
    calls["PutRolePolicy"] = counted(calls["PutRolePolicy"], of_role)
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


def counted(call: Call, complaint: Callable[[Json], str]) -> Call:
    """A call of IAM, refused with the complaint where there is one."""

    def answered(params: Json) -> Any:
        said = complaint(params)
        return borrow(IAM, "_error")(409, "LimitExceeded", said) if said else call(params)

    return answered


def of_managed(params: Json) -> str:
    long = len("".join(_text(params, "PolicyDocument").split())) > MANAGED
    return f"Cannot exceed quota for PolicySize: {MANAGED}" if long else ""


def of_role(params: Json) -> str:
    """All inline policies of a role count together."""
    role = borrow(IAM, "_roles").get(_text(params, "RoleName")) or {"InlinePolicies": {}}
    inline = role["InlinePolicies"] | {_text(params, "PolicyName"): _text(params, "PolicyDocument")}
    long = sum(len("".join(each.split())) for each in inline.values()) > INLINE
    return f"Maximum policy size of {INLINE} bytes exceeded for role" if long else ""


def _text(params: Json, name: str) -> str:
    return str(borrow(IAM, "_p")(params, name))


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
