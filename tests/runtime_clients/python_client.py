"""Ways in which a function in Python fails under awslambdaric, and what is written of each."""

import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.runtime_clients.process import HANGS, client_process
from tests.runtime_clients.way import Way

FOLDER = Path(__file__).parent / "python"
LOGGED = ("logged_exception", "logged_exc_info", "logged_error", "critical", "warning", "info")
# One process has a go at all of these, one after the other.
TOGETHER = (
    *("raised", "chained", "group", "memory", "big", "unserialisable"),
    *LOGGED,
    *("printed_traceback", "printed", "printed_record"),
    *("powertools", "powertools_batch", "powertools_metrics"),
    *("structlog_json", "structlog_dict", "structlog_console", "python_json_logger", "loguru", "loguru_json"),
)
_BEGINS = "def handler(event, context):\n    "
# A process of its own for each: it ends, or never begins.
ALONE: Mapping[str, str] = {
    "import": f"import requests_not_there\n{_BEGINS}pass\n",
    "syntax": "def handler(event, context)\n    pass\n",
    "no_handler": "def other(event, context):\n    pass\n",
    "init_raised": f"raise RuntimeError('no DB_HOST')\n{_BEGINS}pass\n",
    "exits": f"import sys\n{_BEGINS}sys.exit(3)\n",
    "exits_at_once": f"import os\n{_BEGINS}os._exit(3)\n",
    "hangs": f"import threading\n{_BEGINS}print({HANGS!r})\n    threading.Event().wait()\n",
}


def is_there() -> bool:
    return importlib.util.find_spec("awslambdaric") is not None


def version() -> str:
    return f"awslambdaric {importlib.metadata.version('awslambdaric')}"


def run(log_format: str, folder: Path, level: str = "") -> Iterator[Way]:
    """Every way, in one log format; with AWS_LAMBDA_LOG_LEVEL only what is logged."""
    environment = {"AWS_LAMBDA_LOG_FORMAT": log_format} | ({"AWS_LAMBDA_LOG_LEVEL": level} if level else {})
    command = [sys.executable, "-B", "-m", "awslambdaric", "app.handler"]
    with client_process(command, FOLDER, environment) as (api, process):
        process.written()
        for name in LOGGED if level else TOGETHER:
            api.give({"way": name})
            yield Way(name, log_format, process.written())
    for name, source in {} if level else ALONE.items():
        (folder / "app.py").write_text(source)
        with client_process(command, folder, environment) as (_, process):
            yield Way(name, log_format, process.first({"order": 17}))
