"""Honest small implementations of the ports, for tests of use cases.

    store = Store()
    incidents, jobs, cards = FakeIncidents(store, clock), FakeJobs(store), FakeCards(store)

Each keeps what the contract suites in tests/contract/aws ask of the real one; none records calls to be
asserted on. Look at what they hold instead.
"""

from tests.fakes.buckets import FakeBuckets
from tests.fakes.clock import HandClock
from tests.fakes.dead_letter_queues import FakeDeadLetterQueues
from tests.fakes.feeders import FakeFeeders
from tests.fakes.functions import FakeFunctions
from tests.fakes.handovers import FakeHandovers
from tests.fakes.live_settings import FakeLiveSettings
from tests.fakes.outbox import FakeOutbox
from tests.fakes.store import FakeCards, FakeIncidents, FakeJobs, FakeLines, Store
from tests.fakes.streams import FakeStreams
from tests.fakes.telemetry import FakeTelemetry
from tests.fakes.topics import FakeTopics
from tests.fakes.ways_back import FakeWaysBack

__all__ = [
    "FakeBuckets",
    "FakeCards",
    "FakeDeadLetterQueues",
    "FakeFeeders",
    "FakeFunctions",
    "FakeHandovers",
    "FakeIncidents",
    "FakeJobs",
    "FakeLines",
    "FakeLiveSettings",
    "FakeOutbox",
    "FakeStreams",
    "FakeTelemetry",
    "FakeTopics",
    "FakeWaysBack",
    "HandClock",
    "Store",
]
