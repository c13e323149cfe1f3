"""The words around CloudWatch's picture in the thread."""

from bot.domain.evidence.durations import lasting
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import PICTURED_FOR
from bot.render.graphemes import cut
from bot.render.phrases import words
from bot.render.view import ReplyView

_LONGEST_NAME, _LONGEST_REASON = 80, 400
_DENIED = "denied: "


def picture_title(incident: Incident) -> str:
    """What it shows, also for who cannot see it."""
    metric = incident.metric.name if incident.metric else "The metric"
    names = (cut(name, _LONGEST_NAME) for name in (metric, incident.resource.name))
    return f"{' of '.join(names)}, the last {lasting(PICTURED_FOR)}"


def left_out_reply(left_out: Missing) -> ReplyView | None:
    """What to add so that the next one is there; None where nothing that a person adds would help."""
    if not left_out.reason.startswith(_DENIED):
        return None
    text = f"No CloudWatch graph ({cut(left_out.reason, _LONGEST_REASON)})"
    return ReplyView(text, (words(text),), ())
