"""Adds up how long visitors stayed."""

import base64
import json
import os
import time
from typing import Any


def handler(event: dict[str, Any], _context: Any) -> None:
    clicks = [json.loads(base64.b64decode(record["kinesis"]["data"])) for record in event["Records"]]
    time.sleep(float(os.environ["SECONDS"]))
    print(f"{len(clicks)} clicks, {sum(int(click['seconds']) for click in clicks)} seconds")
