"""What `lastcall rehearse` says of an incident of a stack, run as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.domain.resource.grouping import incident_id
from tests.contract.rehearsal.shop_code import code
from tests.e2e.local_process import ROOT, RunningLocal
from tests.e2e.table import group_of


def rehearsed(local: RunningLocal, queue: str, consumer: str, folder: Path, *options: str) -> Any:
    """The JSON that it prints, whose status is that of the process."""
    command = [
        *(sys.executable, "-m", "bot", "rehearse", incident_id(group_of(local, queue))),
        *("--handler", "orders_worker.handler", "--path", str(code(folder, consumer))),
        *("--env", "ORDERS_TABLE=shop-orders", "--json", *options),
    ]
    ours = {
        "AWS_ENDPOINT_URL": local.endpoint,
        "AWS_ACCESS_KEY_ID": local["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": local["secret_access_key"],
        "AWS_DEFAULT_REGION": local["region"],
    }
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **ours}, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["status"] == done.returncode
    return told
