"""Publish the pages that are due: claimed by a write, published, and the outcome written.

    claim ─► publish ─► outcome        each write is conditional on the incident as it was read

Nothing here asks Slack for anything, and nothing waits for it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.alarm_kinds import kind_of_incident
from bot.domain.errors import Permanent, Transient
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import Notification
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.card.delivery import noticed
from bot.domain.lifecycle.escalation.next_notification import next_notification
from bot.domain.lifecycle.escalation.paging import Claim, PageAnswer, PageResult, claim, paged
from bot.domain.urgency.decision import decide
from bot.ports.cards import Cards
from bot.ports.incidents import Write
from bot.ports.policies import Policies
from bot.ports.topics import Topics, UnansweredPageError
from bot.render.page import InSlack, page_of
from bot.use_cases.read_shown import ShownNow, read_shown
from bot.use_cases.write_incident import IncidentWriter, Written

log = logging.getLogger("lastcall")


class PageTopics:
    """Whoever claims a page publishes it; whoever dies in between is succeeded by the clock."""

    def __init__(
        self, cards: Cards, topics: Topics, write_incident: IncidentWriter, policy: Policies
    ) -> None:
        self._cards = cards
        self._topics = topics
        self._write_incident = write_incident
        self._policy = policy

    def __call__(self, group: str, now: datetime, *, known: Incident | None = None) -> Incident | None:
        """Returns the incident as it stands after that, or as it was read when nothing was due.

        Args:
            known: The incident when the caller has just read it, consistently.
        """
        read: list[Incident] = []
        claims: list[Claim] = []

        def decide_pages(incident: Incident | None) -> Write | None:
            read[:], claims[:] = [incident] if incident else [], []
            claimed = self._claim(incident, now) if incident else None
            if claimed is None:
                return None
            claims[:] = [claimed]
            return Write(claimed.change)

        match self._write_incident(group, decide_pages, now, known=known):
            case Written(incident):
                return self._published(incident, claims[0].pages, now)
            case _:
                return read[0] if read else None

    def _claim(self, incident: Incident, now: datetime) -> Claim | None:
        route = route_of(incident, self._policy())
        if claim(incident, route, now) is None:
            return None
        # A mention that stands in the thread holds the next step, and its pages, back.
        return claim(noticed(incident, read_shown(self._cards, incident).shown), route, now)

    def _published(self, incident: Incident, pages: Sequence[Notification], now: datetime) -> Incident:
        # Whoever is paged cannot know that Slack does not show it.
        slack = read_shown(self._cards, incident)
        for page in pages:
            answer = self._publish(incident, page, slack, now)

            def outcome(
                found: Incident | None, page: Notification = page, answer: PageAnswer = answer
            ) -> Write | None:
                change = paged(found, page, answer, now) if found else None
                return Write(change) if change else None

            written = self._write_incident(incident.group, outcome, now, known=incident)
            incident = written.incident if isinstance(written, Written) else incident
        return incident

    def _publish(self, incident: Incident, page: Notification, slack: ShownNow, now: datetime) -> PageAnswer:
        route = route_of(incident, self._policy())
        decision, kind = decide(incident, route, now), kind_of_incident(incident)
        why = next_notification(incident, route).why
        subject, text = page_of(
            incident, route, kind, decision, why, self._policy(), InSlack(slack.channel, slack.why_not), now
        )
        try:
            self._topics.publish(page.target.value, subject, text)
        except UnansweredPageError as fault:
            return self._told(incident, page, PageAnswer(PageResult.UNANSWERED, str(fault)))
        except Transient as fault:
            return self._told(incident, page, PageAnswer(PageResult.NOT_NOW, str(fault)))
        except Permanent as fault:
            return self._told(incident, page, PageAnswer(PageResult.REFUSED, str(fault)))
        return PageAnswer(PageResult.DELIVERED)

    def _told(self, incident: Incident, page: Notification, answer: PageAnswer) -> PageAnswer:
        log.warning(
            "topic not told",
            extra={"group": incident.group, "topic": page.target.value, "why": answer.why},
        )
        return answer
