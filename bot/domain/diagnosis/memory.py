"""Functions with too little memory: the platform says so for nearly all failures.

Fact: a function has up to 10,240 MB (Lambda quotas), and its CPU share grows with them.
"""

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.letters import ONE_SHAPE, how_many
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.log_lines.platform import NO_MEMORY

MOST_MB = 10_240


def _without_memory(facts: Facts) -> str | None:
    """Counted in the log, which may have fewer than failed: those in it are of one kind."""
    seen = sum(shape.seen for shape in facts.shapes)
    ended = sum(shape.seen for shape in facts.shapes if shape.text == NO_MEMORY)
    if not seen or ended < ONE_SHAPE * seen:
        return None
    return f"{ended:,} of {seen:,} logged failures out of memory, {facts.consumer.facts.memory_mb:,} MB"


def _more_memory(facts: Facts) -> Setting | None:
    now = facts.consumer.facts.memory_mb
    proposed = min(2 * now, MOST_MB)
    if proposed <= now:
        return None
    return Setting(f"function {facts.name}", "MemorySize", f"{now} MB", f"{proposed} MB")


OF_LETTERS = Rule(
    Cause.OUT_OF_MEMORY,
    lambda facts: f"{facts.name} runs out of memory: they would come back",
    (clauses.still_fails, how_many, _without_memory),
    lambda facts: f"Give it more memory, or let it hold less at once; then {clauses.back(facts)}",
    _more_memory,
    would_pass=False,
)

# For a function alone there is nothing to redrive.
OF_A_FUNCTION = OF_LETTERS._replace(
    what=lambda facts: f"{facts.name} runs out of memory",
    next=lambda _facts: "Give it more memory, or let it hold less at once",
    would_pass=None,
)
