"""The root message: posted once, and edited for ever after."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.alarm_kinds import kind_of_incident
from bot.domain.lifecycle.card.line import EDITS
from bot.domain.lifecycle.card.projection import COALESCE, shown_of
from bot.domain.lifecycle.escalation.roster import Roster, next_people
from bot.domain.urgency.decision import decide
from bot.ports.channel import Posted
from bot.render.card.incident_card import incident_card, plain_card
from bot.render.view import CardView
from bot.use_cases.card_run import CardRun

log = logging.getLogger("lastcall")


class ShowRoot:
    def __init__(self, run: CardRun) -> None:
        self._run = run

    def post(self) -> None:
        channel, marker = self._run.card.channel, self._run.marker
        posted = self._run.posted(
            "", marker, lambda: Posted(self._run.ports.channel.post(channel, self._view(), marker), "")
        )
        self._shown(posted.ts)
        if posted.said:  # found: what it shows may be older
            self._run.card = replace(self._run.card, shown=0, shown_job=0, not_before=None)

    def edit(self) -> None:
        self._run.limits.editing()
        self._run.ports.channel.edit(
            self._run.card.channel, self._run.card.ts, self._view(), self._run.marker
        )
        self._run.limits.succeeded(EDITS)
        self._run.card = replace(self._run.card, shut_out="")
        self._shown(self._run.card.ts)

    def _shown(self, ts: str) -> None:
        self._run.card = replace(
            self._run.card,
            ts=ts,
            shown=self._run.incident.card_version,
            shown_job=self._run.card.shown_job if self._run.job is None else shown_of(self._run.job),
            not_before=self._run.ports.clock() + COALESCE,
            trouble=self._run.card.trouble if self._run.card.closed or self._run.card.plain else "",
        )

    def _view(self) -> CardView:
        if self._run.card.plain:
            return plain_card(self._run.incident, self._run.policy.slash_command)
        now = self._run.ports.clock()
        kind = kind_of_incident(self._run.incident)
        try:
            decision = decide(self._run.incident, self._run.route, now)
            roster = self._roster(now)
            return incident_card(
                self._run.incident,
                self._run.job,
                self._run.route,
                kind,
                decision,
                now,
                roster,
                bounds=self._run.policy.bounds,
            )
        except Exception:  # whatever is wrong with our own rendering, the incident must be seen
            log.exception("card not rendered", extra={"group": self._run.card.group})
            return plain_card(self._run.incident, self._run.policy.slash_command)

    def _roster(self, now: datetime) -> Roster:
        """With the names of whoever is called next; the first card waits for no name."""
        people = next_people(self._run.incident, self._run.route, self._run.policy, now)
        return Roster(self._run.policy, self._run.ports.names.of(people, ask=bool(self._run.card.ts)))
