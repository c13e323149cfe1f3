"""An event without secrets that is still an event: what samples mask is masked, and JSON stays JSON."""

import json
from typing import Any

from bot.domain.policy.policy import Redaction
from bot.domain.redaction.sample_text import sample_text

# So a sample shows what lies in a string; everything else of it is JSON.
_INSIDE = "(JSON in a string) "
_WHOLE = 64 * 1024 * 1024


def masked_event(event: str, rules: Redaction) -> str | None:
    """None where it cannot be masked and still be read."""
    shown = sample_text(event, "redacted", rules, _WHOLE)
    if shown.cut:
        return None
    text = shown.text
    try:
        while (at := text.rfind(_INSIDE)) >= 0:
            text = _as_string(text, at)
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _as_string(text: str, at: int) -> str:
    """The last one has none inside it, so what follows is JSON."""
    begins = at + len(_INSIDE)
    value: Any
    value, ends = json.JSONDecoder().raw_decode(text, begins)
    return text[:at] + json.dumps(json.dumps(value, ensure_ascii=False)) + text[ends:]
