"""What Lastcall answered, read from the sentences a person is shown; nothing is taken from inside.

A bold sentence that nobody here can read is an error: whoever writes a new verdict adds its sentence.
"""

import re
from collections.abc import Iterator, Sequence

from tests.deadbench.answer import Answer, Claim, Family, FirstLoss
from tests.deadbench.shown import Shown
from tests.deadbench.world import instant

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_WHO = r"(?P<who>[\w.:/$-]+)"
# Most special first.
SENTENCES: Sequence[tuple[str, Family | tuple[Family, ...]]] = (
    (
        rf"{_WHO} fails at the same place each time: one bad record, or all since",
        (Family.ONE_BAD_ITEM, Family.PRODUCER_CHANGED),
    ),
    (rf"{_WHO} has been failing since it was last changed", Family.NEW_VERSION),
    (r"A dependency of \S+ fails its calls", Family.DEPENDENCY),
    (r"\S+ is denied a permission it needs", (Family.DEPENDENCY, Family.DELIVERY)),
    (r"A table throttles \S+", (Family.DEPENDENCY, Family.SHARD_OR_PARTITION_LIMIT)),
    (r"One message failed, and all others pass", Family.ONE_BAD_ITEM),
    (rf"{_WHO} no longer loads", (Family.DEPENDENCY, Family.NEW_VERSION)),
    (rf"{_WHO} gets more requests per second than its own", Family.RESERVED_LIMIT),
    (r"gets more requests per second than the account's", Family.ACCOUNT_LIMIT),
    (r"One key range of \S+ gets more traffic than a partition allows", Family.SHARD_OR_PARTITION_LIMIT),
    (
        rf"{_WHO} gets more traffic than its (?:own capacity|on-demand maximum)",
        Family.SHARD_OR_PARTITION_LIMIT,
    ),
    (rf"A shard of {_WHO} gets more", Family.SHARD_OR_PARTITION_LIMIT),
    (r"Only messages of one shape fail|since what writes them has changed", Family.PRODUCER_CHANGED),
    (r"(?:They|Those sampled) will never pass as they are", Family.ONE_BAD_ITEM),
    (r"A dependency of \S+ (?:no longer answers|does not answer)", Family.DEPENDENCY),
    (
        r"\S+ takes about as long as its timeout: cannot tell whether it or a dependency is slow",
        (Family.DEPENDENCY, Family.VISIBILITY_OR_TIMEOUT),
    ),
    (rf"{_WHO} runs out of memory", Family.OUT_OF_MEMORY),
    (rf"{_WHO} (?:is|was) throttled at its own reserved concurrency", Family.RESERVED_LIMIT),
    (rf"{_WHO} is switched off by its reserved concurrency", Family.RESERVED_LIMIT),
    (rf"The mapping of {_WHO} takes more messages than the function may run", Family.RESERVED_LIMIT),
    (rf"The mapping's maximum concurrency holds {_WHO} back", Family.MAPPING_LIMIT),
    (rf"{_WHO} is too slow for what arrives", Family.MAPPING_LIMIT),
    (rf"{_WHO} is called very often for very few at a time", Family.MAPPING_LIMIT),
    (rf"{_WHO} takes (?:most of )?the account's concurrency", Family.NEIGHBOUR),
    (r"The account's concurrency is used up", Family.ACCOUNT_LIMIT),
    (r"Few shards take most records", Family.SHARD_OR_PARTITION_LIMIT),
    (r"The stream has too few shards", Family.SHARD_OR_PARTITION_LIMIT),
    (r"The stream's readers together ask for more", Family.SHARD_OR_PARTITION_LIMIT),
    (rf"{_WHO} is throttled below every limit", Family.SCALING),
    (rf"Messages are handed out again while {_WHO} still works", Family.VISIBILITY_OR_TIMEOUT),
    (rf"{_WHO} runs without errors, but its response", Family.BATCH_OR_RESPONSE_CONTRACT),
    (rf"{_WHO} fails whole batches", Family.BATCH_OR_RESPONSE_CONTRACT),
    (r"Nothing sent this way reaches \S", Family.DELIVERY),
    (rf"No function polls {_WHO}", Family.NOT_CONSUMING),
    (r"The mapping of [\w.:/$-]+ is disabled", Family.NOT_CONSUMING),
    (r"Lambda is not allowed to poll for", Family.NOT_CONSUMING),
    (r"is not invoked although", Family.NOT_CONSUMING),
    (r"(?:They|Those sampled) could not be delivered", Family.DELIVERY),
    (rf"{_WHO} failed to deliver some", Family.DELIVERY),
    (r"(?:They|Those sampled) are not failures", Family.DELIVERY),
    (r"(?:They|Those sampled) cannot be redriven: the records they point to are lost", Family.RETENTION),
    (rf"{_WHO} (?:fails|failed them) without saying so", Family.FAILS_SILENTLY),
    (rf"{_WHO} has not failed for", Family.NOTHING_WRONG),
    (
        rf"{_WHO} is catching up|{_WHO.replace('who', 'whom')} has (?:caught up|nothing left)",
        Family.NOTHING_WRONG,
    ),
)
# They say what is seen and name no cause.
SILENT = (
    r"Cause not known",
    r"Not known whether",
    r"cannot be told",
    r"Cannot tell",
    r"is not known to have failed again",
    r"was changed since",
    r"still fails",
    r"What was tried",
    r"dropped events; they are kept",
    r"Already lost",
    r"fail and wait for their retries",
    r"cannot tell whether it or a dependency is slow",
)
# Whatever else stands bold at the beginning of a line.
_TITLES = (
    r"[^\w]*<|Act before|Perhaps already lost|Late|First loss|Losing|Can wait|Deadline|No deadline|"
    r"Nothing|Empty|Message |\d"
)
_BOLD = re.compile(r"^\*(?P<said>[^*]+)\*")
_SETTING = re.compile(r"Change `?(?P<name>[\w.]+)(?: \(Service Quotas\))?: .*? \((?P<where>[^)]*)\)")


