"""The slash command: a verb and, if there is one, the incident it is about.

It works under whatever name the Slack app gives it: only that app can send it.
"""

from bot.alarm_kinds import kind_of_incident
from bot.domain.acts import Act
from bot.domain.alarm_kind import Action
from bot.domain.answers import Refused
from bot.domain.command import Click
from bot.domain.grouping import incident_id
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.redrive_plan import may_redrive
from bot.domain.routing import route_of
from bot.ports.clock import Clock
from bot.render import action_ids as ids
from bot.render.card import ReplyView
from bot.render.modals import help_reply, list_reply
from bot.render.modals.found import found_reply
from bot.render.modals.list_incidents import MOST_LISTED, IncidentRow
from bot.slack.desk.telling import Telling, one_line, refusal_reply
from bot.slack.desk.use_cases import UseCases
from bot.slack.desk.verbs import HELP, Verb, verb_like, verb_named

# A mitigation is of no kind's own: what there is to change, the evidence says.
_OF_KIND = {ids.OPEN_INSPECT: Action.INSPECT, ids.OPEN_REDRIVE: Action.REDRIVE}


def _otherwise(incident: Incident) -> str:
    empty = incident.evidence is not None and incident.evidence.seen_empty
    return "it was empty at the last look" if empty else "Inspect names the way back, where there is one"


class SlashCommand:
    def __init__(self, use_cases: UseCases, telling: Telling, policy: Policy, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._policy = policy
        self._clock = clock

    def __call__(self, name: str, text: str, click: Click) -> None:
        word, _, about = text.strip().partition(" ")
        self._telling.reply(click, self._answer(name or self._policy.slash_command, word, about, text, click))

    def _answer(self, name: str, word: str, about: str, text: str, click: Click) -> ReplyView:
        verb = verb_named(word)
        if verb is not None:
            return self._do_it(verb, about.strip(), click)
        if word.lower() in {"", "list"}:
            return self._list(click)
        known = self._policy.slash_command
        if word.lower() == "help":
            return help_reply(name, known, HELP)
        meant = self._meant(word, about, click)
        return help_reply(name, known, HELP, unknown=text.strip(), meant=meant)

    def _meant(self, word: str, about: str, click: Click) -> str:
        """What could be typed instead: a verb that is much like it, or something about the incident named."""
        if like := verb_like(word):
            return f"{like} {about.strip()}".strip()
        found = self._do.find(word, click, Act.LIST)
        return "" if isinstance(found, Refused) else f"inspect {found.incident.name}"

    def _do_it(self, verb: Verb, name: str, click: Click) -> ReplyView:
        # Whoever may not is refused below, where it is written down.
        act = Act.LIST if verb.command and name else verb.act
        found = self._do.find(name, click, act, lambda each: verb.suits(each, click.user), verb.nothing)
        if isinstance(found, Refused):
            return refusal_reply(found)
        if verb.name == "look":
            return self._look(found.incident, click)
        if verb.command is None or found.guessed:
            return self._offered(verb, found.incident)
        done = self._do.perform(verb.command(found.incident.id), click, self._clock())
        if done.refused:
            return refusal_reply(done, ids.reference(found.incident))
        named = f"{found.incident.name} ({found.incident.id})"
        return one_line(done.said or f"Done: {verb.name} {named}. Its card says so.")

    def _offered(self, verb: Verb, incident: Incident) -> ReplyView:
        """A typed command cannot open a modal in time, so it offers the button that does."""
        named = f"{incident.name} ({incident.id})"
        kind = kind_of_incident(incident)
        if verb.action in _OF_KIND and _OF_KIND[verb.action] not in kind.actions:
            return one_line(f"There is nothing to {verb.name} in {named}: its alarm is not about messages.")
        if verb.action == ids.OPEN_REDRIVE and not may_redrive(incident.evidence):
            return one_line(f"Nothing of {named} can be moved back by a redrive: {_otherwise(incident)}.")
        return found_reply(self._listed(incident), verb.action, self._clock())

    def _look(self, incident: Incident, click: Click) -> ReplyView:
        looked = self._do.look_again(incident.id, click, self._clock())
        if isinstance(looked, Refused):
            return refusal_reply(looked)
        return one_line(f"Looked at {looked.name} ({looked.id}) just now: its card says what was found.")

    def _list(self, click: Click) -> ReplyView:
        live = self._do.find.by_urgency(click)
        if isinstance(live, Refused):
            return refusal_reply(live)
        links = self._do.links(live[:MOST_LISTED])
        listed = [self._listed(incident, links.get(incident.id, "")) for incident in live]
        unread = [(incident_id(each.group), each.newer) for each in self._do.find.unreadable()]
        return list_reply(listed, self._clock(), unreadable=unread)

    def _listed(self, incident: Incident, link: str = "") -> IncidentRow:
        return IncidentRow(incident, kind_of_incident(incident), route_of(incident, self._policy), link)
