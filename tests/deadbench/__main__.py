"""Score Lastcall, the baselines and any other tool on the worlds of a folder."""

import argparse
import json
import sys
from pathlib import Path

from tests.deadbench.lint import faults
from tests.deadbench.published import PAGE, published, with_last_run
from tests.deadbench.run import ANSWERS, WORLDS, bench, failures, of_answers, of_baselines, of_lastcall
from tests.deadbench.score import by_class, scores
from tests.deadbench.table import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.deadbench", description=__doc__)
    parser.add_argument("--worlds", type=Path, default=WORLDS, help="a folder of worlds (default: ours)")
    parser.add_argument("--truths", type=Path, help="their answers (default: answers/ beside the worlds)")
    parser.add_argument("--answers", type=Path, help="what another tool answered, a file a world")
    parser.add_argument("--json", action="store_true", help="every mark and score as one JSON object")
    parser.add_argument("--publish", action="store_true", help="write the last run into docs/deadbench.md")
    chosen = parser.parse_args()
    truths = chosen.truths or (ANSWERS if chosen.worlds == WORLDS else chosen.worlds.parent / "answers")
    wrong = [each for world in sorted(chosen.worlds.iterdir()) for each in faults(world, truths)]
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
        return 2
    loaded = bench(chosen.worlds, truths)
    tools = {"lastcall": of_lastcall(loaded)}
    if chosen.answers:
        tools = {str(chosen.answers): of_answers(loaded, chosen.answers)} | tools
    tools |= of_baselines(loaded)
    if chosen.json:
        sys.stdout.write(json.dumps({name: _as_json(marked) for name, marked in tools.items()}) + "\n")
        return 0
    if chosen.publish:
        PAGE.write_text(with_last_run(PAGE.read_text(), published(tools)))
    sys.stdout.write("\n".join(table(tools)) + "\n\nNot right, by name:\n")
    sys.stdout.write("\n".join(failures(next(iter(tools.values()))) or ["none"]) + "\n")
    return 0


def _as_json(marked: list) -> dict:  # type: ignore[type-arg]
    of = {"all": scores(marked)} | dict(by_class(marked))
    return {
        "marks": [each._asdict() for each in marked],
        "scores": {
            name: {
                row: {"value": share.value, "n": share.of, "interval": share.interval}
                for row, share in each._asdict().items()
            }
            for name, each in of.items()
        },
    }


if __name__ == "__main__":
    raise SystemExit(main())
