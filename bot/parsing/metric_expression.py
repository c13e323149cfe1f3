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

from bot.domain.alarm.alarm import Metric

_STATISTICS = {"AVG": "Average", "COUNT": "SampleCount", "MAX": "Maximum", "MIN": "Minimum", "SUM": "Sum"}
_TOKEN = re.compile(r'(?:"[^"]*")+|(?:\'[^\']*\')+|[\w.:/$-]+|!=|\S')
_SEARCH = re.compile(
    r"\bSEARCH\s*\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*(?:,\s*['\"]([\w.]+)['\"])?", re.IGNORECASE
)
_SEARCHED = re.compile(r"\{([^,{}]{1,300})[,}]")
_NAMED = re.compile(r"\bMetricName\s*=\s*\"?([\w.-]+)\"?", re.IGNORECASE)
_NAMES = re.compile(
    r"\b((?:Function|Queue|Topic|Rule|Stream|Table)Name) ?= ?(\([^()]{1,600}\)|\"[^\"]{1,300}\")"
)
_QUOTED = re.compile(r"\"([^\"]{1,300})\"")
_UNLIKE = re.compile(r"\bNOT\b")
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


def queried(expression: str, attributes: Mapping[str, str], period: timedelta | None) -> tuple[Metric, ...]:
    """The metrics of a query or a search, one for each thing it names; none of any other expression.

    Args:
        attributes: Attributes of the contributor; empty for an alarm that watches a single series.
    """
    if search := _SEARCH.search(expression):
        quoted, statistic = search[1] or search[2] or "", search[3] or ""
        if attributes:
            return _only(_searched(quoted, statistic, attributes, period))
        return _named_in_search(quoted, statistic, period)
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


def _only(metric: Metric | None) -> tuple[Metric, ...]:
    return (metric,) if metric else ()


def _selected(
    words: Sequence[_Word], attributes: Mapping[str, str], period: timedelta | None
) -> tuple[Metric, ...]:
    if len(words) < 7 or not words[0].means("SELECT") or words[2] != "(" or words[4] != ")":  # noqa: PLR2004 - SELECT MAX ( metric ) FROM namespace
        return ()
    if not words[5].means("FROM") or words[1].upper() not in _STATISTICS:
        return ()
    schema = _schema(words[6:])
    if schema is None:
        return ()
    if not attributes and (either := _either(words)):
        statistic = _STATISTICS[words[1].upper()]
        key, values = either
        return tuple(Metric(schema[0], words[3].bare, {key: each}, statistic, period) for each in values)
    return _only(_of_all(words, schema, attributes, period))


def _of_all(
    words: Sequence[_Word], schema: tuple[str, bool], attributes: Mapping[str, str], period: timedelta | None
) -> Metric | None:
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
    """What WHERE fixes: `key = 'value'` joined by AND; nothing if it contains OR or NOT."""
    clause = list(_clause(words))
    if any(word.means("OR", "NOT") for word in clause):
        return {}
    return {
        key.bare: value.bare
        for key, sign, value in zip(clause, clause[1:], clause[2:], strict=False)
        if sign == "=" and value[:1] == "'"
    }


def _either(words: Sequence[_Word]) -> tuple[str, tuple[str, ...]] | None:
    """The alternatives in WHERE: `key = 'a' OR key = 'b'`, with nothing else beside them."""
    clause = [word for word in _clause(words) if word not in {"(", ")"}]
    terms = [clause[at : at + 3] for at in range(0, len(clause), 4)]
    joints = clause[3::4]
    if len(terms) < 2 or not all(each.means("OR") for each in joints):  # noqa: PLR2004 - one is no choice
        return None
    keys = {term[0].bare.casefold() for term in terms}
    plain = all(len(term) == 3 and term[1] == "=" and term[2][:1] == "'" for term in terms)  # noqa: PLR2004 - key = 'value'
    if len(keys) != 1 or not plain or keys & {_ACCOUNT}:
        return None
    return terms[0][0].bare, tuple(dict.fromkeys(term[2].bare for term in terms))


def _clause(words: Sequence[_Word]) -> Iterator[_Word]:
    where = next((place for place, word in enumerate(words) if word.means("WHERE")), len(words))
    for word in words[where + 1 :]:
        if word.means("GROUP", "ORDER", "LIMIT"):
            return
        yield word


def _named_in_search(text: str, statistic: str, period: timedelta | None) -> tuple[Metric, ...]:
    """What a search names exactly, in quotes: `QueueName="a"`, `QueueName=("a" OR "b")`.

    Without them it finds whatever has the word among its own.
    """
    namespace, name = _SEARCHED.search(text), _NAMED.search(text)
    found = _NAMES.search(text)
    if namespace is None or found is None or _UNLIKE.search(text):
        return ()
    names = _QUOTED.findall(found[2])
    if not names or _QUOTED.sub("", found[2]).strip("() ").replace("OR", "").strip():
        return ()
    metric = Metric(namespace[1].strip(' "'), name[1] if name else "", {}, statistic, period)
    return tuple(metric._replace(dimensions={found[1]: each}) for each in dict.fromkeys(names))


def _searched(
    text: str, statistic: str, attributes: Mapping[str, str], period: timedelta | None
) -> Metric | None:
    """A search finds many series: only a contributor says which one is meant."""
    namespace, name = _SEARCHED.search(text), _NAMED.search(text)
    if not attributes or namespace is None:
        return contributed(attributes)
    return Metric(namespace[1].strip(' "'), name[1] if name else "", attributes, statistic, period)
