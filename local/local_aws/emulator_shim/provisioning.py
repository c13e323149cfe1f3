"""CloudFormation: what it does with functions beside their code, which the emulator leaves out.

It reserves the concurrency and allows the loops that the template says, and its calls to Lambda stand in
CloudTrail, in the name of whoever deployed: here always the account's own credentials. CloudTrail records
nothing else here.

A function tagged `local-aws:created-hours-ago` says so: what runs since yesterday cannot be had otherwise.
"""

import time
import uuid
from datetime import UTC, datetime
from typing import Any

from .borrowed import CLOUDTRAIL, LAMBDA, PROVISIONERS, Json, borrow, region
from .recursion import allow_loops

FUNCTION = "AWS::Lambda::Function"
WHO = "root"
AGE_TAG = "local-aws:created-hours-ago"


def deploy_functions_whole() -> None:
    """Have functions created and updated so."""
    handlers = borrow(PROVISIONERS, "_RESOURCE_HANDLERS")[FUNCTION]
    create, update = handlers["create"], handlers["update"]

    def created(logical_id: str, props: Json, stack: str) -> Any:
        made = create(logical_id, props, stack)
        reserve(made[0], props)
        allow_loops(made[0], props)
        grow_old(made[0], props)
        record("CreateFunction20150331", made[0])
        return made

    def updated(physical_id: str, before: Json, props: Json, *rest: Any, **named: Any) -> Any:
        made = update(physical_id, before, props, *rest, **named)
        reserve(made[0], props)
        allow_loops(made[0], props)
        changed = before.get("Code") != props.get("Code")
        call = "UpdateFunctionCode20150331v2" if changed else "UpdateFunctionConfiguration20150331v2"
        record(call, made[0])
        return made

    handlers.update(create=created, update=updated)


def reserve(function: str, props: Json) -> None:
    wanted = props.get("ReservedConcurrentExecutions")
    borrow(LAMBDA, "_functions")[function]["concurrency"] = None if wanted is None else int(wanted)


def grow_old(function: str, props: Json) -> None:
    hours = next((each["Value"] for each in props.get("Tags") or [] if each["Key"] == AGE_TAG), None)
    if hours is not None:
        created = datetime.fromtimestamp(time.time() - float(hours) * 3600, UTC)
        config = borrow(LAMBDA, "_functions")[function]["config"]
        config["LastModified"] = created.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def record(call: str, function: str) -> None:
    borrow(CLOUDTRAIL, "record_event")(
        service="lambda",
        event_name=call,
        username=WHO,
        access_key_id="",
        resources=[{"ResourceName": function, "ResourceType": FUNCTION}],
        region=region(),
        request_id=str(uuid.uuid4()),
        user_agent="cloudformation.amazonaws.com",
        request_params={"functionName": function},
        method="POST",
    )
