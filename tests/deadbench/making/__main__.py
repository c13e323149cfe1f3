"""Write the public worlds and their answers anew."""

import argparse
import json
import shutil
from pathlib import Path

from tests.deadbench.making import class_a, class_b, class_d

HERE = Path(__file__).resolve().parents[1]
CLASSES = (class_a, class_b, class_d)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.deadbench.making", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="draws names and numbers (default 1)")
    parser.add_argument("--to", type=Path, default=HERE, help="folder for worlds/ and answers/")
    chosen = parser.parse_args()
    make(chosen.seed, chosen.to)


def make(seed: int, to: Path) -> None:
    worlds, answers = to / "worlds", to / "answers"
    answers.mkdir(parents=True, exist_ok=True)
    for each in CLASSES:
        for draft, entry in each.entries(seed):
            shutil.rmtree(worlds / draft.name, ignore_errors=True)
            draft.write(worlds)
            (answers / f"{draft.name}.json").write_text(json.dumps(entry.answer, indent=1) + "\n")
            (answers / f"{draft.name}.md").write_text(entry.provenance)


if __name__ == "__main__":
    main()
