"""The local AWS as a running process: started on a free loopback port, stopped with everything it started."""

import json
import shutil
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Self

from local.local_aws.child import child, last_line
from local.local_aws.clients import client
from local.local_aws.environment import Say, private_python
from local.local_aws.failures import Failed
from local.local_aws.stopping import Stop

SHIM = Path(__file__).with_name("emulator_shim") / "__main__.py"
PATIENCE = timedelta(seconds=60)
POLL = timedelta(milliseconds=25)


class LocalAws:
    """A context manager: it answers at `endpoint` from entering to leaving.

    Args:
        enforce_policies: Whether every call is checked against the caller's IAM policies; the credentials
            here are the account's own and may do everything.
        tick: How often queues are sampled and alarms judged. Periods of alarms are never scaled.
    """

    region = "us-east-1"
    account = "111122223333"
    access_key_id = "test"
    secret_access_key = "test"  # noqa: S105 - the emulator's own, and no secret

    def __init__(
        self,
        *,
        stop: Stop | None = None,
        say: Say = lambda _: None,
        enforce_policies: bool = False,
        tick: timedelta = timedelta(seconds=1),
    ) -> None:
        self._stop = stop or Stop()
        self._say = say
        self._enforce_policies = enforce_policies
        self._tick = tick
        self._open = ExitStack()
        self._clients: dict[str, Any] = {}
        self.endpoint = ""

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            python = private_python(stop=self._stop, say=self._say)
            folder = Path(tempfile.mkdtemp(prefix="lastcall-aws-"))
            opening.callback(shutil.rmtree, folder, ignore_errors=True)
            process = self._launch(python, folder, opening)
            self._running = (process, folder / "log")
            self._wait_until_it_answers()
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _launch(self, python: Path, folder: Path, opening: ExitStack) -> subprocess.Popen[bytes]:
        """The socket is bound here and handed over, so that no other can take its port in between."""
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            port = bound.getsockname()[1]
            self.endpoint = f"http://127.0.0.1:{port}"
            log: IO[bytes] = opening.enter_context((folder / "log").open("wb"))
            command = [python, "-I", SHIM, "--socket", str(bound.fileno()), "--folder", folder]
            return opening.enter_context(
                child(
                    [*map(str, command), "--tick", str(self._tick.total_seconds())],
                    log=log,
                    environment=self._environment(folder, port),
                    descriptors=[bound.fileno()],
                )
            )

    def _environment(self, folder: Path, port: int) -> dict[str, str]:
        """All that it and every function gets: nothing of ours, no Docker, no listener but its own."""
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": self.region,
            "MINISTACK_ACCOUNT_ID": self.account,
            "AUTH": str(self._enforce_policies).lower(),
            "LOG_LEVEL": "WARNING",
            "LAMBDA_EXECUTOR": "local",
            "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
            "DOCKER_HOST": f"unix://{folder}/no-docker",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }

    def _wait_until_it_answers(self) -> None:
        for _ in range(PATIENCE // POLL):
            self.check()
            if self._answers():
                return
            self._stop.wait(POLL)
        raise Failed(f"the local AWS did not answer within {PATIENCE.seconds} s")

    def check(self) -> None:
        """Raise `Failed`, with the last line it said, when the emulator is no longer there."""
        process, log = self._running
        if process.poll() is not None:
            raise Failed(f"the local AWS has ended by itself: {last_line(log)}")

    def _answers(self) -> bool:
        try:
            return bool(self._ask("/_ministack/health", "GET"))
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _ask(self, path: str, method: str) -> Any:
        request = urllib.request.Request(self.endpoint + path, method=method)  # noqa: S310 - our own loopback URL
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
            return json.load(answer)

    def reset(self) -> None:
        """Empty everything: queues, tables, stacks, functions."""
        self._ask("/_ministack/reset", "POST")

    def client(self, service: str) -> Any:
        """A boto3 client of the account's own, which may do everything; made once."""
        if service not in self._clients:
            self._clients[service] = client(
                service,
                endpoint=self.endpoint,
                region=self.region,
                access_key_id=self.access_key_id,
                secret_access_key=self.secret_access_key,
            )
        return self._clients[service]
