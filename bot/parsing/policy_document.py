"""The policy as the build wrote it: checked JSON, so that a cold start parses no TOML."""

import json

from bot.domain.policy.policy import Policy
from bot.parsing.documents import from_document, to_document


def dump_policy(policy: Policy) -> str:
    """The text of `bot/policy.json`."""
    return json.dumps(to_document(policy), indent=1)


def load_policy(json_text: str) -> Policy:
    """The policy; raises ValueError, KeyError or TypeError for a text that `dump_policy` did not write."""
    return from_document(Policy, json.loads(json_text))
