"""Whole messages as AWS sends them, one file for each envelope and shape; loaded by name."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def event_text(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def event(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(event_text(name))
    return document
