"""Work: probes and redrives."""

from typing import NamedTuple

from bot.aws.jobs import JobTable
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.redrive import Redrive
from bot.wiring import store
from bot.wiring.looking import looking
from bot.wiring.world import World


class Works(NamedTuple):
    gather: GatherEvidence
    redrive: Redrive


def wired(world: World) -> Works:
    incidents, keep, looks = store.incidents(world), store.keep(world), looking(world)
    redrive = Redrive(
        incidents=incidents,
        jobs=JobTable(store.table(world)),
        queues=looks.queues,
        outbox=store.outbox(world),
        keep=keep,
        clock=world.clock,
    )
    return Works(GatherEvidence(incidents, looks, keep, world.clock, world.policy.evidence_budget), redrive)
