"""What AWS says of the world: in its shapes, and as late as it is."""

from tests.oracle.telling import kinesis, lambda_, watching
from tests.oracle.world import World


def tell(world: World) -> None:
    """From now on the account's services answer for this world."""
    for service in (watching, lambda_, kinesis):
        world.h.services.answers.update(service.answers(world))
