"""The parts of the shop: where work comes in, who does it, and where it ends that cannot be done."""

from tests.oracle.parts.events import EventsPart
from tests.oracle.parts.part import Moment, Part
from tests.oracle.parts.queue import QueuePart
from tests.oracle.parts.stream import StreamPart

__all__ = ["EventsPart", "Moment", "Part", "QueuePart", "StreamPart"]
