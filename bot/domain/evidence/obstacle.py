"""Why every delivery is refused: settings that refuse it each time until one is changed."""

from enum import StrEnum
from typing import NamedTuple


class Why(StrEnum):
    GONE = "gone"
    FIFO = "fifo"
    NO_GROUP = "no_group"
    POLICY = "policy"
    ROLE = "role"
    MANAGED_KEY = "managed_key"
    KEY_OFF = "key_off"
    KEY = "key"
    CONDITIONED_KEY = "conditioned_key"
    ROLE_KEY = "role_key"


class Obstacle(NamedTuple):
    """Attributes:
    taker: ARN of what accepts nothing.
    by: Who is refused: a service's principal, or the ARN of a role.
    lacks: What is not allowed, as IAM spells it.
    key: The encryption key, as the taker's setting names it.
    """

    why: Why
    taker: str
    by: str = ""
    lacks: str = ""
    key: str = ""
