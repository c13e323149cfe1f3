"""Ways in which a function in Node fails under aws-lambda-ric, and what is written of each.

`make test` installs the client where npm is (`make .cache/node-client/ready`).
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.runtime_clients.process import HANGS, client_process
from tests.runtime_clients.way import Way

HERE = Path(__file__).parent / "node"
CLIENT = Path(__file__).parents[2] / ".cache" / "node-client"
TOGETHER = (
    *("thrown", "thrown_string", "caused", "coded", "aggregate", "big", "unserialisable", "callback"),
    *("console_error", "console_error_with", "console_error_only", "console_error_record", "console_fatal"),
    *("console_warn", "console_info", "console_log", "printed", "printed_stack"),
    *("pino", "bunyan", "winston", "winston_simple", "powertools"),
)
LOGGED = tuple(each for each in TOGETHER if each.startswith("console_"))
_REJECTS = "exports.handler = (event, context, done) => { Promise.reject(%s) }"
ALONE: Mapping[str, str] = {
    "rejected": _REJECTS % "new TypeError('x is null')",
    "rejected_string": _REJECTS % "'InvalidSignatureException: The request signature does not match'",
    "uncaught": "exports.handler = (event, context, done) =>"
    " { setImmediate(() => { throw new RangeError('late') }) }",
    "import": "require('not-there'); exports.handler = async () => 1",
    "syntax": "exports.handler = async () => {",
    "no_handler": "exports.other = 1",
    "init_raised": "throw new Error('no DB_HOST')",
    "exits": "exports.handler = async () => process.exit(3)",
    "exits_at_once": "exports.handler = async () => process.reallyExit(3)",
    "hangs": "exports.handler = () =>"
    f" {{ process.stdout.write({HANGS!r}); setInterval(() => 0, 1 << 30); return new Promise(() => 0) }}",
}


def is_there() -> bool:
    return shutil.which("node") is not None and (CLIENT / "ready").exists()


def version() -> str:
    told = json.loads((HERE / "package.json").read_text())
    return f"aws-lambda-ric {told['dependencies']['aws-lambda-ric']}"


def run(log_format: str, folder: Path, level: str = "") -> Iterator[Way]:
    """Every way, in one log format; with AWS_LAMBDA_LOG_LEVEL only what is logged."""
    environment = {
        "AWS_LAMBDA_LOG_FORMAT": log_format,
        "AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1": "true",
        "NODE_PATH": str(CLIENT / "node_modules"),
    } | ({"AWS_LAMBDA_LOG_LEVEL": level} if level else {})
    program = CLIENT / "node_modules" / "aws-lambda-ric" / "bin" / "index.mjs"
    node = shutil.which("node")
    assert node
    command: list[str | Path] = [node, "--require", HERE / "native_part.cjs", program, "app.handler"]
    with client_process(command, HERE, environment) as (api, process):
        process.written()
        for name in LOGGED if level else TOGETHER:
            api.give({"way": name})
            yield Way(name, log_format, process.written())
    for name, source in {} if level else ALONE.items():
        (folder / "app.js").write_text(source)
        with client_process(command, folder, environment) as (_, process):
            yield Way(name, log_format, process.first({"order": 17}))
