"""Why AWS denied something, in its own words, as far as they are safe on a card.

    … is not authorized to perform: A on resource: R because no identity-based policy allows the A action
    … is not authorized to perform: A on resource: R with an explicit deny in a service control policy[: ARN]

Some services say less, and then it is unknown what to allow. The denied action may not be the one called: S3
answers for an object's key.
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

import re

# The stack's parameter that allows it to use keys.
KEYS = "KeyArns"

_ACTION = r"[A-Za-z0-9-]{2,40}:[A-Za-z0-9]{2,80}"
_ARN = r"arn:[\w+=,.@:/*$-]{5,400}"
_NAMED = re.compile(rf"not authorized to perform: ({_ACTION})(?: on resource: \"?({_ARN}))?")
# Its type: `identity-based policy`, `VPC endpoint policy`, `service control policy`, `permissions boundary`.
_POLICY = r"(?:[A-Za-z-]{1,20} ){1,3}(?:policy|boundary)"
_NO_POLICY = re.compile(rf"because no ({_POLICY}) allows")
_EXPLICIT = re.compile(rf"with an explicit deny in (an? {_POLICY})(?:: ({_ARN}))?")
# Only this one is fixed by allowing it to Lastcall's role.
_OWN = "identity-based policy"


def denial(message: str, action: str, resource: str) -> str:
    """What a card says about it; `allow` only if AWS says that Lastcall's own policies lack it.

    Args:
        action: What was called, as IAM spells it.
        resource: What it was called on.
    """
    what = _denied(message, action, resource)
    if found := _EXPLICIT.search(message):
        policy = f" ({found[2].rstrip('.,')})" if found[2] else ""
        return f"denied: {what}, with an explicit deny in {found[1]}{policy}"
    if (found := _NO_POLICY.search(message)) is None:
        return f"denied: {what}; AWS does not say by which policy"
    return f"denied: allow {what}" if found[1] == _OWN else f"denied: {what}, because no {found[1]} allows it"


def key_denial(message: str, resource: str) -> str:
    """The denial of a resource's key; only some messages say which key."""
    return denial(message, "kms:Decrypt and kms:GenerateDataKey", f"the key of {resource} ({KEYS})")


def _denied(message: str, action: str, resource: str) -> str:
    found = _NAMED.search(message)
    if found is None or found[1].casefold() in action.casefold().split():
        return f"{action} on {resource}"
    if found[1].startswith("kms:"):
        return f"{found[1]} on {found[2] or f'the key of {resource}'} ({KEYS})"
    return f"{found[1]} on {found[2] or resource}"
