"""Commands of the AWS CLI in texts, held against botocore's models, from which the CLI itself makes them."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import botocore.session
from botocore import xform_name

# What the AWS CLI has beside the operations of the services (aws logs tail help), and what all commands take.
CUSTOM = {("logs", "tail"): {"group-name", "since", "follow", "format", "filter-pattern", "log-stream-names"}}
GLOBAL = {"region", "output", "query", "profile", "cli-binary-format"}
# Of operations that come in pages; those here name what they cut off after.
PAGES = {"max-items", "page-size", "starting-token"}
SESSION = botocore.session.get_session()


class Command(NamedTuple):
    service: str
    operation: str
    options: frozenset[str]

    def __str__(self) -> str:
        return f"aws {self.service} {self.operation} {' '.join(sorted(self.options))}"


def commands(text: str) -> Iterator[Command]:
    for said in re.split(r"(?=\baws [a-z]+ [a-z-]+)", text)[1:]:
        _, service, operation, *rest = said.split()
        options: list[str] = []
        for word in rest:
            if word.rstrip(",;.)").startswith("--"):
                options.append(word.rstrip(",;.)").removeprefix("--"))
            elif not options and not word.startswith(("--", "arn:", "/", "$", "https:")):
                break
        yield Command(service, operation.strip(",;.)"), frozenset(options))


def wrong(command: Command) -> str:
    """What the AWS CLI would say of it; empty if nothing."""
    known = CUSTOM.get((command.service, command.operation))
    if known is not None:
        more = command.options - known - GLOBAL
        return f"no {more}" if more else ""
    try:
        model = SESSION.get_service_model(command.service)
    except botocore.exceptions.UnknownServiceError:
        return "no such service"
    operations = {xform_name(each, "-"): each for each in model.operation_names}
    if command.operation not in operations:
        return "no such operation"
    shape = model.operation_model(operations[command.operation]).input_shape
    members: Any = shape.members if shape else {}
    known = {xform_name(each, "-") for each in members} | GLOBAL | PAGES
    known |= {f"no-{xform_name(each, '-')}" for each in members if members[each].type_name == "boolean"}
    needed = {xform_name(each, "-") for each in (shape.required_members if shape else ())}
    if command.options - known:
        return f"no {command.options - known}"
    return f"{needed - command.options} is missing" if needed - command.options else ""
