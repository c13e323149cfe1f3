"""Every probe is in the catalogue, and everything an alarm kind wants is a probe."""

import importlib
import pkgutil

import bot.probes
from bot.alarm_kinds import KINDS
from bot.probes import PROBES, probe_named
from bot.probes.run.probe import Probe


def test_the_catalogue_holds_every_probe_in_the_folder() -> None:
    modules = {module.name for module in pkgutil.iter_modules(bot.probes.__path__) if not module.ispkg}
    assert {probe.name for probe in PROBES} == modules


def test_a_probe_is_named_like_its_file() -> None:
    for probe in PROBES:
        module = importlib.import_module(f"bot.probes.{probe.name}")
        assert module.PROBE is probe
        assert isinstance(probe, Probe)


def test_every_probe_that_an_alarm_kind_wants_exists() -> None:
    wanted = {name for kind in KINDS for name in kind.probes}
    assert wanted
    assert {probe_named(name).name for name in wanted} == wanted


def test_every_kind_that_can_be_proven_healthy_names_a_probe_that_can_tell() -> None:
    healers = [kind.health for kind in KINDS if kind.health]
    assert healers
    assert all(probe_named(name).health for name in healers)
