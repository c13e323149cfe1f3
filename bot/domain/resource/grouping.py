"""What is broken, and the one incident for it."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.resource.arn import placed
from bot.domain.resource.resource_kind import ResourceKind

# Crockford's base32: no I, L, O or U, so an id survives being read aloud at night.
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# The lengths of an id and of the longer id.
_LENGTHS = (8, 16)


class Resource(NamedTuple):
    """A queue, function, stream, topic, rule, state machine, ...; if nothing is known, the alarm itself.

    Attributes:
        kind: A ResourceKind; perhaps another word if a newer release stored it.
    """

    kind: str
    name: str
    account: str
    region: str

    @property
    def arn(self) -> str:
        """The ARN, if it follows from the name; else empty."""
        if self.kind not in _IN_ARNS:
            return ""
        service, before = _IN_ARNS[self.kind]
        # A rule is named by bus and name; for the default bus the ARN omits the bus.
        name = self.name.removeprefix("default/") if self.kind == ResourceKind.RULE else self.name
        return str(placed(service, self.region, self.account, f"{before}{name}"))


# The service, and what comes before the name.
_IN_ARNS: Mapping[str, tuple[str, str]] = {
    ResourceKind.QUEUE: ("sqs", ""),
    ResourceKind.TOPIC: ("sns", ""),
    ResourceKind.FUNCTION: ("lambda", "function:"),
    ResourceKind.STREAM: ("kinesis", "stream/"),
    ResourceKind.TABLE: ("dynamodb", "table/"),
    ResourceKind.STATE_MACHINE: ("states", "stateMachine:"),
    ResourceKind.LOG_GROUP: ("logs", "log-group:"),
    ResourceKind.BUS: ("events", "event-bus/"),
    ResourceKind.RULE: ("events", "rule/"),
}


def group_key(resource: Resource) -> str:
    """The key of everything that belongs together: what is broken, not which alarm reported it."""
    return f"{resource.account}/{resource.region}/{resource.kind}/{resource.name}"


def incident_id(group: str) -> str:
    """Eight letters a person can say, stable for a group forever; shown as `K7Q2-M9TD`."""
    return _shown(_letters(hashlib.sha256(group.encode()).digest()[:5]))


def longer_id(group: str) -> str:
    """Sixteen other letters, for a group whose `incident_id` is taken by another one.

    A person who names alarms can find a name that collides in forty bits, but not in eighty.
    """
    return _shown(_letters(hashlib.sha256(group.encode()).digest()[-10:]))


def as_incident_id(text: str) -> str | None:
    """Read an id as a person types it: lower case, no dash, O for 0, I or L for 1; None if it is no id."""
    letters = text.strip().upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(letters) not in _LENGTHS or any(letter not in _CROCKFORD for letter in letters):
        return None
    return _shown(letters)


def _letters(digest: bytes) -> str:
    bits = int.from_bytes(digest, "big")
    return "".join(_CROCKFORD[(bits >> shift) & 31] for shift in range(8 * len(digest) - 5, -1, -5))


def _shown(letters: str) -> str:
    return "-".join(letters[begins : begins + 4] for begins in range(0, len(letters), 4))
