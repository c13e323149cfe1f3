"""Where an error comes from, by its own words: the code, a dependency, or the input.

The words are those of Lambda's runtimes ("Troubleshooting", Lambda developer guide), of AWS's common errors,
of HTTP (RFC 9110, section 15), of the clients of databases and of the sockets of each language. They are
looked for in shapes: numbers that are no codes, addresses and quoted values are gone by then.
"""

import re
from collections.abc import Callable, Iterable

from bot.domain.evidence.evidence import ErrorShape

# What a function fails with before it has read any event.
_BEFORE_ANY_EVENT = (
    "importmoduleerror",
    "handlernotfound",
    "malformedhandlername",
    "usercodesyntaxerror",
    "invalidentrypoint",
    "nosuchhandler",
    "extension.crash",
    "unable to import module",
    "cannot find module",
    "no module named",
)
# Words of errors from elsewhere: any record would fail with them.
_OF_SOMETHING_ELSE = (
    "connect",
    "econn",
    "enotfound",
    "etimedout",
    "timed out",
    "timeout",
    "accessdenied",
    "access denied",
    "not authorized",
    "unauthorized",
    "forbidden",
    "throttl",
    "rate exceeded",
    "too many requests",
    "provisionedthroughput",
    "service unavailable",
    "bad gateway",
    "internal server error",
    "out of memory",
    "name or service not known",
    "resourcenotfound",
)
# Errors of the code or its settings: no event can cause them. Variables are written in capitals.
_OF_THE_CODE = re.compile(
    r"\b(?:NameError|ReferenceError|NoClassDefFoundError|ClassNotFoundException|NoSuchMethodError)\b"
    r"|\bUnboundLocalError\b|\bis not a (?:function|constructor)\b"
    r"|\b\w{1,60}\(\) (?:takes|missing \d+ required|got an unexpected keyword)\b"
    r"|\bcannot import name\b|\bmodule '[^']{0,80}' has no attribute\b"
    r"|\bKeyError '(?=[A-Z0-9_]*_)[A-Z][A-Z0-9_]{2,60}'"
    r"|\benvironment variable\b"
)
# It could not be reached, or said that it cannot serve anyone: no single request is at fault.
_NOT_SERVED = re.compile(
    # sockets and names, in the words of the languages
    r"connection (?:was )?refused|\bE(?:CONNREFUSED|CONNRESET|PIPE|HOSTUNREACH|NETUNREACH)\b"
    r"|\bE(?:NOTFOUND|AI_AGAIN)\b|connection reset by peer|closed connection without response"
    r"|connection (?:unexpectedly |already )?closed"
    r"|server closed the connection|socket hang up|no route to host|network is unreachable"
    r"|name or service not known|failed to resolve|could not translate host name|\bUnknownHostException\b"
    r"|\b(?:NameResolution|NewConnection|EndpointConnection|MongoNetwork)Error\b"
    r"|\b(?:MaxRetriesPerRequest|ClusterAllFailed)Error\b"
    r"|failed to establish a new connection|(?:could not|can't|cannot|unable to|failed to) connect to"
    r"|max retries exceeded with url|\btrying to connect\b|communications link failure|server has gone away"
    r"|lost connection to \w+ server"
    # no answer in time
    r"|\b(?:Connect|Read|Socket)Timeout(?:Error|Exception)?\b|\bread timed out\b|\bE(?:SOCKET)?TIMEDOUT\b"
    r"|connection timed out|\b(?:Mongo)?ServerSelection(?:Timeout)?Error\b"
    # an answer that it cannot serve anyone, or not so often
    r"|service ?unavailable|bad gateway|gateway time-?out|circuit ?breaker\b.{0,20}\bopen\b"
    r"|\(Internal(?:Service|Server)?(?:Error|Failure)(?:Exception)?\) when calling"
    r"|(?:status(?: code)?|returned|http|error|code)[ :=]{1,3}50[234]\b|\b50[234] server error"
    r"|too ?many ?requests|(?:status(?: code)?|returned|http|error|code)[ :=]{1,3}429\b"
    r"|\brate (?:limit )?exceeded|rate limit",
    re.IGNORECASE,
)
# It has no room for another connection.
_FULL = re.compile(
    r"too many connections|too many clients|remaining connection slots|QueuePool limit|pool limit of size"
    r"|connection pool\b[^,]{0,40}(?:exhausted|timeout)|acquir(?:e|ing) (?:a |JDBC )?connection"
    r"|connection is not available",
    re.IGNORECASE,
)
# It rejects the function's credentials, or its own identity has changed.
_NOT_KNOWN = re.compile(
    r"password authentication failed|access denied for user|login failed for user|\bWRONGPASS\b|\bNOAUTH\b"
    r"|certificate (?:has )?expired|certificate[ _]verify[ _]failed|SSLCertVerificationError|CERT_HAS_EXPIRED"
    r"|\bExpiredToken(?:Exception)?\b|\bUnrecognizedClientException\b|\bInvalidClientTokenId\b"
    r"|invalid api key|\binvalid_(?:grant|client)\b|\b401 client error|status code 401\b",
    re.IGNORECASE,
)
# It may be at fault, or a single request that it cannot process.
_BROKEN = re.compile(
    r"internal server error|\b500 server error|(?:status(?: code)?|returned|http|code)[ :=]{1,3}500\b",
    re.IGNORECASE,
)
# A table refuses requests because of its throughput, not because it is unreachable.
_OF_A_TABLE = re.compile(
    r"provisioned ?throughput"
    r"|\b(?:Throttling|RequestLimitExceeded)\w{0,40}\) when calling the (?:Batch|Transact)?\w{0,9}"
    r"(?:Items?|Query|Scan)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bAccess ?Denied(?:Exception)?\b|\bis not authorized to perform\b|\bAuthorizationError\b"
    r"|\b403 client error\b|status code 403\b",
    re.IGNORECASE,
)

# As error shapes write it, whatever the function was waiting for.
_ENDED = re.compile(r"\Atimeout\b|\bTask timed out\b")

Fits = Callable[[str], bool]


def before_any_event(text: str) -> bool:
    return any(word in text.lower() for word in _BEFORE_ANY_EVENT)


def of_something_else(text: str) -> bool:
    """Something other than the record may have caused it."""
    return before_any_event(text) or any(word in text.lower() for word in _OF_SOMETHING_ELSE)


def of_the_code(text: str) -> bool:
    return before_any_event(text) or _OF_THE_CODE.search(text) is not None


def by_no_event(text: str) -> bool:
    """No event can cause it, alone or together with others."""
    return of_the_code(text) or not_served(text) or denied(text) or _ENDED.search(text) is not None


def not_served(text: str) -> bool:
    """What the function calls was unreachable, full, or no longer accepted its credentials."""
    if table_refused(text):
        return False
    return any(pattern.search(text) for pattern in (_NOT_SERVED, _FULL, _NOT_KNOWN))


def broken(text: str) -> bool:
    """What the function calls failed itself, for everyone or for this request."""
    return _BROKEN.search(text) is not None


def denied(text: str) -> bool:
    """A permission was missing for what the function calls."""
    return _DENIED.search(text) is not None and not not_served(text)


def table_refused(text: str) -> bool:
    return _OF_A_TABLE.search(text) is not None


def told(shapes: Iterable[ErrorShape], fits: Fits) -> tuple[int, int, str]:
    """How many failures fit, out of how many, and the most frequent one that does."""
    known = tuple(shapes)
    fitting = [each for each in known if fits(each.text)]
    first = fitting[0].text if fitting else ""
    return sum(each.seen for each in fitting), sum(each.seen for each in known), first