class UnreadableError(Exception):
    """A bold sentence of a card that is neither a known verdict nor a title."""


def answered(shown: Shown) -> Answer:
    verdicts = list(_verdicts(shown.card))
    everything = "\n".join((*shown.card, *shown.inspect))
    said = " ".join(verdicts)
    return Answer(
        claims=tuple(_claims(verdicts, shown.card)),
        would_pass="no"
        if "they would come back" in said
        else "yes"
        if "would pass now" in said
        else "unknown",
        first_loss=_first_loss(everything),
        lost=_lost(everything),
        read_next=next(iter(re.findall(r"To find out: (.+)", everything)), ""),
        numbers=tuple(_numbers(shown.card)),
    )


def _verdicts(card: Sequence[str]) -> Iterator[str]:
    for line in card:
        found = _BOLD.match(line)
        if found is None:
            continue
        said = found["said"]
        if families_of(said)[0] or any(re.search(each, said) for each in SILENT):
            yield said
        elif not re.match(_TITLES, said) or said.startswith("Nothing "):
            raise UnreadableError(said)


def families_of(sentence: str) -> tuple[tuple[Family, ...], str]:
    """(families, whom it names) of a verdict's sentence; several of one that leaves open which it is."""
    for pattern, known in SENTENCES:
        if found := re.search(pattern, sentence):
            named = found.groupdict()
            families = known if isinstance(known, tuple) else (known,)
            return families, named.get("who") or named.get("whom") or ""
    return (), ""


def _claims(verdicts: Sequence[str], card: Sequence[str]) -> Iterator[Claim]:
    """At fault is what is to be changed, where that is said, else whom the sentence names.

    A mapping belongs to what it polls as well as to its function.
    """
    for said in verdicts:
        families, resource = families_of(said)
        changed = next(filter(None, map(_SETTING.search, card)), None)
        setting = changed["name"].rpartition(".")[2] if changed else ""
        what, _, whose = changed["where"].rpartition(" ") if changed else ("", "", resource)
        resource = "" if what == "mapping of" or whose in {"it", "They", "account"} else whose
        yield from (Claim(each, resource, setting) for each in families)


def _first_loss(text: str) -> FirstLoss | None:
    latest = re.search(rf"(?:at the latest ({_TIME})|({_TIME}) at the latest|and ({_TIME}) \()", text)
    if latest is None:
        return None
    begin = re.search(rf"not before ({_TIME})", text)
    at = next(filter(None, latest.groups()))
    return FirstLoss(instant(begin[1]) if begin else None, instant(at))


def _lost(text: str) -> int | None:
    found = re.search(r"Already lost: ([\d,]+)|([\d,]+) (?:already )?lost", text)
    return int(next(filter(None, found.groups())).replace(",", "")) if found else None


# What a number stands in that is none: times, ids, links, names, settings that are proposed.
_NO_NUMBERS = re.compile(
    rf"{_TIME}|<http[^|>]*\||`[^`]*`|Change .*?\)|\b[A-Z2-9]{{4}}-[A-Z2-9]{{4}}\b|[\w-]+-\d+\b|\b\d{{12}}\b"
)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def _numbers(card: Sequence[str]) -> Iterator[str]:
    """Those of the card's own lines; the footer holds names and times only."""
    for line in card[:-1]:
        yield from (each.rstrip(",") for each in _NUMBER.findall(_NO_NUMBERS.sub(" ", line)))
