"""Did what was redriven stay away? Only a reading of both queues answers, and only once it could be back.

A message that fails again is received maxReceiveCount times, each time hidden for the visibility timeout, and
then moved to the dead-letter queue (SQS developer guide, "Dead-letter queues"). Until then it stands in its
source queue. So it passed when it stands in neither, its consumer was seen to take something without failing,
and nobody took messages out of the dead-letter queue meanwhile, whose number would hide it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.consumer import ConsumerHealth
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.evidence.trial import Trial, Tried
from bot.domain.incident.follow_up import FollowUp

_MINUTE = timedelta(minutes=1)


def trial_of(evidence: Evidence | None, sample: Sequence[SampledMessage]) -> Trial:
    """One of those that failed with what was seen most, where each message's own error is known."""
    shapes = evidence.shapes if evidence else ()
    if evidence is None or isinstance(shapes, Missing) or not evidence.shapes_of_messages:
        return Trial()
    for shape in shapes:
        if among := tuple(
            each.message_id for each in sample if each.shape == shape.text and not each.succeeded
        ):
            return Trial(among, shape.text)
    return Trial()


def tried(
    redrive: FollowUp | None, found: Evidence, sample: Sequence[SampledMessage], began: datetime
) -> Tried | None:
    """What a look that began then says of the last redrive; None where there is none, or it came back.

    Args:
        sample: The messages received by this very look.
    """
    if redrive is None or redrive.began is None or not redrive.moved or began < redrive.at:
        return None
    told = Tried(redrive.moved, redrive.began, redrive.shape, redrive.back_by, redrive.passed_at)
    if redrive.passed_at is not None:
        return told
    if redrive.back or (isinstance(found.depth, Depth) and redrive.new_among(found.depth.total)):
        return None
    why = _not_known(redrive, redrive.began, found, {each.message_id for each in sample}, began)
    return told._replace(passed_at=None if why else began, why=why)


def _not_known(
    redrive: FollowUp, sent: datetime, found: Evidence, seen: Collection[str], began: datetime
) -> str:
    if redrive.back_by is None:
        return "unknown how long a message that fails again takes to come back"
    if began < redrive.back_by:
        return "too early: it could not be back yet"
    if not isinstance(found.depth, Depth):
        return "the dead-letter queue could not be counted"
    if found.depth.total < redrive.left:
        return "messages were taken out of the dead-letter queue meanwhile"
    if any(each in redrive.copies for each in seen):
        return "one of them is back"
    return _not_taken(sent, found)


def _not_taken(sent: datetime, found: Evidence) -> str:
    """Why nobody can say that its consumer took it and did not fail."""
    if found.sources_hold is None:
        return "the source queue could not be counted"
    if found.sources_hold:
        return f"the source queue holds {found.sources_hold:,}, and it may be among them"
    consumers = present_all(found.consumers)
    passed = any(_passed(each, sent) for each in consumers)
    return "" if passed else "no successful call of its consumer is known since"


def _passed(consumer: ConsumerHealth, sent: datetime) -> bool:
    """Lambda counts by the minute in which a call began."""
    return consumer.last_pass_at is not None and consumer.last_pass_at + _MINUTE > sent
