"""Counts the clicks of a stream; one that it cannot read stops its whole shard, as in every such consumer."""

import base64
import json
from typing import Any

from counts import count  # type: ignore[import-not-found]  # beside this file in the package
from visit import seconds_on_page  # type: ignore[import-not-found]  # the same


def handler(event: dict[str, Any], _context: Any) -> None:
    clicks = [json.loads(base64.b64decode(record["kinesis"]["data"])) for record in event["Records"]]
    seconds = sum(seconds_on_page(click) for click in clicks)
    count("clicks", len(clicks))
    count("seconds", seconds)
