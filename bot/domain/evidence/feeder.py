"""The origins of the messages in a dead-letter queue, as evidence."""

from typing import NamedTuple

from bot.domain.policy.by import NOBODY, By


class Feeder(NamedTuple):
    """One origin of the messages in a dead-letter queue, and whether its configuration says so too.

    Attributes:
        kind: An OriginKind; perhaps another word if a newer release stored it.
        arn: ARN of what gave up on the messages.
        through: ARN of what was in between: a rule, a topic, a stream.
        format: Wire format of its messages, a name from the catalogue in `bot/parsing/dead_letters`.
        confirmed: Its configuration names this queue. A message alone can be forged.
        messages: How many of the sampled messages it wrote.
        records: How many records these cover.
        note: Why it is not confirmed; empty if it is.
        incident: Id of the incident in which a stream's consumer skipped them; empty if none is known.
        let_by: Who let it skip them, by a mapping change in force then; empty without one.
        let_as: Id of the record of that change.
    """

    kind: str
    arn: str
    format: str = ""
    through: str = ""
    confirmed: bool = False
    messages: int = 0
    records: int = 0
    note: str = ""
    incident: str = ""
    let_by: By = NOBODY
    let_as: str = ""
