"""As much of the AWS CLI as the repair commands need: `aws SERVICE OPERATION --option value... [FILE]`.

An operation and its options are read from botocore's models, as the CLI does it. It prints nothing where the
answer is empty, which the loops of the texts go by. `aws logs tail` is the CLI's own.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import botocore.session
from botocore import xform_name

IGNORED = {"output", "cli-binary-format"}
READ: dict[str, Callable[[str], Any]] = {"list": lambda value: [value], "integer": int}


def main(service: str, operation: str, *given: str) -> None:
    client: Any = botocore.session.get_session().create_client(service)
    if (service, operation) == ("logs", "tail"):
        group, _, _, _, pattern = given
        client.filter_log_events(logGroupName=group, filterPattern=pattern)
        return
    names = {xform_name(each, "-"): each for each in client.meta.service_model.operation_names}
    shape: Any = client.meta.service_model.operation_model(names[operation]).input_shape
    members = {xform_name(each, "-"): each for each in shape.members} if shape else {}
    asked: dict[str, Any] = {}
    words = list(given)
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            name, value = word[2:], words.pop(0)
            if name not in IGNORED:
                read = READ.get(shape.members[members[name]].type_name, str)
                asked[members[name]] = read(value)
    answer = getattr(client, xform_name(names[operation]))(**asked)
    said = {key: each for key, each in answer.items() if key not in {"ResponseMetadata", "Payload"}}
    if said:
        sys.stdout.write(json.dumps(said, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
