"""CloudWatch's own graph of a metric, as on the alarm's console page.

GetMetricWidgetImage takes a widget as JSON in a string and returns a PNG (API reference, "Metric Widget
Structure and Syntax"). No one waits for it, so it is requested once.
"""

import json

from bot.aws.errors import asking
from bot.aws.session import Clients, Patience
from bot.domain.alarm.alarm import Metric
from bot.domain.errors import BotError
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import PICTURED_FOR

PICTURE = Patience(1, 6, 1)
_ACTION = "cloudwatch:GetMetricWidgetImage"
_WIDTH, _HEIGHT = 600, 300
_LONGEST_TITLE = 200
_PNG = b"\x89PNG\r\n\x1a\n"


class CloudWatchMetricGraphs:
    """Implements ports.Pictures."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def of(self, incident: Incident) -> bytes | Missing:
        if incident.metric is None:
            return Missing("the alarm has no metric that could be drawn")
        try:
            clients = self._clients.for_place(incident.resource.account, incident.resource.region)
            return _drawn(clients, widget(incident.metric, incident.title))
        except BotError as fault:
            return Missing(str(fault))


def widget(metric: Metric, title: str) -> str:
    """The widget that draws one metric over the last hours."""
    dimensions = [part for dimension in metric.dimensions.items() for part in dimension]
    how: dict[str, object] = {"stat": metric.statistic or "Maximum"}
    if metric.period:
        how["period"] = int(metric.period.total_seconds())
    return json.dumps(
        {
            "title": title[:_LONGEST_TITLE],
            "metrics": [[metric.namespace, metric.name, *dimensions, how]],
            "start": f"-PT{int(PICTURED_FOR.total_seconds() // 3600)}H",
            "width": _WIDTH,
            "height": _HEIGHT,
        }
    )


def _drawn(clients: Clients, asked: str) -> bytes | Missing:
    with asking(_ACTION, "*"):
        answer = clients.client("cloudwatch", PICTURE).get_metric_widget_image(MetricWidget=asked)
    png = bytes(answer.get("MetricWidgetImage") or b"")
    return png if png.startswith(_PNG) else Missing("CloudWatch answered without an image")
