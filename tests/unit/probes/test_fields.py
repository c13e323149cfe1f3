"""What probes say that they write: fields of Evidence, each of one probe, whichever of them run together."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import combinations
from typing import get_args, get_type_hints

import pytest

from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.probes import PROBES, Probe, Share, probe_named
from bot.probes.parts import pointers
from bot.probes.run.fields import Fields
from bot.probes.run.found import known_before
from tests.fakes.clock import NOON
from tests.unit.probes.looks import may_write, put_into

UNREAD = Missing("no answer within 8 s")
# The keys of a message, or of the records it points to: test_pointers holds that it is one or the other.
EITHER = {"consumer_errors", pointers.SHARE.name}

each_probe = pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)


def shares(share: Share) -> Iterator[Share]:
    """Of a look and of all that may follow from it."""
    yield share
    for each in (*share.leads_to, *share.may_lead_to):
        yield from shares(each)


def test_a_finding_has_the_fields_of_the_evidence_and_their_types() -> None:
    known, found = get_type_hints(Evidence), get_type_hints(Fields)
    assert found == {name: known[name] for name in found}


def test_what_no_probe_writes_is_of_whoever_puts_the_evidence_together() -> None:
    others = {field.name for field in fields(Evidence)} - set(Fields.__annotations__)
    assert others == {"taken_at", "sample_number", "tried", "members", "verdict"}


def test_every_field_of_a_finding_is_some_probes_and_no_probe_writes_another() -> None:
    written = {name for probe in PROBES for share in shares(probe.share) for name in may_write(share)}
    assert written == set(Fields.__annotations__)


@each_probe
def test_only_what_can_be_missing_is_missing_when_it_could_not_be_read(probe: Probe) -> None:
    types = get_type_hints(Fields)
    for share in shares(probe.share):
        assert all(Missing in get_args(types[name]) for name in share.writes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_two_probes_of_a_kind_of_alarm_write_the_same_field(kind: AlarmKind) -> None:
    together = [share for name in kind.probes for share in shares(probe_named(name).share)]
    for one, other in combinations(together, 2):
        both = may_write(one) & may_write(other)
        assert both <= ({"keys"} if {one.name, other.name} == EITHER else set())


@each_probe
def test_what_could_not_be_read_keeps_what_it_says_that_it_keeps(probe: Probe) -> None:
    before = Evidence(taken_at=NOON, retention=None, sampled=3, sample_note="", pushes_on="it moves on")
    found = put_into(before, [probe.share.missing(UNREAD)])
    assert all(getattr(found, name) == getattr(before, name) for name in probe.share.keeps)
    assert all(getattr(found, name) == UNREAD for name in probe.share.writes)


def test_a_late_look_is_missing_with_all_that_always_follows_it() -> None:
    missing = probe_named("dead_letter_queue").share.missing(UNREAD).fields
    assert {"depth", "feeders", "shapes", "consumers", "mappings", "pool", "obstacles"} <= set(missing)
    assert not {"pointed_to", "role", "retention", "sampled"} & set(missing)


def test_what_an_earlier_look_could_not_read_is_no_reason_of_the_next_one() -> None:
    before = Evidence(taken_at=NOON, loss=UNREAD, sources=UNREAD, pushes_on="it moves on")
    assert known_before(before, NOON) == Evidence(taken_at=NOON, pushes_on="it moves on")
