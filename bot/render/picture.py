"""The words around CloudWatch's picture in the thread."""

from bot.domain.answers import Missing
from bot.domain.durations import lasting
from bot.domain.incident import Incident
from bot.domain.projection import PICTURED_FOR
from bot.render.card import ReplyView
from bot.render.graphemes import cut
from bot.render.phrases import words

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
    text = f"CloudWatch's picture of the metric is left out ({cut(left_out.reason, _LONGEST_REASON)})"
    return ReplyView(text, (words(text),), ())
