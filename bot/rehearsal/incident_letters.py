"""The letters of an incident: received from its queue with the caller's own credentials, and put back.

Nothing is deleted. But receiving is not free, and is what Inspect does: it raises receive counts and hides
the messages for moments; where it would push messages on into a further queue, they are left alone.
"""

from datetime import timedelta
from typing import NamedTuple

from bot.aws.cards import CardTable
from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.incident_table import IncidentTable
from bot.aws.session import Clients
from bot.aws.stack_table import incident_table_of
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.wiring.clock import utc_now

_AT_ONCE = 10  # of one ReceiveMessage
_HIDDEN_FOR, _WAIT = timedelta(seconds=60), timedelta(seconds=2)


class IncidentLetters(NamedTuple):
    """Attributes:
    shapes: What they died of, where a look found that of these very messages.
    logged: What their consumer logged as it failed, where a look found no more.
    """

    messages: tuple[ReceivedMessage, ...]
    queue: Resource
    shapes: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()


def letters_of(clients: Clients, stack: str, incident_id: str, most: int) -> IncidentLetters | str:
    """Or why there are none. Raises: BotError."""
    incident = _incident(clients, stack, incident_id)
    if incident is None:
        return f"{stack}: there is no incident {incident_id}"
    queue = incident.resource
    if queue.kind != ResourceKind.QUEUE:
        return f"{incident_id}: is about the {queue.kind} {queue.name}, not about a queue of dead letters"
    got = receive_letters(SqsDeadLetterQueues(clients), queue, most)
    return got if isinstance(got, str) else IncidentLetters(got, queue, *_shapes(incident))


def _incident(clients: Clients, stack: str, incident_id: str) -> Incident | None:
    table = incident_table_of(clients, stack)
    group = IncidentTable(table, utc_now).group_of(incident_id)
    return CardTable(table).load(group).incident if group else None


def _shapes(incident: Incident) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = incident.evidence
    if found is None or isinstance(found.shapes, Missing):
        return (), ()
    told = tuple(each.text for each in found.shapes)
    return (told, ()) if found.shapes_of_messages else ((), told)


def receive_letters(
    queues: DeadLetterQueues, queue: Resource, most: int
) -> tuple[ReceivedMessage, ...] | str:
    """Each once, as many as asked for or as SQS gives out; all of them visible again at the end."""
    facts = queues.facts(queue)
    if isinstance(facts, Missing):
        return f"{queue.name}: {facts.reason}"
    if facts.pushes_on:
        return f"{queue.name}: not received from: {facts.pushes_on}"
    got: dict[str, ReceivedMessage] = {}
    try:
        while len(got) < most:
            new = queues.receive(facts, min(_AT_ONCE, most - len(got)), _HIDDEN_FOR, _WAIT)
            known = len(got)
            got |= {each.message_id: each for each in new}
            if len(got) == known:
                break
    finally:
        queues.put_back(facts, tuple(got.values()))
    return tuple(got.values()) or f"{queue.name}: no message is visible right now"
