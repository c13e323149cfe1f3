"""Makes small pictures of big ones, which takes its time."""

import os
import time
from typing import Any


def handler(_event: dict[str, Any], _context: Any) -> None:
    time.sleep(float(os.environ["SECONDS"]))
    print("made")
