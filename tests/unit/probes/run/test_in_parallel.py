"""Looks run side by side; what is late, breaks or is refused stands as missing."""

import threading
from collections.abc import Callable
from datetime import timedelta

from bot.domain.evidence.missing import Missing
from bot.probes import Finding, Look, Share
from bot.probes.run.in_parallel import run_probes
from bot.probes.run.in_threads import in_threads

PLENTY, HARDLY_ANY = timedelta(seconds=60), timedelta(milliseconds=50)


def noting(name: str, note: str, *follow_ups: Look, first: Callable[[], object] = lambda: None) -> Look:
    def look() -> Finding:
        first()
        return Finding({"pushes_on": note}, follow_ups=follow_ups)

    return Look(Share(name, writes=(name,)), look)


def seen(findings: list[Finding]) -> set[str]:
    """What was noted, and why the others were not answered."""
    return {_said(*each) for finding in findings for each in finding.fields.items()}


def _said(field: str, value: object) -> str:
    return f"{field}: {value.reason}" if isinstance(value, Missing) else str(value)


def test_every_look_is_found() -> None:
    assert seen(run_probes(in_threads, [noting("a", "one"), noting("b", "two")], PLENTY)) == {"one", "two"}


def test_looks_run_side_by_side() -> None:
    together = threading.Barrier(2)
    looks = [noting(name, name, first=lambda: together.wait(30)) for name in ("a", "b")]
    assert seen(run_probes(in_threads, looks, PLENTY)) == {"a", "b"}


def test_what_a_finding_leads_to_is_looked_at_too() -> None:
    deepest = noting("c", "three")
    assert seen(run_probes(in_threads, [noting("a", "one", noting("b", "two", deepest))], PLENTY)) == {
        "one",
        "two",
        "three",
    }


def test_a_look_that_hangs_is_missing_and_the_others_stand() -> None:
    never = threading.Event()
    try:
        found = seen(
            run_probes(in_threads, [noting("slow", "", first=never.wait), noting("b", "two")], HARDLY_ANY)
        )
    finally:
        never.set()
    assert found == {"slow: no answer within 0 s", "two"}


def test_a_look_that_breaks_is_missing_with_the_name_of_the_fault() -> None:
    def broken() -> None:
        raise KeyError("x")

    (said,) = seen(run_probes(in_threads, [noting("a", "", first=broken)], PLENTY))
    assert said == "a: could not read: KeyError (see the log of on_job)"


def test_the_budget_covers_what_findings_lead_to() -> None:
    never = threading.Event()
    try:
        slow = noting("slow", "", first=never.wait)
        found = seen(run_probes(in_threads, [noting("a", "one", slow)], HARDLY_ANY))
    finally:
        never.set()
    assert found == {"one", "slow: no answer within 0 s"}
