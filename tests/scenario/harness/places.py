"""Where everything is and who is who: the account, our own queues, the team's, the policy, the people."""

from datetime import timedelta

from bot.domain.incident.mitigation_record import Grant
from bot.domain.policy.policy import Escalation, EventFilter, Hours, Match, Policy, Route, Step, Target
from bot.domain.policy.rotation import Rotation
from bot.settings import Settings
from local.slack_workspace import people
from tests.fakes.clock import NOON

ACCOUNT = "111122223333"
REGION = "eu-west-1"
STACK = "lastcall"
TABLE = "lastcall-IncidentTable"
SIGNING_SECRET = "local-signing-secret"
BOT_TOKEN = "xoxb-local"
SLACK = "http://slack.test/"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:lastcall-AlarmTopic"
PAGER = f"arn:aws:sns:{REGION}:{ACCOUNT}:pager"

ANA, BEN, CLEO, DORA = people.ANA.id, people.BEN.id, people.CLEO.id, people.DORA.id
EMIL, GUS = people.EMIL.id, people.GUS.id
INCIDENTS, ORDERS = people.INCIDENTS.id, people.ORDERS.id


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def queue_url(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


SETTINGS = Settings(
    stack=STACK,
    incident_table=TABLE,
    command_queue_url=queue_url("CommandQueue"),
    job_queue_url=queue_url("JobQueue"),
    card_queue_url=queue_url("CardQueue"),
    signing_secret_id="signing-secret",
    bot_token_id="bot-token",
    slack_api_url=f"{SLACK}api/",
    redrives_to_functions="true",
    **{grant.value: "true" for grant in Grant},
)

# Ana owns the orders; who is on call takes over after a quarter of an hour, the pager after half an hour.
ESCALATION = Escalation(
    steps=(
        Step(timedelta(0), (Target("owner"),)),
        Step(timedelta(minutes=15), (Target("group", people.ORDERS_ONCALL.id),)),
        Step(timedelta(minutes=30), (Target("topic", PAGER), Target("channel"))),
    ),
    remind_every=timedelta(minutes=30),
    reminders=3,
)
EVERYTHING = Route(name="everything", channel=INCIDENTS)
# Nobody is called within any test's time: what is left is the incident itself.
QUIET = Route(
    name="quiet",
    channel=INCIDENTS,
    match=Match(resources=("quiet-*",)),
    escalation=Escalation(steps=(Step(timedelta(days=300), (Target("channel"),)),)),
)
# Whose alarms say so: others of the same queue may say nothing.
TAGGED = QUIET._replace(
    name="tagged", channel=ORDERS, match=Match(resources=("quiet-*",), tags={"team": "orders"})
)
# CloudWatch's picture is wanted in the thread.
PICTURED = QUIET._replace(name="pictured", match=Match(resources=("pictured-*",)), picture=True)
ORDERS_ROUTE = Route(
    name="orders",
    channel=ORDERS,
    match=Match(resources=("orders*",)),
    owner=ANA,
    impact="Orders are not shipped",
    escalation=ESCALATION,
)
# Emil, in Do Not Disturb, is called first; Ben a quarter of an hour later.
NIGHT = Route(
    name="night",
    channel=ORDERS,
    match=Match(resources=("night-*",)),
    escalation=Escalation(
        steps=(
            Step(timedelta(0), (Target("user", EMIL),)),
            Step(timedelta(minutes=15), (Target("oncall", "nights"),)),
        ),
        reminders=0,
    ),
    hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4), 9 * 60, 17 * 60),
)
POLICY = Policy(
    routes=(ORDERS_ROUTE, NIGHT, TAGGED, QUIET, PICTURED, EVERYTHING),
    event_filter=EventFilter(alarms=("watched-*",)),
    rotations=(Rotation("nights", (BEN,), NOON, timedelta(days=7)),),
    workspace=people.TEAM_ID,
)
