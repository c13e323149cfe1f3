"""Receive a few messages, look at them, and put them back at once.

Sampling is not free: it raises receive counts, hides messages (so that the alarm may say OK), locks the
groups of a FIFO queue. So Lastcall samples by itself at most twice in an episode, where it does no harm, and
otherwise only when a person asks. A queue with a redrive policy of its own, where a receive can move messages
on, is not sampled at all.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import QueueFacts
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.probes.parts.decoded_message import DecodedMessage, causes, decoded, shown
from bot.probes.run.fields import Fields
from bot.probes.run.probe import ProbeContext

HIDDEN_FOR = timedelta(seconds=30)
# Without a wait, SQS asks only some of its servers.
WAIT = timedelta(seconds=2)
# After this, messages are visible again even if putting them back failed; includes the time of a look.
SUSPECT_FOR = HIDDEN_FOR + timedelta(seconds=10)
BY_ITSELF = 2

# What a sample writes.
OF_A_SAMPLE = (
    "sampled",
    "records",
    "succeeded",
    "causes",
    "sample_note",
    "sampled_at",
    "sent",
    "samples",
    "hidden_until",
)

_NONE = Missing("none is visible right now")


class Sample(NamedTuple):
    """A sample just taken.

    Attributes:
        letters: The same messages unredacted, for the looks that follow; neither stored nor shown.
    """

    messages: tuple[SampledMessage, ...]
    letters: tuple[DecodedMessage, ...]
    oldest: datetime | None
    taken_at: datetime
    samples: int

    @property
    def fields(self) -> Fields:
        return {
            "sampled": len(self.messages),
            "records": sum(each.records for each in self.messages if not each.succeeded),
            "succeeded": sum(each.succeeded for each in self.messages),
            "causes": causes(self.messages),
            "sample_note": "",
            "sampled_at": self.taken_at,
            "sent": tuple(sorted(each.sent_at for each in self.messages if each.sent_at)),
            "samples": self.samples,
            "hidden_until": self.taken_at + SUSPECT_FOR,
        }


def why_not(context: ProbeContext, facts: QueueFacts) -> str:
    """Why messages are not received now; empty when they may be."""
    if context.route.sample == "never":
        return f"route {context.route.name} never samples"
    if facts.pushes_on:
        return f"not sampled: {facts.pushes_on}"
    if context.asked:
        return ""  # the count is approximate, and another look may just hold them: the queue itself is asked
    return _why_not_by_itself(context, facts) if facts.visible else _NONE.reason


def _why_not_by_itself(context: ProbeContext, facts: QueueFacts) -> str:
    if context.route.sample == "ask":
        return f"route {context.route.name} samples only when someone asks"
    if facts.fifo:
        return "sampling a FIFO queue blocks its groups: Inspect samples it anyway"
    consumers = context.functions.polling(facts.arn)
    if consumers and not isinstance(consumers, Missing):
        return "a function consumes this queue: Inspect looks anyway"
    return "" if _come_since(context, facts) else _sampled_enough(context.before, facts)


def _come_since(context: ProbeContext, facts: QueueFacts) -> bool:
    """Whether messages came after a redrive and after the last sample: then one more sample is due."""
    sampled_at = context.before.sampled_at if context.before else None
    if context.redriven_at is None or not (sampled_at is None or sampled_at < context.redriven_at):
        return False
    return facts.visible + facts.in_flight + facts.delayed > context.left


def _sampled_enough(before: Evidence | None, facts: QueueFacts) -> str:
    if before is None or before.samples == 0:
        return ""
    now = Depth(facts.visible, facts.in_flight, facts.delayed).total
    doubled = isinstance(before.depth, Depth) and now >= 2 * before.depth.total
    return "" if before.samples < BY_ITSELF and doubled else "sampled before: Inspect takes a new sample"


def sample(context: ProbeContext, facts: QueueFacts) -> Sample | Missing:
    """Receive, put back, redact. Nothing of a message leaves this function unredacted.

    Without a message there is no sample: the next look tries again.
    """
    received = context.queues.receive(facts, context.most, HIDDEN_FOR, WAIT)
    if isinstance(received, Missing):
        return received
    if not received:
        return _NONE
    context.queues.put_back(facts, received)
    oldest = min((message.sent_at for message in received if message.sent_at), default=None)
    by_itself = (context.before.samples if context.before else 0) + (not context.asked)
    letters = tuple(decoded(message) for message in received)
    messages = tuple(shown(context, each) for each in letters)
    return Sample(messages, letters, oldest, context.now, by_itself)
