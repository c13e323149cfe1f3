"""The emulator's own Python environment: made once, whole or not at all, by one at a time."""

import re
import threading
from pathlib import Path

import pytest

from local.local_aws import environment
from local.local_aws.environment import NoEnvironment, private_python
from local.local_aws.interpreters import VERSION, best_interpreter
from local.local_aws.stopping import Stop, Stopped

pytestmark = pytest.mark.xdist_group("local-aws")


def left_in(cache: Path) -> list[str]:
    return sorted(path.suffix for path in cache.iterdir())


def test_two_at_once_make_it_once(tmp_path: Path) -> None:
    said: list[str] = []
    found: list[Path] = []
    makers = [
        threading.Thread(
            target=lambda: found.append(private_python(stop=Stop(), say=said.append, cache=tmp_path))
        )
        for _ in range(2)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert found[0] == found[1]
    assert found[0].exists()
    assert len([line for line in said if line.startswith("installing")]) == 1
    assert left_in(tmp_path) == ["", ".lock"]


def test_one_that_is_there_needs_no_installing(tmp_path: Path) -> None:
    said: list[str] = []
    place = tmp_path / f"local-aws-{environment.pin_hash(best_interpreter())}"
    place.mkdir()
    assert private_python(stop=Stop(), say=said.append, cache=tmp_path) == place / "bin" / "python"
    assert said == []


def test_other_pins_make_another() -> None:
    interpreter = best_interpreter()
    assert environment.pin_hash(interpreter) != environment.pin_hash(interpreter + "x")


def test_stopping_leaves_no_half_of_it(tmp_path: Path) -> None:
    stop = Stop()
    with pytest.raises(Stopped):
        private_python(stop=stop, say=lambda _: stop.ask(), cache=tmp_path)
    assert left_in(tmp_path) == [".lock"]


def test_what_one_who_died_left_is_replaced(tmp_path: Path) -> None:
    place = tmp_path / f"local-aws-{environment.pin_hash(best_interpreter())}"
    (place.with_suffix(".part") / "environment").mkdir(parents=True)
    assert private_python(stop=Stop(), say=lambda _: None, cache=tmp_path).exists()
    assert left_in(tmp_path) == ["", ".lock"]


def test_what_cannot_be_installed_is_one_line_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "PINS", ("ministack==0.0.0.dev0",))
    with pytest.raises(NoEnvironment) as failure:
        private_python(stop=Stop(), say=lambda _: None, cache=tmp_path)
    assert "\n" not in str(failure.value)
    assert "needs the network" in str(failure.value)
    assert left_in(tmp_path) == [".lock"]


@pytest.mark.e2e
def test_it_is_made_without_uv_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "installer", lambda _: None)
    assert private_python(stop=Stop(), say=lambda _: None, cache=tmp_path).exists()


def test_the_interpreter_wanted_is_that_of_the_functions() -> None:
    template = (environment.REPOSITORY / "template.yaml").read_text()
    assert re.findall(r"^ +Runtime: python(\S+)$", template, re.MULTILINE) == [VERSION]
