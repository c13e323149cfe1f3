"""What is said, taken from what people see, and whether it was true when it was said to be.

Every headline that stands on a card is known here: one that nobody checks fails, whatever it says.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from tests.oracle.claims import of_lag, of_letters
from tests.oracle.claims.said import FRESH, INSTANT, Check, FalseClaim, Said, Subject, subject_of
from tests.oracle.world import World

__all__ = ["FalseClaim", "false_claims", "unknown_verdicts"]

CHECKS: Mapping[str, Check] = {**of_letters.CHECKS, **of_lag.CHECKS}
# Of the moment in which they are read, whatever else on the card is older.
_NOW = re.compile(r"Proven healthy|events of [\w-]+ wait or are being retried")
# Verdicts that claim nothing.
_HONEST = (
    "Resolved, unverified",
    "What was tried may still come back",
    "Cause not known yet",
    "Cause not known: none that Lastcall knows fits the numbers",
    "Not known whether a redrive would help: none is known to have passed since they failed",
)
_VERDICT = re.compile(r"^\*([^*<]+)\*", re.MULTILINE)
# Titles of messages: what they say is checked where it is a claim.
_TITLE = re.compile(
    r"[\w-]+: |Act before|First step|Resolved|Still on it|Nothing|First loss|Late|Deadline|No deadline"
    r"|Can wait|Now: "
)
_AS_OF = re.compile(r"(?:as of|[Ll]ooked|[Ll]ast look|Counted|were there) <!date\^(\d+)\^")


def unknown_verdicts(text: str, now: datetime) -> Iterator[FalseClaim]:
    """What stands bold at the beginning of a message's line and nobody here can check."""
    for found in _VERDICT.finditer(text):
        said = found[1]
        if said in _HONEST or _TITLE.match(said):
            continue
        if not any(re.search(claim.format(**_ANY), said) for claim in CHECKS):
            yield FalseClaim(now, said, "nobody checks this")


# Any name where a claim has the subject's.
_ANY = {"dlq": r"[\w-]+", "source": r"[\w-]+", "worker": r"[\w-]+"}


def false_claims(world: World, text: str, now: datetime, about: Subject | None) -> Iterator[FalseClaim]:
    """Of one text, read now; what has no time of its own is said of the moment in which it is read."""
    subject = about or subject_of(world, text)
    if subject is None:
        return
    as_of = _as_of(text)
    until = as_of or now
    since = until - INSTANT if as_of else now - FRESH
    for claim, check in CHECKS.items():
        for found in re.finditer(claim.format(**subject.names), text):
            of = (now - FRESH, now) if _NOW.search(found[0]) else (since, until)
            if not check(Said(subject, found, *of, now)):
                true = subject.part.moments_between(*of)
                yield FalseClaim(now, found[0], str(true[-1]) if true else "nothing yet")


def _as_of(text: str) -> datetime | None:
    found = _AS_OF.search(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None
