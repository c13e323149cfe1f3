"""The windows: the door has opened one, and here it is filled. One file here, one line below."""

from collections.abc import Mapping

from bot.slack.handlers.windows import continue_redrive, inspect, mitigate, redrive, resolve, runbook, snooze
from bot.slack.handlers.windows.window import Window

WINDOWS: tuple[Window, ...] = (
    inspect.WINDOW,
    redrive.WINDOW,
    continue_redrive.WINDOW,
    mitigate.WINDOW,
    resolve.WINDOW,
    snooze.WINDOW,
    runbook.WINDOW,
)
# By the act that shows it, and by the act that names its form.
SHOWN: Mapping[str, Window] = {act.id: window for window in WINDOWS for act in window.shown}
SUBMITTED: Mapping[str, Window] = {
    act.id: window for window in WINDOWS if window.form for act in window.form.submitted
}
