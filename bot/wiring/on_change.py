"""The projection: the table and Slack."""

from typing import TYPE_CHECKING, NamedTuple

from bot.aws.cards import CardTable
from bot.aws.incident_table import IncidentTable
from bot.aws.lines import LineTable
from bot.aws.metric_graphs import CloudWatchMetricGraphs
from bot.slack.channel import SlackChannel
from bot.slack.names import SlackNames
from bot.use_cases.after_card import AfterCards
from bot.use_cases.card_run import CardPorts
from bot.use_cases.project_card import ProjectCard
from bot.use_cases.queueing import Queueing
from bot.use_cases.show_metric_graph import ShowMetricGraph
from bot.wiring import store
from bot.wiring.runbooks import runbooks
from bot.wiring.runtime import Runtime
from bot.wiring.slack import slack_client

if TYPE_CHECKING:
    from bot.ports.clock import Clock


class ChangeWiring(NamedTuple):
    clock: "Clock"
    project: ProjectCard
    after: AfterCards
    incidents: IncidentTable
    stack: str


def wired(runtime: Runtime) -> ChangeWiring:
    incidents, slack = store.incidents(runtime), slack_client(runtime)
    ports = CardPorts(
        incidents=incidents,
        cards=CardTable(store.table(runtime)),
        channel=SlackChannel(slack, runtime.policy.redaction_of_all),
        runbooks=runbooks,
        names=SlackNames(slack, runtime.clock),
        policy=runtime.current,
        clock=runtime.clock,
    )
    outbox = store.outbox(runtime)
    queueing = Queueing(LineTable(store.table(runtime), runtime.clock), outbox, runtime.clock)
    pictures = CloudWatchMetricGraphs(runtime.clients)
    project = ProjectCard(ports, queueing, outbox)
    effects = (ShowMetricGraph(ports.cards, queueing, ports.channel, pictures, runtime.clock),)
    return ChangeWiring(
        runtime.clock,
        project,
        AfterCards(effects, project.again, runtime.clock),
        incidents,
        runtime.settings.stack,
    )
