"""What AWS allows an account and region in a second: whoever asks for more is refused.

Lambda counts all of its control plane together but for a few operations that have quotas of their own.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
https://docs.aws.amazon.com/general/latest/gr/cwl_region.html (FilterLogEvents: the least of any region)
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

_OWN_QUOTA = frozenset({"lambda.GetFunction", "lambda.GetPolicy", "lambda.Invoke"})
CONTROL_PLANE = "lambda's control plane"
FILTER_LOG_EVENTS = "cloudwatch-logs.FilterLogEvents"
MOST = {
    CONTROL_PLANE: 15,
    "cloudtrail.LookupEvents": 2,
    "cloudwatch.GetMetricData": 50,
    FILTER_LOG_EVENTS: 5,
}
_CODES = {CONTROL_PLANE: "TooManyRequestsException"}


class Quotas:
    """Attributes: most is the busiest second of each quota; refused counts what came on top.

    used_up are quotas of which others leave nothing.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._second: datetime | None = None
        self._asked: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.used_up: set[str] = set()

    def refusal(self, name: str) -> str:
        """The code with which `service.Operation` is refused now; empty when it is not."""
        quota = CONTROL_PLANE if name.startswith("lambda.") and name not in _OWN_QUOTA else name
        if quota not in MOST:
            return ""
        second = self._clock().replace(microsecond=0)
        if second != self._second:
            self._second, self._asked = second, Counter()
        self._asked[quota] += 1
        self.most[quota] = max(self.most[quota], self._asked[quota])
        if self._asked[quota] <= MOST[quota] and quota not in self.used_up:
            return ""
        self.refused[quota] += 1
        return _CODES.get(quota, "ThrottlingException")
