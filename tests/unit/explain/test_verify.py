"""`lastcall verify`: whether a file of receipts was changed, and where."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.domain.redrive.ledger import closing, summed
from bot.domain.redrive.receipt import End, Receipt, lines_of
from tests.contract.aws.examples import job
from tests.fakes.clock import NOON


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Of a redrive that met two of 37."""
    lines, chain = lines_of(
        job(), [Receipt("m-1", "c0ffee", End.MOVED, NOON), Receipt("m-2", "c0ffee", End.KEPT, NOON)]
    )
    last = closing(replace(job(), receipts=chain), summed(37, {"m-1": End.MOVED, "m-2": End.KEPT}))
    written = tmp_path / "receipts.jsonl"
    written.write_text("".join(f"{each}\n" for each in [*lines, last]))
    return written


def test_a_whole_file_says_how_it_adds_up(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(file)]) == 0
    assert "whole. 37 = 1 moved + 1 kept + 35 unknown. Head of the chain: " in capsys.readouterr().out


def test_a_changed_line_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text().replace('"kept"', '"moved"', 1))
    assert main(["verify", str(file)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"{file}: line 2: it was changed: its hash is not that of its text\n"


def test_a_file_that_is_not_there_is_no_changed_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert "cannot be read: No such file or directory" in capsys.readouterr().err
