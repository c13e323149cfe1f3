"""What is broken, and the one incident that speaks for it."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

# Crockford's base32: no I, L, O or U, so an id survives being read aloud at night.
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Of an id, and of the longer one.
_LENGTHS = (8, 16)


class Resource(NamedTuple):
    """A queue, function, stream, topic, rule, state machine, ...; when nothing is known, the alarm itself."""

    kind: str
    name: str
    account: str
    region: str

    @property
    def arn(self) -> str:
        """The ARN, where it follows from the name; else empty. Partition: from the region's prefix."""
        named = _NAMED_IN_ARN.get(self.kind)
        return f"arn:{partition(self.region)}:{named(self)}" if named else ""


def _placed(service: str, before_name: str = "") -> Callable[[Resource], str]:
    return lambda of: f"{service}:{of.region}:{of.account}:{before_name}{of.name}"


_NAMED_IN_ARN: Mapping[str, Callable[[Resource], str]] = {
    "queue": _placed("sqs"),
    "topic": _placed("sns"),
    "function": _placed("lambda", "function:"),
    "stream": _placed("kinesis", "stream/"),
    "table": _placed("dynamodb", "table/"),
    "state_machine": _placed("states", "stateMachine:"),
    "log_group": _placed("logs", "log-group:"),
    "bus": _placed("events", "event-bus/"),
    # A rule goes by its bus and its name; of the default bus the ARN leaves the bus out.
    "rule": lambda of: f"events:{of.region}:{of.account}:rule/{of.name.removeprefix('default/')}",
}


def partition(region: str) -> str:
    """The AWS partition a region lies in."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def group_key(resource: Resource) -> str:
    """The key of everything that belongs together: what is broken, not which alarm said so."""
    return f"{resource.account}/{resource.region}/{resource.kind}/{resource.name}"


def incident_id(group: str) -> str:
    """Eight letters a person can say, stable for a group for ever; shown as `K7Q2-M9TD`."""
    return _shown(_letters(hashlib.sha256(group.encode()).digest()[:5]))


def longer_id(group: str) -> str:
    """Sixteen other letters, for a group whose `incident_id` stands for another one.

    Whoever names alarms can search a name that agrees with another in forty bits, but not in eighty.
    """
    return _shown(_letters(hashlib.sha256(group.encode()).digest()[-10:]))


def as_incident_id(text: str) -> str | None:
    """Read an id as a person types it: lower case, no dash, O for 0, I or L for 1; None when it is none."""
    letters = text.strip().upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(letters) not in _LENGTHS or any(letter not in _CROCKFORD for letter in letters):
        return None
    return _shown(letters)


def _letters(digest: bytes) -> str:
    bits = int.from_bytes(digest, "big")
    return "".join(_CROCKFORD[(bits >> shift) & 31] for shift in range(8 * len(digest) - 5, -1, -5))


def _shown(letters: str) -> str:
    return "-".join(letters[begins : begins + 4] for begins in range(0, len(letters), 4))
