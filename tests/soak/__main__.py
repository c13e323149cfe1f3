"""`make test-long`: many seeds, with Slack's ordinary limits and without; a failing one is made short.

python -m tests.soak [--first SEED] [--seeds COUNT] [--limits on|off|both]
"""

import argparse
import logging
import sys
import time

from tests.scenario.harness import pump
from tests.soak.shrink import shrunk
from tests.soak.story import Act, story, wrong_with


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.soak")
    asked.add_argument("--first", type=int, default=1)
    asked.add_argument("--seeds", type=int, default=200)
    asked.add_argument("--limits", choices=("on", "off", "both"), default="both")
    given = asked.parse_args()
    logging.disable(logging.CRITICAL)
    pump.ROUNDS = 10**7
    kinds = {"on": (True,), "off": (False,), "both": (True, False)}[given.limits]
    failed = 0
    for seed in range(given.first, given.first + given.seeds):
        for limited in kinds:
            failed += not passes(seed, limited=limited)
    print(f"{failed} of {given.seeds * len(kinds)} stories failed")
    return bool(failed)


def passes(seed: int, *, limited: bool) -> bool:
    acts, began = story(seed), time.monotonic()
    wrong = wrong_with(seed, acts, limited=limited)
    kind = "ordinary limits" if limited else "no limits"
    told = f"seed {seed}, {kind}, {len(acts)} acts, {time.monotonic() - began:.0f} s"
    print(f"{'FAIL' if wrong else 'ok'} {told}", *wrong[:4], sep="\n  " if wrong else " ", flush=True)
    if wrong:
        shown(shrunk(acts, lambda kept: wrong_with(seed, kept, limited=limited)))
    return not wrong


def shown(acts: tuple[Act, ...]) -> None:
    print("  the shortest story that fails:")
    for act in acts:
        print(f"    {act}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
