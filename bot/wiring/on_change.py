"""The projection: the table and Slack."""

from typing import NamedTuple

from bot.aws.cards import CardTable
from bot.aws.incident_table import IncidentTable
from bot.aws.lines import LineTable
from bot.aws.pictures import CloudWatchPictures
from bot.slack.channel import SlackChannel
from bot.slack.names import SlackNames
from bot.use_cases.after_card import AfterCards
from bot.use_cases.project_card import ProjectCard
from bot.use_cases.queueing import Queueing
from bot.use_cases.show_card import Means
from bot.use_cases.show_picture import ShowPicture
from bot.wiring import store
from bot.wiring.runbooks import runbooks
from bot.wiring.slack import slack_client
from bot.wiring.world import Clock, World


class Projection(NamedTuple):
    clock: Clock
    project: ProjectCard
    after: AfterCards
    incidents: IncidentTable
    stack: str


def wired(world: World) -> Projection:
    incidents, slack = store.incidents(world), slack_client(world)
    means = Means(
        incidents=incidents,
        cards=CardTable(store.table(world)),
        channel=SlackChannel(slack, world.policy.redaction_of_all),
        runbooks=runbooks,
        names=SlackNames(slack, world.clock),
        policy=world.policy,
        clock=world.clock,
    )
    outbox = store.outbox(world)
    queueing = Queueing(LineTable(store.table(world), world.clock), outbox, world.clock)
    pictures = CloudWatchPictures(world.clients)
    project = ProjectCard(means, queueing, outbox)
    effects = (ShowPicture(means.cards, queueing, means.channel, pictures, world.clock),)
    return Projection(
        world.clock,
        project,
        AfterCards(effects, project.again, world.clock),
        incidents,
        world.settings.stack,
    )
