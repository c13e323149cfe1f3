"""Run what is there, and say where it writes other than its rows; with --record, write the rows anew."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.runtime_clients import node_client, python_client
from tests.runtime_clients.record import comparable, rows_of, table
from tests.runtime_clients.way import Way

FORMATS = "Text", "JSON"


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.runtime_clients")
    asked.add_argument("--record", action="store_true")
    given = asked.parse_args()
    other = 0
    for language, client in (("Python", python_client), ("Node", node_client)):
        if not client.is_there():
            print(f"{language}: its client is not here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            ways = [way for each in FORMATS for way in client.run(each, Path(folder))]
        rows = list(rows_of(language, f"{client.version()}, run by tests.runtime_clients", ways))
        other += compared(language, ways, rows)
        if given.record:
            table(language).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return 0 if given.record else bool(other)


def compared(language: str, ways: Iterable[Way], rows: Iterable[dict[str, Any]]) -> int:
    known = {row["about"]: row for row in json.loads(table(language).read_text())}
    other = 0
    for row in rows:
        before = known.pop(row["about"], None)
        if before and comparable(before["line"]) == comparable(row["line"]):
            continue
        other += 1
        print(f"{row['about']}: {row['line']!r}\n    its row: {before['line'] if before else None!r}")
    for name in known:
        print(f"{name}: a row, and nothing writes it")
    print(f"{language}: {len(list(ways))} ways, {other} lines of another kind than their rows")
    return other + len(known)


if __name__ == "__main__":
    sys.exit(main())
