"""What tells one notice from another: what it is about and what happened, never its title alone.

Where a notice names a resource and a kind of event, these two are its identity, as in the events of
EventBridge and the messages of RDS, Redshift, DMS, Auto Scaling, SES, S3, CloudFormation and the cost anomaly
detection. Of any other its words are, without what merely counts up: times, ids of a request or a job, and
numbers that stand alone. Names stay, whatever digits they hold.

    rds          {"Event Source", "Source ID" | "SourceId" | "Resource", "Event ID", "Event Message"}
    scaling      {"Event": "autoscaling:...", "AutoScalingGroupName", ...}
    mail         {"notificationType" | "eventType", "mail": {"source", ...}}
    objects      {"Records": [{"eventSource", "eventName", "s3": {"bucket": {"name"}}}]}
    stack        StackId='...' and ResourceStatus='...', each on a line of its own
    anomaly      {"anomalyId", "dimensionalValue", "rootCauses": [{"service", "usageType", ...}], ...}
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from bot.domain.resource.arn import name_of
from bot.parsing.untrusted import get, items, text
from bot.parsing.volatile import first_arn, steady_words, without_times

_LOOKED_AT = 16_384
_MOST_LEAVES, _DEEPEST, _LONGEST_LEAF = 300, 10, 2_048
_MOST_RESOURCES = 10
_LONGEST_NAME = 100

# What a name of a JSON member says of its value, behind its last hump or blank.
_TIME_KEY = re.compile(
    r"(?:^|[ _.-])(?:time|times?tamps?|date|at|ts|count|counter|sequence|nonce|ttl|fingerprint|signature"
    r"|duration|offset)$",
    re.IGNORECASE,
)
_DELIVERY_KEY = re.compile(
    r"^(?:id|uuid|guid)$|(?:event|message|request|trace|span|delivery|notification)[ _-]?id$", re.IGNORECASE
)
_ID_KEY = re.compile(
    r"(?:correlation|invocation|execution|deployment|job|alert|incident|anomaly|activity|transaction|session"
    r"|run|build|ticket|process|sequence)[ _-]?(?:id|number|token)$",
    re.IGNORECASE,
)
# A number there is no counter: it says what happened.
_TELLING_KEY = re.compile(r"(?:code|status|severity|priority|level|exit)$", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DIGIT = re.compile(r"\d")

# In the detail of an EventBridge event: whom it is about, and what happened to it.
_ABOUT = ("resourceArn", "SourceArn", "SourceIdentifier", "clusterArn", "group", "pipeline", "project-name",
          "jobName", "stack-id", "instance-id", "resourceId", "functionName")  # fmt: skip
_HAPPENED = ("eventTypeCode", "EventID", "eventName", "event", "type", "state", "status", "build-status",
             "lastStatus", "stopCode", "result", "action", "stage", "jobStatus")  # fmt: skip
_STACK = re.compile(r"^StackId='(arn:[^']{1,500})'", re.MULTILINE)
_STACK_STATUS = re.compile(r"^ResourceStatus='(\w{1,60})'", re.MULTILINE)


class NoticeIdentity(NamedTuple):
    """Attributes:
    what: Fingerprint of what it is about and what happened: one incident each.
    said: Fingerprint of all its words but ids and times: two copies of one notice have the same.
    name: Name of what it is about, if given.
    """

    what: str
    said: str
    name: str


class _Known(NamedTuple):
    """Attributes: about is empty where the notice does not say what it is about."""

    about: tuple[str, ...]
    happened: tuple[str, ...]


def notice_identity(document: Any, body: str, subject: str) -> NoticeIdentity:
    """Total: any text has an identity."""
    body = text(body, _LOOKED_AT)
    words = _leaves(document) if isinstance(document, dict | list) else [("", body)]
    said = "\n".join((without_times(subject), *(f"{key}={without_times(each)}" for key, each in words)))
    known = _known(document, body)
    if known.about:
        parts = ("known", *map(steady_words, known.about), *map(_upright, known.happened))
    else:
        steady = (f"{key}={_steady(key, each)}" for key, each in words)
        parts = (steady_words(subject), *known.happened, *steady)
    name = name_of(known.about[0] if known.about else first_arn(f"{subject} {body}"))
    return NoticeIdentity(_fingerprint("\n".join(parts)), _fingerprint(said), text(name, _LONGEST_NAME))


def _upright(happened: str) -> str:
    """A code is kept whole; a message goes without what counts up."""
    return steady_words(happened) if " " in happened else happened


def _steady(path: str, words: str) -> str:
    if _ID_KEY.search(path):
        return "<id>" if _DIGIT.search(words) else words
    return words if _TELLING_KEY.search(path) else steady_words(words)


def _fingerprint(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]


def _leaves(document: Any) -> list[tuple[str, str]]:
    """(path, words) of what a document says, in the order of its names; times and ids of its delivery are
    left out.
    """
    leaves: list[tuple[str, str]] = []
    left = _LOOKED_AT
    for path, words in islice(_walk(document, "", 0), _MOST_LEAVES):
        leaves.append((path, words[:left]))
        left -= len(words)
        if left <= 0:
            break
    return leaves


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            name = _HUMP.sub("_", str(key)[:_LONGEST_NAME])
            if not _TIME_KEY.search(name) and not _of_delivery(name, value[key]):
                yield from _walk(value[key], f"{path}.{name}", depth + 1)
    elif isinstance(value, list):
        for each in value[:_MOST_LEAVES]:
            yield from _walk(each, path, depth + 1)
    else:
        yield path, text(value if isinstance(value, str) else str(value), _LONGEST_LEAF)


def _of_delivery(name: str, value: Any) -> bool:
    """An id without any digit is a name that someone gave."""
    return _DELIVERY_KEY.search(name) is not None and _DIGIT.search(str(value)[:_LONGEST_NAME]) is not None


def _known(document: Any, body: str) -> _Known:
    if (stack := _STACK.search(body)) and (status := _STACK_STATUS.search(body)):
        return _Known((stack[1].rpartition("/")[0],), ("CloudFormation", status[1]))
    if not isinstance(document, Mapping):
        return _Known((), ())
    readers = (_of_bus, _of_database, _of_scaling, _of_mail, _of_objects, _of_anomaly)
    return next((known for read in readers if (known := read(document))), _Known((), ()))


def _texts(*values: Any) -> tuple[str, ...]:
    """What of these says something, numbers and all."""
    return tuple(
        said
        for each in values
        if (said := text(str(each) if isinstance(each, int | float) else each, 1024).strip())
    )


def _of_bus(event: Mapping[str, Any]) -> _Known | None:
    kind, source, detail = get(event, "detail-type"), get(event, "source"), get(event, "detail")
    if not isinstance(kind, str) or not isinstance(source, str):
        return None
    resources = _texts(*items(get(event, "resources"), _MOST_RESOURCES))
    about = (*(_texts(*(get(detail, key) for key in _ABOUT))), *resources, *_texts(get(detail, "eventArn")))
    place = _texts(get(event, "account"), get(event, "region"))
    return _Known(about, (source, kind, *place, *_texts(*(get(detail, key) for key in _HAPPENED))))


def _of_database(told: Mapping[str, Any]) -> _Known | None:
    source = get(told, "Event Source")
    about = (
        get(told, "Source ARN") or get(told, "Source ID") or get(told, "SourceId") or get(told, "Resource")
    )
    event = get(told, "Event ID") or get(told, "Event Message") or get(told, "About this Event")
    return _Known(_texts(about), _texts(source, event)) if source and about and event else None


def _of_scaling(told: Mapping[str, Any]) -> _Known | None:
    event, group = text(get(told, "Event"), 100), get(told, "AutoScalingGroupName")
    return _Known(_texts(group), (event,)) if event.startswith("autoscaling:") and group else None


def _of_mail(told: Mapping[str, Any]) -> _Known | None:
    kind = get(told, "notificationType") or get(told, "eventType")
    sender = get(told, "mail", "sourceArn") or get(told, "mail", "source")
    how = get(told, "bounce", "bounceType") or get(told, "complaint", "complaintFeedbackType")
    return _Known(_texts(sender), _texts("SES", kind, how)) if kind and sender else None


def _of_objects(told: Mapping[str, Any]) -> _Known | None:
    """For a bucket, everything that happened to its objects in one way is one thing."""
    first = next(iter(items(get(told, "Records"))), None)
    bucket, event = get(first, "s3", "bucket", "name"), get(first, "eventName")
    return _Known(_texts(bucket), _texts("S3", event)) if bucket and event else None


def _of_anomaly(told: Mapping[str, Any]) -> _Known | None:
    anomaly, service = get(told, "anomalyId"), get(told, "dimensionalValue")
    if not anomaly:
        return None
    causes = [
        (get(each, "service"), get(each, "region"), get(each, "linkedAccount"), get(each, "usageType"))
        for each in items(get(told, "rootCauses"), _MOST_RESOURCES)
    ]
    about = _texts(service, *(part for cause in causes for part in cause))
    return _Known(
        about or _texts(anomaly), _texts("cost anomaly", get(told, "accountId"), get(told, "monitorArn"))
    )
