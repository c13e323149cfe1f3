"""What differs in every copy of one text: times, request or job ids, counts. Names stay as they are."""

import re
from collections.abc import Callable

_LONGEST = 16_384

_ARN = re.compile(r"(\barn:aws[\w-]{0,20}:[^\s\"'<>,;()\[\]{}]{1,1600})")
# ARNs of what happened, not of what it happened to: their last part is new each time.
_EVENT_ARN = re.compile(
    r"[:/](?:recovery-point|execution|express|event|job|build|deployment|task|snapshot|session|query|run"
    r"|stack|mapRun|command)[:/]"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_TIMES = (
    re.compile(
        r"(?<!\d)\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d)"
    ),
    re.compile(rf"\b\d{{1,2}} {_MONTH},? \d{{4}}(?!\d)"),
    re.compile(rf"\b{_MONTH} \d{{1,2}}(?:,? \d{{4}})?(?!\d)"),
    re.compile(r"(?<![\d/])\d\d?/\d\d?/\d\d(?:\d\d)?(?![\d/])"),
    re.compile(r"(?<![\d:])\d\d?:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?[AaPp][Mm]\b)?(?![\d:])"),
    re.compile(r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b,?"),
    # Seconds or milliseconds since 1970, of this decade and the next two.
    re.compile(r"(?<![\w.-])(?:1[6-9]|2\d)\d{8}(?:\d{3})?(?![\w.-])"),
)
# Of the delivery, not of what it is about.
_DELIVERY_ID = re.compile(
    r"\b((?:request|trace|span|message|event|delivery|notification)[ _-]?id)"
    r"\W{0,4}(?=[\w-]{0,40}\d)[A-Za-z0-9][\w-]{2,63}",
    re.IGNORECASE,
)
# A word that says that an id follows; the id itself.
_NAMED_ID = re.compile(
    r"\b((?:job|execution|deployment|transaction|session|run|build|correlation)[ _-]?id)"
    r"\W{0,4}(?=[\w-]{0,40}\d)[A-Za-z0-9][\w-]{2,63}",
    re.IGNORECASE,
)
_IDS = (
    _NAMED_ID,
    re.compile(r"(?<!\w)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?!\w)", re.IGNORECASE),
    # Hexadecimal digits alone, or a long mix of letters and digits; `vol-0a1b...` is a name.
    re.compile(
        r"(?<![\w-])(?=[0-9a-f]{0,64}\d)(?=[0-9a-f]{0,64}[a-f])[0-9a-f]{12,64}(?![\w-])", re.IGNORECASE
    ),
    re.compile(r"(?<![\w-])(?=[A-Za-z]{0,64}\d)(?=\d{0,64}[A-Za-z])[A-Za-z0-9]{20,64}(?![\w-])"),
)
# Alone, with its unit; not a part of a name or of a path.
_NUMBER = re.compile(r"(?<![\w.:/@-])-?[$€£]?(\d[\d.,]{0,30})(?:%|ms|s|min|h|[kKMGT]i?B|B)?(?![\w/:-])")
_ACCOUNT = re.compile(r"\d{12}")


def without_times(text: str) -> str:
    """Without times and the ids of its delivery: of two copies of one text the same."""
    return _changed(text, _untimed, lambda arn: arn)


def steady_words(text: str) -> str:
    """Also without any other id and without numbers: of two texts that only count up the same."""
    return _changed(text, _steady, _steady_arn)


def first_arn(text: str) -> str:
    """The first ARN of a resource in a text; empty without one."""
    arns = (found[1].rstrip(".:") for found in _ARN.finditer(text[:_LONGEST]))
    return next((arn for arn in arns if not _EVENT_ARN.search(arn)), "")


def _changed(text: str, words: Callable[[str], str], arn: Callable[[str], str]) -> str:
    """An ARN is a name of its own: what looks like an id or a time in it is looked at by itself."""
    pieces = _ARN.split(text[:_LONGEST])
    changed = (arn(piece.rstrip(".:")) if place % 2 else words(piece) for place, piece in enumerate(pieces))
    return " ".join(" ".join(changed).split())


def _untimed(text: str) -> str:
    text = _DELIVERY_ID.sub(r"\1 <id>", text)
    for pattern in _TIMES:
        text = pattern.sub("<time>", text)
    return text


def _steady(text: str) -> str:
    for pattern in _IDS:
        text = pattern.sub("<id>", text)
    return _NUMBER.sub(_steady_number, _untimed(text))


def _steady_number(found: re.Match[str]) -> str:
    """An account, an address and a version are names."""
    digits = found[1].rstrip(".,")
    named = _ACCOUNT.fullmatch(digits) or digits.count(".") > 1
    return found[0] if named else f"#{found[1][len(digits) :]}"


def _steady_arn(arn: str) -> str:
    """It names what it is about, even by a UUID; of an event, a job or an execution, where it happened."""
    if not _EVENT_ARN.search(arn):
        return arn
    return arn[: max(arn.rfind("/"), arn.rfind(":"))]
