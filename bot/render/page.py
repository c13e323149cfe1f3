"""What a page says: plain text for a phone or a mailbox, which stands alone where Slack does not work."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.durations import lasting
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Policy, Route
from bot.domain.urgency.decision import Decision
from bot.render.card.decision_line import decision_line
from bot.render.card.headline_count import headline_count_as_of
from bot.render.card.verdict_line import verdict_line
from bot.render.graphemes import cut
from bot.render.links.console import subject_link
from bot.render.phrases import words
from bot.render.plain_text import plain, plain_lines
from bot.render.view import Line

_LONGEST_TROUBLE = 200


class InSlack(NamedTuple):
    """Attributes:
    channel: Where the card stands; empty where it does not.
    why_not: Why Slack does not show the incident; empty where it does.
    """

    channel: str = ""
    why_not: str = ""


def page_of(
    incident: Incident,
    route: Route,
    kind: AlarmKind,
    decision: Decision,
    why: str,
    policy: Policy,
    slack: InSlack,
    now: datetime,
) -> tuple[str, str]:
    """Subject and text. What matters most comes first: an SMS shows about two lines.

    Args:
        why: Which step of which route notifies.
    """
    name = incident.name
    stands = plain(headline_count_as_of(incident, kind, now))
    what = " · ".join(part for part in (f"{name}: {stands}" if stands else name, route.impact) if part)
    left = decision.first_loss - now if decision.first_loss else timedelta(0)
    button = "" if slack.why_not else "the button on its card, or "
    deadline: Line = decision_line(incident, kind, decision, now)
    lines: tuple[Line, ...] = (
        words(what),
        (*deadline, *words(f" · {lasting(left)} left" if left > timedelta(0) else "")),
        verdict_line(incident),
        words(f"Slack does not show it: {cut(slack.why_not, _LONGEST_TROUBLE)}" if slack.why_not else ""),
        words(f"Acknowledge in Slack: {button}{policy.slash_command} ack {incident.id}"),
        words(_place(slack.channel or route.channel, policy.workspace)),
        words(subject_link(incident.resource, incident.title if incident.metric else "")),
        words(f"Escalation {why}"),
    )
    return f"Lastcall {incident.id}: {name}", plain_lines(line for line in lines if line)


def _place(channel: str, workspace: str) -> str:
    """Slack's own link to a channel, from anywhere (docs.slack.dev, "Deep linking into Slack")."""
    team = f"team={workspace}&" if workspace else ""
    return f"https://slack.com/app_redirect?{team}channel={channel}"
