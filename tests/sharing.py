"""How pytest-xdist shares the tests out: by files where they are quick, and what waits is begun first.

A group that waits, for a stack or a browser, leaves its core idle meanwhile. So half of the workers take
these while the others compute; whoever has nothing of its own left helps.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from xdist.scheduler import LoadGroupScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

# The longest first.
WAITING = (
    "least-privilege",
    "local-stack",
    "local-ends",
    "local-aws",
    "browser-story",
    "browser",
    "without-network",
    "live-slack",
    "live-aws",
    "runtime clients",
)
# Thousands, of milliseconds each: a message for every single one would cost more than many of them do.
QUICK = ("tests/unit/", "tests/property/", "tests/contract/aws/", "tests/contract/slack_workspace/")


def share_of(nodeid: str, group: str) -> str:
    """What goes to one worker together: a group, a file of quick tests, or a test."""
    return nodeid.partition("::")[0] if group == nodeid and nodeid.startswith(QUICK) else group


def next_share(left: Collection[str], *, waits: bool) -> str:
    waiting = next((each for each in WAITING if each in left), None)
    computing = next((each for each in left if each not in WAITING), None)
    chosen = (waiting or computing) if waits else (computing or waiting)
    assert chosen
    return chosen


class Sharing(LoadGroupScheduling):  # type: ignore[misc] # it ships no types
    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid, super()._split_scope(nodeid))

    def _assign_work_unit(self, node: "WorkerController") -> None:
        waits = self.nodes.index(node) < len(self.nodes) / 2
        chosen = next_share(self.workqueue, waits=waits)
        self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)
