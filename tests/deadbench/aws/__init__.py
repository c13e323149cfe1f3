"""AWS as a world's files have it, behind the boundary that the diagnosis scenarios have.

What has no file does not exist, and AWS's answer to that is given; what `denied.json` names is refused. A
request that AWS would not take, or an answer of a shape it has not, is a fault of the world.
"""

from collections.abc import Mapping

from tests.deadbench.aws.config import config_operations
from tests.deadbench.aws.logs import log_operations
from tests.deadbench.aws.metrics import metric_operations
from tests.deadbench.aws.queues import queue_operations
from tests.deadbench.aws.refusals import refusing
from tests.deadbench.aws.streams import stream_operations
from tests.deadbench.world import World
from tests.scenario.diagnosis.account.boundary import Operation


def operations(world: World) -> Mapping[str, Operation]:
    answered = {
        **config_operations(world),
        **log_operations(world),
        **metric_operations(world),
        **queue_operations(world),
        **stream_operations(world),
    }
    return {name: refusing(world, name, answer) for name, answer in answered.items()}
