"""The command, run on some content."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main


def written(folder: Path, content: Any) -> str:
    file = folder / "input"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(file)


class Explain:
    """Runs the command on some content and gives what it printed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def json(self, content: Any, *options: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.text(content, "--json", *options))
        return told

    def text(self, content: Any, *options: str) -> str:
        assert main(["explain", written(self.folder, content), *options]) == 0
        printed = self._capsys.readouterr()
        assert printed.err == ""
        return printed.out
