"""What differs between Lambda and a test: settings, clients, the clock, the policy."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.aws.session import VERSION, Clients, account_of
from bot.domain.policy.policy import Policy
from bot.parsing.policy_document import load_policy
from bot.settings import Settings
from bot.wiring.clock import utc_now

if TYPE_CHECKING:
    from bot.ports.clock import Clock
    from bot.probes.run.in_threads import Threads

# Compiled from lastcall.toml by the build; beside the code, so that a start reads no TOML.
POLICY = Path(__file__).parent.parent / "policy.json"

log = logging.getLogger("lastcall.start")
log.setLevel(logging.INFO)  # of one line, whatever the function's log level is


class Runtime(NamedTuple):
    """Attributes: threads, where probes run in parallel, are Python's own if None."""

    settings: Settings
    clients: Clients
    clock: "Clock"
    policy: Policy
    sleep: Callable[[float], None] = time.sleep
    threads: "Threads | None" = None

    def current(self) -> Policy:
        """Implements Policies: the policy from the function's start is in force until it ends."""
        return self.policy


def lambda_runtime() -> Runtime:
    """The runtime of a deployed function. Raises when its environment or its policy cannot be read."""
    # It comes with the runtime, not with us, and may be older than the tested one.
    log.info("botocore %s", VERSION)
    settings = Settings.from_env(os.environ)  # noqa: TID251 - handed to the only reader of the environment
    own_queue = settings.command_queue_url or settings.card_queue_url
    policy = of_stack(load_policy(POLICY.read_text()), settings)
    return Runtime(settings, Clients(account=account_of(own_queue)), utc_now, policy)


def of_stack(policy: Policy, settings: Settings) -> Policy:
    """The policy with values from the stack's parameters that are not in the file."""
    return policy._replace(slash_command=settings.slash_command or policy.slash_command)
