"""The name CloudFormation makes for a rule: `<stack>-<LogicalId>-<suffix>`, shortened where it must be."""

import re

# EventBridge's own limit; a stack's name may have 128 characters.
_LONGEST = 64
_GENERATED = re.compile(r"(?P<stack>.+)-(?P<logical_id>[A-Za-z0-9]+)-(?P<suffix>[A-Za-z0-9]{12,13})")
_LONGEST_SUFFIX = 13


def rule_of_stack(name: str, stack: str, logical_id: str) -> bool:
    """Whether the rule is the stack's resource of that logical id.

    How both parts are shortened is not documented, so of a name that does not fit any beginning of each will
    do; of one that fits only the whole.
    """
    made = _GENERATED.fullmatch(name)
    if made is None or made["suffix"] == made["suffix"].lower() or len(name) > _LONGEST:
        return False
    if len(f"{stack}-{logical_id}-") + _LONGEST_SUFFIX <= _LONGEST:
        return (made["stack"], made["logical_id"]) == (stack, logical_id)
    return stack.startswith(made["stack"]) and logical_id.startswith(made["logical_id"])
