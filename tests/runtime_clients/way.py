"""One way to fail, in one log format, with what was written of it."""

from typing import NamedTuple

from tests.runtime_clients.written import Written


class Way(NamedTuple):
    name: str
    format: str
    written: Written
