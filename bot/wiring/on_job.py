"""Work: probes and redrives."""

from typing import NamedTuple

from bot.aws.begun_looks import TableBegunLooks
from bot.aws.jobs import JobTable
from bot.aws.pace import TablePace
from bot.aws.ways_back import AwsWaysBack
from bot.domain.redrive.job import JobKind
from bot.use_cases.continue_job import ContinueJob
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.gather_in_turn import GatherInTurn
from bot.use_cases.redrive import RunRedrive
from bot.wiring import store
from bot.wiring.probe_ports import probe_ports
from bot.wiring.runtime import Runtime


class JobWiring(NamedTuple):
    gather: GatherInTurn
    continue_job: ContinueJob


def wired(runtime: Runtime) -> JobWiring:
    incidents, write_incident = store.incidents(runtime), store.incident_writer(runtime)
    looks = probe_ports(runtime)
    table, outbox = store.table(runtime), store.outbox(runtime)
    jobs = JobTable(table)
    redrive = RunRedrive(
        incidents=incidents,
        jobs=jobs,
        queues=looks.queues,
        feeders=looks.feeders,
        ways_back=AwsWaysBack(runtime.clients, looks.queues),
        outbox=outbox,
        keep=write_incident,
        clock=runtime.clock,
    )
    gather = GatherEvidence(
        incidents, looks, write_incident, runtime.clock, runtime.policy.evidence_budget, runtime.sleep
    )
    in_turn = GatherInTurn(gather, TablePace(table), TableBegunLooks(table), outbox, runtime.clock)
    return JobWiring(in_turn, ContinueJob(jobs, {JobKind.REDRIVE: redrive}))
