"""`lastcall config check`."""

from pathlib import Path

import pytest

from bot.__main__ import main

GOOD = '[[routes]]\nname = "orders"\nchannel = "C0INCIDENT"\n'


def written(folder: Path, text: str | bytes) -> str:
    file = folder / "lastcall.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def test_a_file_without_problems_is_summed_up_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, GOOD)
    assert main(["config", "check", file]) == 0
    assert capsys.readouterr().out == f"{file}: fine; routes, in order: orders\n"


def test_problems_are_printed_one_a_line_with_the_file_as_it_was_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, f"x = 1\ny = 2\n{GOOD}")
    assert main(["config", "check", file]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f'{file}:1: unknown key "x" in lastcall.toml',
        f'{file}:2: unknown key "y" in lastcall.toml',
    ]


def test_without_a_name_the_file_of_this_folder_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    assert main(["config", "check"]) == 0
    assert capsys.readouterr().out.startswith("lastcall.toml: fine")


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", str(tmp_path / "none.toml")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none.toml'}: cannot be read: No such file or directory\n"


def test_a_file_that_is_no_text_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", written(tmp_path, b"\xff\xfe")]) == 2
    assert "it is not UTF-8 text" in capsys.readouterr().err
