"""Deep links into CloudWatch Logs Insights: the log lines of a request, or those that say what an error says.

The console reads its query from behind `queryDetail`: an object written as `~(name~value)`, texts begun with
a single quote, every other character than letters, digits, `_`, `-` and `.` as `*` and two hexadecimal digits
(`**` and four beyond Latin-1), the notation of the JSURL library. AWS does not document it; the form is what
its own console writes into the address bar.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import present_all
from bot.domain.resource.arn import as_arn, name_of, read_arn
from bot.render.links.console import console_page

_MOST_GROUPS = 5
_PLAIN = re.compile(r"[A-Za-z0-9_.-]")
# What stands in a shape for what was taken out of the message, and what JSON would have escaped.
# The words that name a code are ours.
_TAKEN_OUT = re.compile(
    r"<\w+>|\[masked[^\]]{0,80}\]|: | ?\((?:code|statuscode|status|errno|sqlstate) |[#…\"\\/()]"
    r"|(?:code|SQLSTATE) (?=\w{3,5}: )"
)
_CAUSED_BY, _ERROR = ", caused by ", "error "
_SHORTEST_WORD, _MOST_WORDS, _LONGEST_WORD = 3, 3, 80
_PLATFORM = (
    ("timeout", "/(?i)timed out|timeout/"),
    ("Runtime exited", "/Runtime exited|Runtime.ExitError/"),
    ("out of memory", "/OutOfMemory|signal: killed|heap out of memory|MemoryError/"),
)
# A query reads every byte of its time: not more than needed, and not less than one attempt's.
_LONGEST_SPAN, _AROUND = timedelta(days=1), timedelta(minutes=15)


def request_link(evidence: Evidence, sample: SampledMessage) -> str:
    """The log lines of a sampled message's failed invocation; empty where they cannot be named."""
    words = [sample.request_id] if sample.request_id else _words(sample.shape)
    filters = _platform(sample.shape) if not sample.request_id else ""
    return _link(evidence, filters or _contains(words), sample.sent_at)


def shape_link(evidence: Evidence, shape: str, since: datetime | None) -> str:
    """The log lines that say what a shape says; empty where no function is known."""
    return _link(evidence, _platform(shape) or _contains(_words(shape)), since)


def _link(evidence: Evidence, condition: str, since: datetime | None) -> str:
    functions = _functions(evidence)
    if not functions or not condition:
        return ""
    region = as_arn(functions[0][0]).region
    ends = evidence.taken_at + _AROUND
    begins = max((since or evidence.taken_at) - _AROUND, ends - _LONGEST_SPAN)
    query = f"fields @timestamp, @message\n| filter {condition}\n| sort @timestamp desc\n| limit 100"
    detail = (
        f"end~{_text(_stamp(ends))}~start~{_text(_stamp(begins))}~timeType~{_text('ABSOLUTE')}~tz~{_text('UTC')}"
        f"~editorString~{_text(query)}~source~({''.join(f'~{_text(group)}' for _, group in functions)})"
    )
    return console_page("cloudwatch", region, f"logsV2:logs-insights$3FqueryDetail$3D~({detail})")


def _functions(evidence: Evidence) -> Sequence[tuple[str, str]]:
    """(ARN, log group) of whoever fails: the consumers, else who says that it wrote the messages."""
    known = [(each.facts.arn, each.facts.log_group) for each in present_all(evidence.consumers)]
    told = known or [(arn, "") for each in present_all(evidence.feeders) if (arn := _function(each))]
    named = {arn: group or f"/aws/lambda/{name_of(arn)}" for arn, group in told if read_arn(arn)}
    return list(named.items())[:_MOST_GROUPS]


def _function(feeder: Feeder) -> str:
    arns = (feeder.arn, feeder.through)
    return next((arn for arn in arns if as_arn(arn).service == "lambda"), "")


def _platform(shape: str) -> str:
    return next((f"@message like {found}" for begin, found in _PLATFORM if shape.startswith(begin)), "")


def _words(shape: str) -> list[str]:
    """What of a shape stands in the log as it is: the error's type, then the longest pieces of the rest."""
    kinds, rests = zip(*(_kind_and_rest(each) for each in shape.split(_CAUSED_BY)), strict=True)
    rest = [each.strip(" '") for told in (*rests, *kinds[1:]) for each in _TAKEN_OUT.split(told)]
    pieces = sorted(rest, key=len, reverse=True)
    found = [each for each in (*_TAKEN_OUT.split(kinds[0])[:1], *pieces) if len(each) >= _SHORTEST_WORD]
    return found[:_MOST_WORDS]


def _kind_and_rest(fault: str) -> tuple[str, str]:
    """`fatal error no sku` stands in the log as `fatal error: no sku`."""
    kind, _, rest = fault.partition(" ")
    return kind, rest.removeprefix(_ERROR)


def _contains(words: Sequence[str]) -> str:
    quoted = (word[:_LONGEST_WORD].replace("\\", "").replace('"', "") for word in words)
    return " and ".join(f'@message like "{word}"' for word in quoted if word)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _text(text: str) -> str:
    return "'" + "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if _PLAIN.fullmatch(letter):
        return letter
    if letter == "$":
        return "!"
    if ord(letter) < 256:  # noqa: PLR2004 - Latin-1
        return f"*{ord(letter):02x}"
    units = letter.encode("utf-16-be", "replace")
    return "".join(f"**{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
