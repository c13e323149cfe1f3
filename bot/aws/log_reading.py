"""Error lines of a log group, newest first, as far as time allows.

FilterLogEvents searches a group part by part, oldest first: for a busy one it answers page after page without
a line, or not in time. Then only the most recently written streams are searched. A search cut short without
a hit does not prove that there is nothing. A filter pattern holds 1,024 characters (CloudWatch Logs API
reference, FilterLogEvents), and an account is allowed a few calls a second (user guide, "Quotas").
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, gone
from bot.aws.log_lines import log_event
from bot.domain.errors import BotError, Permanent, Transient
from bot.domain.log_lines.once import Logged

# Words of which every line has one that `bot.domain.log_lines` takes for a failure, and others have as well:
# levels in capitals and not, pino's and bunyan's numbers, names of errors, what runtimes and Lambda write.
# A word is matched case-sensitively anywhere, and a regular expression only alone (user guide, "Filter
# pattern syntax"). A JVM stack trace is recognised by its file names, whatever its errors are called.
_PATTERN = " ".join(
    (
        *("?ERR", "?rror", "?xception", "?FATAL", "?Fatal", "?fatal", "?FTL", "?CRIT", "?Crit", "?crit"),
        *("?SEVERE", "?ALERT", "?EMERG", "?emerg", "?fail", "?Fail", "?panic", "?PANIC", "?Traceback"),
        *('?".java:"', '?".kt:"', '?".scala:"', '?".groovy:"'),
        *("?exited", '?"timed out"', "?timeout", "?Rejection", '?":50,"', '?": 50,"', '?":60,"', '?": 60,"'),
    )
)
LONGEST_PATTERN = 1024
# klog and glog write E1129 at the head of an error on November 29th, by the function's clock.
_SEVERITIES, _MOST_DAYS = ("E", "F"), 16
_ANY_ZONE = timedelta(hours=14)
_LONGEST_TIME = datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 12, 31, tzinfo=UTC)

# Enough for shapes and rates; a log may hold millions of lines.
MOST_LINES = 500
MOST_PAGES = 10
MOST_SECONDS = 4.0
LATEST_STREAMS = 5
_PAGES_OF_STREAMS, _SECONDS_OF_STREAMS = 3, 2.0
_FIRST_WINDOW = timedelta(minutes=5)


def searched_for(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids that fit into a pattern, whatever the time."""
    found: list[str] = []
    for each in ids:
        if len(pattern((*found, each), _LONGEST_TIME)) > LONGEST_PATTERN:
            break
        found.append(each)
    return tuple(found)


def pattern(ids: Sequence[str], time: tuple[datetime, datetime]) -> str:
    """The filter pattern of a search between two times."""
    return " ".join((_PATTERN, *_klog(*time), *(f'?"{each}"' for each in ids)))


def _klog(since: datetime, until: datetime) -> list[str]:
    """Patterns for the newest days, in any time zone the function may use."""
    first, last = (since - _ANY_ZONE).date(), (until + _ANY_ZONE).date()
    days = [last - timedelta(days=back) for back in range(_MOST_DAYS) if last - timedelta(days=back) >= first]
    return [f"?{severity}{day:%m%d}" for day in days for severity in _SEVERITIES]


class LogReading:
    """One read of one group."""

    def __init__(
        self, client: Client, log_group: str, ids: Sequence[str], monotonic: Callable[[], float]
    ) -> None:
        self._client = client
        self._log_group = log_group
        self._ids = ids
        self._monotonic = monotonic
        self._ends = monotonic() + MOST_SECONDS
        self._pages_left = MOST_PAGES
        self._streams: dict[str, list[str]] = {}

    def newest(self, since: datetime, until: datetime) -> list[Logged]:
        """Raises Permanent if no failure was found but not everything was read."""
        found: list[Logged] = []
        try:
            whole = self._backwards(since, until, found)
        except Transient:
            if not _failed(found) and not self._of_latest_streams(since, until, found):
                raise
            return found
        if not whole and not _failed(found) and not self._of_latest_streams(since, until, found):
            raise Permanent(f"{self._log_group} holds more than can be searched in time")
        return found

    def _backwards(self, since: datetime, until: datetime, found: list[Logged]) -> bool:
        """In doubling windows, so that the oldest is left out; returns whether all of it was read."""
        window = _FIRST_WINDOW
        while until > since:
            begins = max(since, until - window)
            lines: list[Logged] = []
            whole = self._window(begins, until, lines)
            found[:0] = lines
            if not whole or len(found) >= MOST_LINES:
                return False
            until, window = begins, window * 2
        return True

    def _of_latest_streams(self, since: datetime, until: datetime, found: list[Logged]) -> bool:
        """Whether they hold a failure; False if they may not be listed."""
        self._pages_left, self._ends = _PAGES_OF_STREAMS, self._monotonic() + _SECONDS_OF_STREAMS
        try:
            with asking("logs:DescribeLogStreams", self._log_group):
                told = self._client.describe_log_streams(
                    logGroupName=self._log_group,
                    orderBy="LastEventTime",
                    descending=True,
                    limit=LATEST_STREAMS,
                )
            names = [str(each["logStreamName"]) for each in told["logStreams"]]
            self._streams = {"logStreamNames": names}
            if names:
                self._window(since, until, found)
        except BotError:
            return _failed(found)
        return _failed(found)

    def _window(self, since: datetime, until: datetime, found: list[Logged]) -> bool:
        """Whether all of it was read."""
        token: dict[str, str] = {}
        while self._pages_left > 0 and self._monotonic() < self._ends and len(found) < MOST_LINES:
            answer = self._page(since, until, token)
            found.extend(filter(self._is_asked_for, map(log_event, answer.get("events", []))))
            # A page may be empty and not the last one: CloudWatch searches a part at a time.
            if not answer.get("nextToken"):
                return True
            token = {"nextToken": answer["nextToken"]}
        return False

    def _is_asked_for(self, event: Logged) -> bool:
        """Drops other lines that the pattern lets through, so that there is room for failures."""
        return event.line.failure or any(each in event.text for each in self._ids)

    def _page(self, since: datetime, until: datetime, token: dict[str, str]) -> dict[str, Any]:
        self._pages_left -= 1
        with asking("logs:FilterLogEvents", self._log_group):
            try:
                answer: dict[str, Any] = self._client.filter_log_events(
                    logGroupName=self._log_group,
                    filterPattern=pattern(self._ids, (since, until)),
                    startTime=int(since.timestamp() * 1000),
                    endTime=int(until.timestamp() * 1000) - 1,  # the end belongs to the window after this
                    **self._streams,
                    **token,
                )
            except ClientError as error:
                if gone(error):
                    raise Permanent(f"there is no log group {self._log_group}") from error
                if "infrequent" in str(error).lower():
                    raise Permanent(
                        f"{self._log_group} is of the Infrequent Access class: read it with Logs Insights"
                    ) from error
                raise
        return answer


def _failed(found: Sequence[Logged]) -> bool:
    return any(each.line.failure for each in found)
