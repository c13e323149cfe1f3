"""The slash command: a verb and, if there is one, the incident it is about.

It works under whatever name the Slack app gives it: only that app can send it.
"""

from bot.alarm_kinds import kind_named
from bot.domain.acts import Act
from bot.domain.alarm_kind import Action
from bot.domain.command import Acknowledge, Click
from bot.domain.grouping import incident_id
from bot.domain.incident import Refused
from bot.domain.policy import Policy
from bot.ports.clock import Clock
from bot.render import action_ids as ids
from bot.render.card import ReplyView
from bot.render.modals import help_reply, list_reply
from bot.render.modals.found import found_reply
from bot.slack.desk.telling import Telling, one_line
from bot.slack.desk.use_cases import UseCases

# A mitigation is of no kind's own: what there is to change, the evidence says.
_OPENS = {Action.INSPECT: ids.OPEN_INSPECT, Action.REDRIVE: ids.OPEN_REDRIVE, None: ids.OPEN_MITIGATE}


class SlashCommand:
    def __init__(self, use_cases: UseCases, telling: Telling, policy: Policy, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._name = policy.slash_command
        self._clock = clock

    def __call__(self, name: str, text: str, click: Click) -> None:
        verb, _, about = text.strip().partition(" ")
        match verb.lower():
            case "" | "list":
                reply = self._list(click)
            case "ack" | "acknowledge":
                reply = self._acknowledge(about, click)
            case "inspect":
                reply = self._offer(about, click, Act.INSPECT, Action.INSPECT)
            case "look":
                reply = self._look(about, click)
            case "redrive":
                reply = self._offer(about, click, Act.REDRIVE_WINDOW, Action.REDRIVE)
            case "mitigate":
                reply = self._offer(about, click, Act.MITIGATE_WINDOW)
            case "help":
                reply = help_reply(name or self._name, self._name)
            case _:
                reply = help_reply(name or self._name, self._name, unknown=text.strip())
        self._telling.reply(click, reply)

    def _list(self, click: Click) -> ReplyView:
        live = self._do.find.by_urgency(click)
        if isinstance(live, Refused):
            return one_line(live.why)
        listed = [(incident, kind_named(incident.kind)) for incident in live]
        unread = [(incident_id(each.group), each.newer) for each in self._do.find.unreadable()]
        return list_reply(listed, self._clock(), unreadable=unread)

    def _acknowledge(self, name: str, click: Click) -> ReplyView:
        # Whoever may not is refused below, where it is written down.
        found = self._do.find(name, click, Act.LIST)
        if isinstance(found, Refused):
            return one_line(found.why)
        if found.guessed:
            kind = kind_named(found.incident.kind)
            return found_reply(found.incident, kind, ids.ACKNOWLEDGE, self._clock())
        done = self._do.perform(Acknowledge(found.incident.id), click, self._clock())
        return one_line(done.said or f"Acknowledged {found.incident.id}: its card says so.")

    def _look(self, name: str, click: Click) -> ReplyView:
        looked = self._do.look_again(name, click, self._clock())
        if isinstance(looked, Refused):
            return one_line(looked.why)
        return one_line(f"Looked at {looked.resource.name} just now: its card says what was found.")

    def _offer(self, name: str, click: Click, act: Act, action: Action | None = None) -> ReplyView:
        """A typed command cannot open a modal in time, so it offers the button that does."""
        found = self._do.find(name, click, act)
        if isinstance(found, Refused):
            return one_line(found.why)
        kind = kind_named(found.incident.kind)
        if action and action not in kind.actions:
            return one_line(f"There is nothing to {action} here: this alarm is not about messages.")
        return found_reply(found.incident, kind, _OPENS[action], self._clock())
