"""What a wire format is made of: one file in `bot/parsing/dead_letters` fills one of these."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bot.domain.dead_letters.dead_letter import DeadLetter, ReceivedMessage
from bot.domain.dead_letters.way_back import NoWayBack
from bot.parsing.untrusted import get, text
from bot.parsing.wrappings import Layer, carried, outermost

_MOST_ATTEMPTS = 1_000_000
LOOPS = NoWayBack("Lambda stopped it because it was in a loop: it would loop again")


class Wire(NamedTuple):
    """A message on its way to be read.

    Attributes:
        layers: The message first, then what AWS carried in it.
        names: Of all attributes and of all members of their JSON, in lower case.
    """

    message: ReceivedMessage
    layers: tuple[Layer, ...]
    names: set[str]

    @property
    def outer(self) -> Layer:
        return self.layers[0]


class WireFormat(NamedTuple):
    """One way of writing a dead letter.

    Attributes:
        name: The file's name, and the word the command line prints.
        who: Who writes it, for the documentation.
        known_by: What tells it, for the documentation.
        way_back: The one way back, for the documentation.
        read: The dead letter; None when the message is not of this format.
        names: In lower case; a message without one of them is not of this format. Empty where none tells it.
    """

    name: str
    who: str
    known_by: str
    way_back: str
    read: Callable[[Wire], DeadLetter | None]
    names: frozenset[str] = frozenset()


def wire(message: ReceivedMessage) -> Wire:
    layers = tuple(carried(outermost(message.body, message.attributes)))
    return Wire(message, layers, set[str]().union(*(each.names for each in layers)))


def attribute(attributes: Mapping[str, str], name: str) -> str:
    """An attribute's text, whatever the case of its name; empty when there is none."""
    return text(get(attributes, name), 2048)


def count(value: Any) -> int | None:
    """A number of attempts, written as JSON's number or as an attribute's digits."""
    digits = str(value) if type(value) is int and abs(value) < _MOST_ATTEMPTS else text(value, 20)
    known = digits.isascii() and digits.isdigit() and len(digits) < len(str(_MOST_ATTEMPTS))
    return int(digits) if known else None


def tried(retries: str) -> int | None:
    """How often it was tried, where an attribute tells only the retries."""
    counted = count(retries)
    return None if counted is None else counted + 1


def looped(error: str) -> bool:
    """Whether Lambda stopped it as part of a loop through SQS, SNS or S3.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    """
    return "RecursiveInvocationException" in error
