"""The metric an alarm's expression reads: a Metrics Insights query, or a SEARCH; nothing is guessed.

    SELECT MAX(ApproximateNumberOfMessagesVisible) FROM SCHEMA("AWS/SQS", QueueName)
        WHERE QueueName = 'orders-dlq' AND AWS.AccountId = '111122223333' GROUP BY QueueName
    SEARCH('{AWS/SQS,QueueName} MetricName="ApproximateNumberOfMessagesVisible"', 'Maximum', 300)

One series of it is told apart by its contributor's attributes: what it is grouped by, and the value
(CloudWatch user guide, "Metrics Insights query components and syntax", "search expression syntax").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot.domain.alarm import Metric

_STATISTICS = {"AVG": "Average", "COUNT": "SampleCount", "MAX": "Maximum", "MIN": "Minimum", "SUM": "Sum"}
_TOKEN = re.compile(r'(?:"[^"]*")+|(?:\'[^\']*\')+|[\w.:/$-]+|!=|\S')
_SEARCH = re.compile(
    r"\bSEARCH\s*\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*(?:,\s*['\"]([\w.]+)['\"])?", re.IGNORECASE
)
_SEARCHED = re.compile(r"\{([^,{}]{1,300})[,}]")
_NAMED = re.compile(r"\bMetricName\s*=\s*\"?([\w.-]+)\"?", re.IGNORECASE)
_ACCOUNT = "aws.accountid"
# Of a search or a PromQL query these alone say whose they are: no two services share one.
_WHOSE = {
    "functionname": "AWS/Lambda",
    "queuename": "AWS/SQS",
    "topicname": "AWS/SNS",
    "rulename": "AWS/Events",
    "streamname": "AWS/Kinesis",
    "tablename": "AWS/DynamoDB",
}


def queried(expression: str, attributes: Mapping[str, str], period: timedelta | None) -> Metric | None:
    """The metric of a query or a search; None for any other expression, and where no one thing is meant.

    Args:
        attributes: Of the contributor; empty for an alarm that watches a single series.
    """
    if search := _SEARCH.search(expression):
        return _searched(search[1] or search[2] or "", search[3] or "", attributes, period)
    return _selected([_Word(token) for token in _TOKEN.findall(expression)], attributes, period)


def contributed(attributes: Mapping[str, str]) -> Metric | None:
    """What a contributor's attributes name where the query, such as PromQL, cannot be read: no metric."""
    return next(
        (Metric(_WHOSE[key.casefold()], "", attributes) for key in attributes if key.casefold() in _WHOSE),
        None,
    )


class _Word(str):
    """A token as written; compared without its quotes, and keywords without case."""

    __slots__ = ()

    @property
    def bare(self) -> str:
        if self[:1] in {'"', "'"} and len(self) > 1:
            return self[1:-1].replace(self[0] * 2, self[0])
        return str(self)

    def means(self, *keywords: str) -> bool:
        return self.upper() in keywords


def _selected(
    words: Sequence[_Word], attributes: Mapping[str, str], period: timedelta | None
) -> Metric | None:
    if len(words) < 7 or not words[0].means("SELECT") or words[2] != "(" or words[4] != ")":  # noqa: PLR2004 - SELECT MAX ( metric ) FROM namespace
        return None
    if not words[5].means("FROM") or words[1].upper() not in _STATISTICS:
        return None
    schema = _schema(words[6:])
    if schema is None:
        return None
    bound = {**_equalities(words), **attributes}
    account = next((value for key, value in bound.items() if key.casefold() == _ACCOUNT), "")
    dimensions = {
        key: value for key, value in bound.items() if not key.casefold().startswith(("tag.", "aws."))
    }
    namespace, labels = schema
    if labels and not dimensions:
        return None  # an aggregate over all of them is about no one of them
    statistic = _STATISTICS[words[1].upper()]
    return Metric(namespace, words[3].bare, dimensions, statistic, period, account)


def _schema(words: Sequence[_Word]) -> tuple[str, bool] | None:
    """The namespace, and whether it is read through any dimension; without a schema it may be any."""
    if not words[0].means("SCHEMA"):
        return words[0].bare, True
    if len(words) < 4 or words[1] != "(":  # noqa: PLR2004 - SCHEMA ( namespace )
        return None
    return words[2].bare, words[3] != ")"


def _equalities(words: Sequence[_Word]) -> dict[str, str]:
    """What WHERE pins down: `key = 'value'` joined by AND; nothing where it says OR or NOT."""
    clause = list(_clause(words))
    if any(word.means("OR", "NOT") for word in clause):
        return {}
    return {
        key.bare: value.bare
        for key, sign, value in zip(clause, clause[1:], clause[2:], strict=False)
        if sign == "=" and value[:1] == "'"
    }


def _clause(words: Sequence[_Word]) -> Iterator[_Word]:
    where = next((place for place, word in enumerate(words) if word.means("WHERE")), len(words))
    for word in words[where + 1 :]:
        if word.means("GROUP", "ORDER", "LIMIT"):
            return
        yield word


def _searched(
    text: str, statistic: str, attributes: Mapping[str, str], period: timedelta | None
) -> Metric | None:
    """A search finds many series: only a contributor says which one is meant."""
    namespace, name = _SEARCHED.search(text), _NAMED.search(text)
    if not attributes or namespace is None:
        return contributed(attributes)
    return Metric(namespace[1].strip(' "'), name[1] if name else "", attributes, statistic, period)
