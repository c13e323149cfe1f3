"""What must hold at the end of every story, whatever went wrong in it (I1 to I10, without I7: the time).

Each check yields one line for what does not hold.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bot.alarm_kinds import kind_named
from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.mitigation_record import newest_of_each
from bot.domain.incident.timeline import Event
from bot.domain.policy.policy import Bounds
from bot.domain.redrive.ledger import agrees, closing, ends_of, summed, verify
from bot.domain.redrive.receipt import End
from bot.domain.urgency.decision import decide
from bot.render.card.incident_card import incident_card
from bot.slack.markup.mrkdwn import literal
from tests.faults.stories import HOSTILE, SECRET
from tests.scenario.harness import Harness
from tests.scenario.harness.places import POLICY
from tests.scenario.harness.sqs_queue import Stored
from tests.unit.template.stack import WORK_QUEUES

# The clock looks once a minute.
ONE_SWEEP = timedelta(minutes=1)
# What a repetition may add: a refusal that says why nothing more happens, another look, a later snooze. What
# came of a redrive is looked for a while after its end, which a fault puts off: see `_followed`.
_MAY_DIFFER = {
    Event.REFUSED, Event.EVIDENCE, Event.SNOOZED, Event.MITIGATION_ASKED, Event.MITIGATION_FAILED,
    Event.CAME_BACK,
}  # fmt: skip
_CALLS = {Event.ESCALATED, Event.REMINDED}
_PAGES = {Event.PAGED, Event.NOT_PAGED}
# Why a call comes before its time.
_UNREACHED = re.compile(r"the previous step reached no one|no one was reached")


class Calls(NamedTuple):
    """What was done to reach people about an incident.

    Attributes:
        whys: Of each call, which one it was and why it came.
        pages: What became of pages, sorted.
    """

    whys: tuple[str, ...]
    pages: tuple[str, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(re.split("[,:]", why)[0] for why in self.whys)

    def further(self, then: "Calls") -> bool:
        """One call further than then, which says why, with its pages.

        A call that Slack has not taken within a minute, since whoever was posting it died or got no answer,
        is followed by the next at once.
        """
        one_more = self.steps[:-1] == then.steps and bool(_UNREACHED.search(self.whys[-1]))
        return one_more and not Counter(then.pages) - Counter(self.pages)

    def alike(self, then: "Calls") -> bool:
        return (self.steps, self.pages) == (then.steps, then.pages)


class Ending(NamedTuple):
    """What must not depend on what went wrong."""

    incidents: tuple[Any, ...]
    calls: tuple[Calls, ...]
    jobs: tuple[Any, ...]
    roots: int
    pages: frozenset[str]
    retentions: tuple[float, ...]

    @classmethod
    def of(cls, h: Harness) -> "Ending":
        return cls(
            tuple(sorted(_state(h, each) for each in h.table.incidents())),
            tuple(_called(h, each) for each in sorted(h.table.incidents(), key=lambda each: each.group)),
            tuple((job.state, job.progress.planned) for job in h.table.jobs()),
            len(h.slack.messages()),
            frozenset(page.topic for page in h.services.pages),
            tuple(h.sqs.queue(name).retention.total_seconds() for name in h.sqs.names()),
        )


def _state(h: Harness, incident: Incident) -> tuple[str, ...]:
    events = Counter(entry.event for entry in h.table.timeline(incident.group))
    held, resolution = incident.acknowledgement, incident.resolution
    return (
        incident.group,
        incident.status,
        f"episode {incident.episode.number} thread {incident.thread} fired {incident.fire_count}",
        f"held by {held.by.user}" if held else "",
        f"resolved {resolution.how} {resolution.note}" if resolution else "",
        f"snoozed {incident.snoozed_until is not None} recovering {incident.recovering}",
        str([each.state for each in newest_of_each(incident.mitigations)]),
        str(sorted((entry.name, str(entry.verdict), str(entry.at)) for entry in incident.alarms.values())),
        str(sorted(each for each in events.items() if each[0] not in _MAY_DIFFER | _CALLS | _PAGES)),
    )


def _called(h: Harness, incident: Incident) -> Calls:
    entries = h.table.timeline(incident.group)
    return Calls(
        tuple(entry.why for entry in entries if entry.event in _CALLS),
        tuple(sorted(entry.what for entry in entries if entry.event in _PAGES)),
    )


def _as_called(now: Ending, then: Ending) -> Ending:
    """The ending as it would be without the calls that came further; what they paged is theirs."""
    if len(now.calls) != len(then.calls):
        return now
    pairs = list(zip(now.calls, then.calls, strict=True))
    further = any(not a.alike(b) for a, b in pairs)
    if not all(a.alike(b) or a.further(b) for a, b in pairs) or not now.pages >= then.pages:
        return now
    return now._replace(calls=then.calls, pages=then.pages if further else now.pages)


def violations(h: Harness, before: Ending) -> list[str]:
    """Everything that does not hold; `before` is how the story ends when nothing goes wrong."""
    differing = (
        f"I4 {name}: {now} instead of {then}"
        for name, now, then in zip(Ending._fields, _as_called(Ending.of(h), before), before, strict=True)
        if now != then
    )
    return [*promises(h), *differing]


def promises(h: Harness) -> Iterator[str]:
    """What does not hold although it must, however the story ended."""
    for check in (
        _visible,
        once,
        paged_at_most_twice,
        pictured_once,
        _current,
        kept,
        _only_confirmed,
        _honest,
        _accounted,
        _one_redrive,
        _followed,
        _on_time,
        harmless,
        _nothing_stuck,
    ):
        yield from check(h)


def _visible(h: Harness) -> Iterator[str]:
    for incident in h.table.incidents():
        card = h.table.cards().get(incident.group)
        shown = card and h.slack.workspace.messages.find(card.channel, card.ts)
        if incident.status is not Status.QUIET and not shown:
            yield f"I1 {incident.id} has no message"


def once(h: Harness) -> Iterator[str]:
    roots = h.slack.messages()
    counted = Counter(
        message.marker for message in [*roots, *(each for root in roots for each in root.replies)]
    )
    for marker, count in counted.items():
        if count > 1:
            yield f"I2 {marker} is shown {count} times"


def paged_at_most_twice(h: Harness) -> Iterator[str]:
    """What may have gone out is sent once more, and no oftener: each text names its incident and its step."""
    told = (
        (page.topic, page.text.partition(":")[0], page.text.splitlines()[-1]) for page in h.services.pages
    )
    for page, count in Counter(told).items():
        if count > 2:
            yield f"I2 {page} was paged {count} times"


def pictured_once(h: Harness) -> Iterator[str]:
    """Lost it may be, and never shown twice."""
    for root in h.slack.messages():
        if len(root.pictures) > 1:
            yield f"I2 {root.marker} has {len(root.pictures)} pictures"


def _current(h: Harness) -> Iterator[str]:
    for incident in h.table.incidents():
        card = h.table.cards().get(incident.group)
        if card is None or not card.ts:
            continue
        if card.shown < incident.card_version or card.cursor < incident.thread_version:
            yield (
                f"I3 shows {card.shown} of {incident.card_version}, told {card.cursor} of "
                f"{incident.thread_version}"
            )
        message = h.slack.workspace.messages.find(card.channel, card.ts)
        headline = _headline(h, incident)
        if message and not message.attachments[0]["fallback"].startswith(headline):
            yield f"I3 {message.attachments[0]['fallback']!r} instead of {headline!r}"


def _headline(h: Harness, incident: Incident) -> str:
    route, kind, now = POLICY.route_named(incident.route), kind_named(incident.kind), h.clock()
    card = incident_card(incident, None, route, kind, decide(incident, route, now), now, bounds=Bounds())
    return literal(card.fallback.splitlines()[0])


def kept(h: Harness) -> Iterator[str]:
    """A dead letter is deleted only after its copy was accepted, and stands somewhere for ever."""
    sent: Counter[tuple[str, str]] = Counter()
    for moved in h.sqs.story:
        if moved.what == "sent":
            sent[moved.content] += 1
        elif moved.queue.endswith("-dlq") and not (sent[moved.content] or _handed_back(h, moved.content[0])):
            yield f"I5 deleted before it was sent: {moved.content[0][:40]}"
    for original in h.originals:
        standing = [queue for queue in h.sqs.names() if original in h.sqs.queue(queue).contents()]
        if not standing:
            yield f"I5 lost: {original[0][:40]}"


def _handed_back(h: Harness, body: str) -> bool:
    """Whether it is the record of an event that its own function was invoked with again."""
    record = json.loads(body) if "requestPayload" in body else {}
    function = record.get("requestContext", {}).get("functionArn")
    return any(
        each.function == function and json.loads(each.payload) == record["requestPayload"]
        for each in h.services.invocations.taken
    )


def _only_confirmed(h: Harness) -> Iterator[str]:
    yield from (
        f"I5 {each.function} was invoked, and nothing confirmed it"
        for each in h.services.invocations.taken
        if each.function not in h.services.settings.destinations
    )


def _honest(h: Harness) -> Iterator[str]:
    """A redrive that is over says how many it moved, of how many it is not known, and how many twice."""
    for job in (job for job in h.table.jobs() if not job.live):
        there = [each.content for each in h.sqs.story if (each.what, each.queue) == ("sent", "orders")]
        there += [(each.function, each.payload) for each in h.services.invocations.taken]
        moved, doubled = len(set(there)), len(there) - len(set(there))
        went = job.progress
        counted = went.moved <= moved <= went.moved + len(went.both) + len(went.perhaps)
        if not counted or doubled > went.doubled:
            yield f"I5 says {job.verdict!r}; {moved} were moved, {doubled} of them twice"


def _accounted(h: Harness) -> Iterator[str]:
    """The receipts of a redrive that is over are whole, add up as it does, and leave out nothing it sent."""
    for job in (job for job in h.table.jobs() if not job.live):
        lines = h.table.receipts(job)
        told = [json.loads(line) for line in lines]
        ledger = summed(job.progress.planned, ends_of(told))
        if len(lines) != job.receipts.length or not agrees(ledger, job):
            yield f"I5 {len(lines)} of {job.receipts.length} receipts add up to {ledger}, {job.verdict!r}"
        if wrong := verify("".join(f"{line}\n" for line in (*lines, closing(job, ledger))).encode()):
            yield f"I5 its receipts are not whole: {wrong}"
        sent = {each["content"] for each in told if each["end"] in {End.MOVED, End.BOTH, End.PERHAPS}}
        went = {each.content for each in h.sqs.story if (each.what, each.queue) == ("sent", "orders")}
        if len(sent) < len(went):
            yield f"I5 of {len(went)} that were sent {len(sent)} have a receipt"


def _one_redrive(h: Harness) -> Iterator[str]:
    running = [job.id for job in h.table.jobs() if job.live]
    if len(running) > 1 or sorted(h.table.live_jobs()) != sorted(running):
        yield f"I6 running {running}, queues taken by {h.table.live_jobs()}"


def _followed(h: Harness) -> Iterator[str]:
    """What came back of a redrive is told once, and by its last look at the latest."""
    for incident in h.table.incidents():
        told = [each.what for each in h.table.timeline(incident.group) if each.event is Event.CAME_BACK]
        if len(told) != len(set(told)):
            yield f"I2 told twice: {told}"
        redrive = redrive_of(incident.follow_ups)
        standing = len(h.sqs.queue(incident.resource.name).messages) if redrive else 0
        if (
            redrive
            and incident.live
            and not redrive.looks
            and redrive.new_among(standing)
            and not redrive.back
        ):
            yield f"I8 {standing} stand in {incident.resource.name} again and nobody was told"


def _on_time(h: Harness) -> Iterator[str]:
    due_at = h.table.due_at()
    if due_at is not None and due_at <= h.clock() - ONE_SWEEP:
        yield f"I8 something was due at {due_at} and is not done at {h.clock()}"
    for incident in h.table.incidents():
        steps = [entry.why for entry in h.table.timeline(incident.group) if entry.event is Event.ESCALATED]
        released = any(entry.event is Event.RELEASED for entry in h.table.timeline(incident.group))
        if len(steps) != len(set(steps)) and incident.episode.number == 1 and not released:
            yield f"I8 a step was taken twice: {steps}"


def harmless(h: Harness) -> Iterator[str]:
    said = [json.dumps(call.args, ensure_ascii=False) for call in h.slack.gateway.calls]
    said += [page.text for page in h.services.pages]
    if any(SECRET in text for text in said):
        yield "I9 the secret left the account"
    read = [text for call in h.slack.gateway.calls for text in interpreted(call.args)]
    for word in HOSTILE.split():
        if any(word in text for text in read):
            yield f"I9 {word!r} would be obeyed"


def interpreted(value: Any) -> Iterator[str]:
    """Every text in which Slack reads markup: not that of a rich_text block, nor plain text."""
    if isinstance(value, Mapping):
        if value.get("type") not in ("rich_text", "plain_text"):
            for each in value.values():
                yield from interpreted(each)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        for each in value:
            yield from interpreted(each)


def _to_come(h: Harness, queue: str, message: Stored) -> bool:
    """Whether it is a look at an incident that is due within the minute, and not before."""
    match queue, json.loads(message.body):
        case "CommandQueue", {"due": {"group": str(group)}}:
            due_at = [each.attention_at for each in h.table.incidents() if each.group == group]
            soon = h.clock() + ONE_SWEEP
            return any(at and h.clock() < at <= message.visible_at <= soon for at in due_at)
        case _:
            return False


def _nothing_stuck(h: Harness) -> Iterator[str]:
    for queue in WORK_QUEUES:
        # A look at a call that is to be delivered within the minute has its time yet to come.
        if waiting := [each for each in h.sqs.queue(queue).messages if not _to_come(h, queue, each)]:
            yield f"I10 {len(waiting)} messages wait in {queue}: {waiting[0].body[:80]}"
    for queue in (*(f"{name}DeadLetters" for name in WORK_QUEUES), "OnChangeDeadLetters"):
        if lost := h.sqs.queue(queue).messages:
            yield f"I10 {len(lost)} messages are lost in {queue}: {lost[0].body[:80]}"
