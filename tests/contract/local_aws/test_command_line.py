"""The command line: what it lists, and that a command loads only what is its own."""

import re
import subprocess
import sys

import pytest

from bot.__main__ import COMMANDS, main


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert [name for name in COMMANDS if not re.search(rf"\n    {name}\s", shown)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: lastcall {name}")


def test_an_unknown_command_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["locla"])
    assert ended.value.code == 2
    assert "locla" in capsys.readouterr().err


def test_signals_are_heeded_before_anything_slow_is_loaded() -> None:
    loading = "import sys, local.demo, local.local; print(sorted({'boto3', 'botocore'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
