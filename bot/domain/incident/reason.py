"""Why a person does it: ready reasons to pick, and room for one's own words.

The door reads this within Slack's three seconds, so it stands alone and imports nothing.
"""

from collections.abc import Mapping

# Names of the two fields, in every window that asks for a reason.
READY_REASON = "ready_reason"
REASON = "reason"
OTHER = "other"

IN_OWN_WORDS = "Say it in your own words, or pick one of the reasons above."


def unsaid(answers: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers by the name of its field: who picks `Other` has to say which."""
    bare = answers.get(READY_REASON) == OTHER and not answers.get(REASON, "").strip()
    return {REASON: IN_OWN_WORDS} if bare else {}


def reason_of(answers: Mapping[str, str]) -> str:
    """The reason given, from the fields' values by name: one's own words stand beside a ready one."""
    ready, own = (answers.get(name, "").strip() for name in (READY_REASON, REASON))
    return ": ".join(part for part in (ready if ready != OTHER else "", own) if part)
