"""Numbers or silence: no verdict comes without its proof, and none from what is missing."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.diagnosis import RULES, diagnose
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.resource.grouping import Resource
from tests.property.records import values_of
from tests.unit.domain.diagnosis import test_lag, test_letters
from tests.unit.domain.diagnosis.cases import DEAD, FUNCTION, NOW, evidence, on_queue

UNREAD = Missing("denied")
# What may be Missing, and what is then plainly not there.
PARTS = tuple(field.name for field in fields(Evidence) if "Missing" in str(field.type))
kinds = st.sampled_from(sorted(kind for kind, rules in RULES.items() if rules))
resources = st.sampled_from((FUNCTION, DEAD))
# Evidence that proves something, so that taking a part of it away can matter.
proving = st.sampled_from(
    [evidence(**case.known) for case in test_lag.CASES.values()]
    + [evidence(**({"mappings": (on_queue(),)} | case.known)) for case in test_letters.CASES.values()]
)


def sound(verdict: Verdict | None) -> bool:
    assert verdict is not None
    assert verdict.next
    if verdict.cause is Cause.CANNOT_TELL:
        return (verdict.setting, verdict.would_pass) == (None, None)
    return any(letter.isdigit() for words in verdict.proof for letter in words) and all(verdict.proof)


@given(kind=kinds, resource=resources, found=values_of(Evidence))
def test_a_verdict_on_anything_comes_with_a_number(kind: str, resource: Resource, found: Evidence) -> None:
    verdict = diagnose(kind, resource, found, NOW)
    # Of a dead-letter queue in which nothing stands nothing is asked.
    assert verdict is None if kind == "dead_letters" and found.seen_empty else sound(verdict)


@given(kind=kinds, found=proving, parts=st.sets(st.sampled_from(PARTS)))
def test_a_verdict_on_what_is_left_comes_with_a_number(kind: str, found: Evidence, parts: set[str]) -> None:
    left = replace(found, **dict.fromkeys(parts, UNREAD))  # type: ignore[arg-type]
    assert sound(diagnose(kind, FUNCTION, left, NOW))


@given(kind=kinds, found=proving)
def test_nothing_is_proven_where_nothing_could_be_read(kind: str, found: Evidence) -> None:
    unread = replace(found, sampled=0, causes=(), **dict.fromkeys(PARTS, UNREAD))  # type: ignore[arg-type]
    verdict = diagnose(kind, FUNCTION, unread, NOW)
    assert verdict is not None
    assert (verdict.cause, verdict.proof) == (Cause.CANNOT_TELL, ())


@given(found=proving, parts=st.sets(st.sampled_from(PARTS)))
def test_nothing_is_said_to_have_been_mended_where_a_failure_may_not_have_been_seen(
    found: Evidence, parts: set[str]
) -> None:
    left = replace(found, **dict.fromkeys(parts, UNREAD))  # type: ignore[arg-type]
    verdict = diagnose("dead_letters", DEAD, left, NOW)
    assert verdict is not None
    assert verdict.would_pass is not True
    if verdict.cause is Cause.CHANGED_SINCE:
        assert not {"failing", "consumers", "arrivals", "deployment"} & parts
