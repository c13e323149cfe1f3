"""`make test-long`: many mutations and the forty texts of a megabyte.

python -m tests.mutations [--first SEED] [--count COUNT]
"""

import argparse
import logging
import sys
from collections.abc import Iterable

from tests.mutations.megabytes import MEGABYTES
from tests.mutations.mutate import mutation
from tests.mutations.readings import troubles


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.mutations")
    asked.add_argument("--first", type=int, default=1)
    asked.add_argument("--count", type=int, default=20_000)
    given = asked.parse_args()
    logging.disable(logging.CRITICAL)
    failed = sum(told(f"text {number}", text) for number, text in enumerate(MEGABYTES, 1))
    seeds: Iterable[int] = range(given.first, given.first + given.count)
    failed += sum(told(f"seed {seed}", mutation(seed)) for seed in seeds)
    print(f"{failed} of {len(MEGABYTES)} texts of a megabyte and {given.count} mutations made trouble")
    return bool(failed)


def told(name: str, text: str) -> bool:
    found = list(troubles(text))
    for each in found:
        print(f"FAIL {name}: {each.reading}: {each.why}: {each.text[:100]!r}", flush=True)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
