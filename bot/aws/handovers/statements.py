"""Policy documents as AWS returns them."""

from typing import Any

from bot.domain.errors import Permanent
from bot.domain.evidence.permissions.permits import Policy
from bot.parsing.statements import read_policy


def readable(document: Any, of: str) -> Policy:
    """Raises Permanent if it is no policy."""
    policy = read_policy(document)
    if policy is None:
        raise Permanent(f"the policy of {of} cannot be read")
    return policy
