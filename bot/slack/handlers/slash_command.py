"""The slash command: a verb and, if given, the incident it is about.

It works under any name the Slack app gives it: only that app can send it.
"""

from bot.alarm_kinds import kind_of_incident
from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts.act import Act, Situation, Typed
from bot.domain.lifecycle.acts.inspect import SHOW_AGAIN
from bot.domain.lifecycle.acts.list_incidents import LIST
from bot.domain.resource.grouping import incident_id
from bot.ports.clock import Clock
from bot.ports.policies import Policies
from bot.render.action_ids import Press, reference
from bot.render.modals import help_reply, list_reply
from bot.render.modals.found import found_reply
from bot.render.modals.list_incidents import MOST_LISTED, IncidentRow
from bot.render.view import ReplyView
from bot.slack.handlers.answering import Telling, one_line, refusal_reply
from bot.slack.handlers.at_once import AT_ONCE
from bot.slack.handlers.typed import HELP, act_typed, word_like
from bot.slack.handlers.use_cases import UseCases


class SlashCommand:
    def __init__(self, use_cases: UseCases, telling: Telling, policy: Policies, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._policy = policy
        self._clock = clock

    def __call__(self, name: str, text: str, click: Click) -> None:
        word, _, about = text.strip().partition(" ")
        self._telling.reply(
            click, self._answer(name or self._policy().slash_command, word, about, text, click)
        )

    def _answer(self, name: str, word: str, about: str, text: str, click: Click) -> ReplyView:
        act = act_typed(word)
        if act is LIST:
            return self._list(click)
        if act is not None and act.typed is not None:
            return self._do_it(act, act.typed, about.strip(), click)
        known = self._policy().slash_command
        if word.lower() == "help":
            return help_reply(name, known, HELP)
        meant = self._meant(word, about, click)
        return help_reply(name, known, HELP, unknown=text.strip(), meant=meant)

    def _meant(self, word: str, about: str, click: Click) -> str:
        """What could be typed instead: a similar word, or something about the incident named."""
        if like := word_like(word):
            return f"{like} {about.strip()}".strip()
        found = self._do.find(word, click, LIST)
        return "" if isinstance(found, Refused) else f"inspect {found.incident.name}"

    def _do_it(self, act: Act, typed: Typed, name: str, click: Click) -> ReplyView:
        # A person without access is refused below, where that is recorded.
        needed = LIST if act.id in AT_ONCE and name else act

        def suits(incident: Incident) -> bool:
            return typed.suits(self._situation(incident, click))

        found = self._do.find(name, click, needed, suits, typed.nothing)
        if isinstance(found, Refused):
            return refusal_reply(found)
        incident, now = found.incident, self._clock()
        if act is SHOW_AGAIN:
            return self._look(incident, click)
        at_once = None if found.guessed else AT_ONCE.get(act.id)
        command = at_once(Press(act.id, incident.id), now) if at_once else None
        if command is None:
            return self._offered(act, typed, incident, click)
        done = self._do.perform(command, click, now)
        if done.refused:
            return refusal_reply(done, reference(incident))
        named = f"{incident.name} ({incident.id})"
        return one_line(done.said or f"Done: {typed.word} {named}. Its card says so.")

    def _offered(self, act: Act, typed: Typed, incident: Incident, click: Click) -> ReplyView:
        """A typed command cannot open a modal in time, so it offers the button that does."""
        if unfit := typed.unfit(self._situation(incident, click)):
            return one_line(unfit)
        return found_reply(self._listed(incident), act, self._clock())

    def _situation(self, incident: Incident, click: Click) -> Situation:
        return Situation(incident, kind_of_incident(incident), self._policy().bounds, click.user)

    def _look(self, incident: Incident, click: Click) -> ReplyView:
        looked = self._do.look_again(incident.id, click, self._clock())
        if isinstance(looked, Refused):
            return refusal_reply(looked)
        return one_line(f"Looked at {looked.name} ({looked.id}) just now: its card shows what was found.")

    def _list(self, click: Click) -> ReplyView:
        live = self._do.find.by_urgency(click)
        if isinstance(live, Refused):
            return refusal_reply(live)
        links = self._do.links(live[:MOST_LISTED])
        listed = [self._listed(incident, links.get(incident.id, "")) for incident in live]
        unread = [(incident_id(each.group), each.newer) for each in self._do.find.unreadable()]
        return list_reply(listed, self._clock(), unreadable=unread)

    def _listed(self, incident: Incident, link: str = "") -> IncidentRow:
        return IncidentRow(incident, kind_of_incident(incident), route_of(incident, self._policy()), link)
