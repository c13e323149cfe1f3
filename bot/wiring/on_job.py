"""Work: probes and redrives."""

from typing import NamedTuple

from bot.aws.begun_looks import TableBegunLooks
from bot.aws.jobs import JobTable
from bot.aws.pace import TablePace
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.gather_in_turn import GatherInTurn
from bot.use_cases.redrive import Redrive
from bot.wiring import store
from bot.wiring.looking import looking
from bot.wiring.world import World


class Works(NamedTuple):
    gather: GatherInTurn
    redrive: Redrive


def wired(world: World) -> Works:
    incidents, keep, looks = store.incidents(world), store.keep(world), looking(world)
    table, outbox = store.table(world), store.outbox(world)
    redrive = Redrive(
        incidents=incidents,
        jobs=JobTable(table),
        queues=looks.queues,
        outbox=outbox,
        keep=keep,
        clock=world.clock,
    )
    gather = GatherEvidence(incidents, looks, keep, world.clock, world.policy.evidence_budget, world.sleep)
    in_turn = GatherInTurn(gather, TablePace(table), TableBegunLooks(table), outbox, world.clock)
    return Works(in_turn, redrive)
