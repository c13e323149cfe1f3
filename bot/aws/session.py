"""botocore clients: one session per container, each client with the patience its caller has.

botocore and not boto3: a tenth less of every cold start. `AWS_ENDPOINT_URL` is honoured by botocore itself.
"""

import threading
from typing import Any, NamedTuple

import botocore
import botocore.session
from botocore.config import Config
from botocore.exceptions import IncompleteReadError

from bot.aws.errors import Client
from bot.domain.errors import Permanent

VERSION: str = botocore.__version__


class Patience(NamedTuple):
    """How long a caller waits for one call, in seconds, and how often it is tried in all."""

    connect: float
    read: float
    attempts: int


# The door has 3 s for its whole answer (Slack's limit): one try, and then it says so.
DOOR = Patience(0.4, 0.6, 1)
# A read or write of the table, three times within 10 s: the shortest function that does it has 30 s.
STORE = Patience(1, 2, 3)
# Own queues.
POST = Patience(1, 3, 2)
# A page: retried only by the caller that counts how often it may have gone out.
PAGE = Patience(1, 3, 1)
# A probe has 8 s for all it reads. Longer than the 2 s a receive may wait for messages.
LOOK = Patience(1, 4, 2)
# A log that does not answer is searched in another way within the same 8 s.
LOG = Patience(1, 2.5, 1)
# A batch whose answer was lost may have been accepted: sending it again by itself would double it.
SEND_ONCE = Patience(1, 10, 1)


class Clients:
    """The clients of one region, made when asked for: ask during init for what every invocation needs.

    One of these per container, built by its entrypoint; those of other places share its session.
    """

    def __init__(
        self, region: str = "", account: str = "", session: botocore.session.Session | None = None
    ) -> None:
        """Without a region, the function's own; without an account, any account counts as our own."""
        self._session = session or botocore.session.get_session()
        self._session.register("before-parse", _refuse_what_was_cut_off, unique_id="lastcall-whole-answers")
        self._region = region or str(self._session.get_config_variable("region") or "")
        self._account = account
        self._made: dict[tuple[str, Patience], Client] = {}
        self._elsewhere: dict[str, Clients] = {}
        # Creating clients is not safe in several threads at once; using them is (botocore's documentation).
        self._creating = threading.RLock()

    def client(self, service: str, patience: Patience) -> Client:
        with self._creating:
            if (service, patience) not in self._made:
                self._made[service, patience] = self._session.create_client(
                    service, region_name=self._region or None, config=_config(patience)
                )
            return self._made[service, patience]

    def for_place(self, account: str, region: str) -> "Clients":
        """The clients for a resource's account and region.

        Raises:
            Permanent: There is no role for that account, so nothing there can be looked at.
        """
        if self._account and account and account != self._account:
            raise Permanent(f"cannot look there: account {account} has no role for Lastcall")
        if region in {"", self._region}:
            return self
        with self._creating:
            if region not in self._elsewhere:
                self._elsewhere[region] = Clients(region, self._account, self._session)
            return self._elsewhere[region]


def _refuse_what_was_cut_off(**received: Any) -> None:
    """An answer cut off early is no answer: botocore, which does not check it against its length
    (`enforce_content_length=False` in botocore/httpsession.py), would read it as an empty one.
    """
    operation, answer = received["operation_model"], received["response_dict"]
    if operation.http.get("method") == "HEAD" or operation.has_streaming_output:
        return
    promised, body = str(answer["headers"].get("content-length", "")), answer["body"]
    if promised.isdecimal() and len(body) < int(promised):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=int(promised))


def _config(patience: Patience) -> Config:
    return Config(
        # For people reading CloudTrail. botocore would rebuild its own user agent for each request.
        user_agent=f"lastcall Botocore/{VERSION}",
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
    )


def account_of(queue_url: str) -> str:
    """The account in a queue's URL; our own queues give us ours without a call to STS."""
    parts = queue_url.rstrip("/").split("/")
    return parts[-2] if len(parts) > 1 and parts[-2].isdigit() else ""
