"""Makes small pictures of big ones, slowly, and only one at a time: its concurrency is reserved so."""

import time
from typing import Any

from counts import count  # type: ignore[import-not-found]  # beside this file in the package

SECONDS = 3  # a big picture and a small function


def handler(_event: dict[str, Any], _context: Any) -> None:
    time.sleep(SECONDS)
    count("thumbnails", 1)
