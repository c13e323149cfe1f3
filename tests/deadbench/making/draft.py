"""A world in the making, with all that it may hold."""

from tests.deadbench.making.herrings import Herrings
from tests.deadbench.making.queues import Queues
from tests.deadbench.making.routes import Routes
from tests.deadbench.making.streams import Streams
from tests.deadbench.making.tables import Tables


class Draft(Herrings, Queues, Streams, Tables, Routes):
    """What is put into it lands in its files; `write` writes them."""
