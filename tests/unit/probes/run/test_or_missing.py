"""A look asks ports that answer Missing where they would raise, and whose methods say that they may."""

import inspect
from typing import Any

import pytest

from bot.domain.errors import BotError, Permanent, Transient
from bot.domain.evidence.missing import Missing
from bot.ports.buckets import Buckets
from bot.ports.dead_letter_queues import LookedIntoQueues
from bot.ports.feeders import Feeders
from bot.ports.functions import Functions
from bot.ports.handovers import Handovers
from bot.ports.streams import Streams
from bot.ports.telemetry import Telemetry
from bot.probes.run.or_missing import or_missing

PORTS = (Buckets, Feeders, Functions, Handovers, LookedIntoQueues, Streams, Telemetry)
# Its adapter keeps every fault to itself: a deployment stands without whoever made it.
NEVER_RAISES = {"changed_by"}


class Asked:
    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    def twice(self, number: int, *, times: int = 2) -> int | Missing:
        if self.fault:
            raise self.fault
        return number * times


def test_an_answer_is_given_on_as_it_is() -> None:
    assert or_missing(Asked()).twice(3, times=4) == 12


@pytest.mark.parametrize(
    "fault", [Transient("AWS throttles sqs:ReceiveMessage"), Permanent("denied: allow x")]
)
def test_what_could_not_be_asked_is_missing_with_its_reason(fault: BotError) -> None:
    assert or_missing(Asked(fault)).twice(3) == Missing(str(fault))


def test_a_mistake_of_ours_is_still_raised() -> None:
    with pytest.raises(KeyError):
        or_missing(Asked(KeyError("sku"))).twice(3)


@pytest.mark.parametrize("port", PORTS)
def test_every_method_that_a_look_asks_says_that_it_may_answer_missing(port: type[Any]) -> None:
    methods = {name: each for name, each in vars(port).items() if inspect.isfunction(each) and name[0] != "_"}
    assert methods
    for name, method in methods.items():
        assert "Missing" in method.__annotations__["return"] or name in NEVER_RAISES, name
