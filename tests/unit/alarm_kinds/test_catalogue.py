"""The catalogue of alarm kinds is complete: what is missing for a kind is missing here first."""

from pathlib import Path

import bot.alarm_kinds
from bot.alarm_kinds import KINDS, kind_named, kind_of
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.probes import PROBES
from tests.unit.alarm_kinds.samples import ROOT, each_kind, transition_of


def test_every_file_of_the_folder_has_its_line_in_the_catalogue() -> None:
    files = {path.stem for path in Path(bot.alarm_kinds.__file__).parent.glob("*.py")} - {"__init__"}
    assert {kind.name for kind in KINDS} == files


def test_the_generic_kind_comes_last_because_it_takes_everything() -> None:
    assert KINDS[-1].name == "generic"


@each_kind
def test_a_kind_takes_its_own_sample_event(kind: AlarmKind) -> None:
    taken, _ = kind_of(transition_of(kind))
    assert taken.name == kind.name


@each_kind
def test_a_kind_has_a_runbook(kind: AlarmKind) -> None:
    assert (ROOT / "runbooks" / f"{kind.name}.md").is_file()


@each_kind
def test_a_kind_names_only_probes_that_exist(kind: AlarmKind) -> None:
    known = {probe.name for probe in PROBES}
    assert {*kind.probes, *filter(None, [kind.health])} <= known


@each_kind
def test_a_kind_that_can_be_proven_healthy_names_a_probe_that_proves_it(kind: AlarmKind) -> None:
    provers = {probe.name for probe in PROBES if probe.health}
    assert kind.health == "" or kind.health in provers


@each_kind
def test_a_kind_has_a_row_in_the_readme(kind: AlarmKind) -> None:
    assert f"| `{kind.name}` | {kind.what} |" in (ROOT / "README.md").read_text()


def test_a_kind_of_another_release_is_shown_as_the_generic_one() -> None:
    assert kind_named("of_next_year").name == "generic"
